"""What a collector of spans receives: operations and their statements, and nothing that was in them."""

import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from server.telemetry.tracing import is_wanted, summary
from tests.house.repository import ROOT
from tests.records import bill, vendor
from tests.servers.postgres import Cluster
from tests.sockets import connected, given
from tests.world import OWNER, World, open_world, token

QUERY = (
    "query Bills($of: String) { bills(filter: { documentNumber: { eq: $of } }) { nodes { id } } } # a remark"
)
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@dataclass(frozen=True, slots=True)
class Traced:
    """A world whose server makes spans, and the spans."""

    world: World
    exporter: InMemorySpanExporter

    def spans(self, kind: SpanKind) -> list[ReadableSpan]:
        """Those of a kind that have ended."""
        return [span for span in self.exporter.get_finished_spans() if span.kind is kind]

    def written(self) -> str:
        """All that a collector is sent."""
        return " ".join(span.to_json() for span in self.exporter.get_finished_spans())


@pytest.fixture
async def traced(cluster: Cluster) -> AsyncIterator[Traced]:
    """A database of its own, whose server makes spans."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    address = await cluster.clone()
    async with open_world(address, tracer=provider.get_tracer("tests")) as world:
        yield Traced(world, exporter)
    await cluster.drop(address)


async def test_an_operation_is_a_span_and_its_statements_are_below_it(traced: Traced) -> None:
    business = await traced.world.business()
    async with traced.world.api() as api:
        await api.ask("query Name { business { name } }", business=business, headers={"x-request-id": "r-1"})
    (operation,) = traced.spans(SpanKind.SERVER)
    assert operation.name == "query Name"
    assert dict(operation.attributes or {}) == {
        "runway.request_id": "r-1",
        "graphql.operation.type": "query",
        "graphql.operation.name": "Name",
        "runway.outcome": "OK",
    }
    assert operation.parent is None
    statements = traced.spans(SpanKind.CLIENT)
    names = [span.name for span in statements]
    assert names == ["BEGIN", "SELECT runway.enter", "SELECT runway.business", "COMMIT"]
    for span in statements:
        assert span.parent is not None
        assert operation.context is not None
        assert span.parent.span_id == operation.context.span_id
        assert dict(span.attributes or {}) == {
            "db.system.name": "postgresql",
            "db.query.summary": span.name,
        }


async def test_the_trace_of_whoever_asks_is_continued(traced: Traced) -> None:
    await traced.world.business()
    async with traced.world.api() as api:
        # Of one who wants no trace there is none; a header that cannot be read is as good as none.
        for sent in (f"00-{TRACE}-{PARENT}-01", f"00-{TRACE}-{PARENT}-00", "00-nonsense-01"):
            await api.ask("{ business { name } }", headers={"traceparent": sent})
    first, second = traced.spans(SpanKind.SERVER)
    assert first.context is not None
    assert f"{first.context.trace_id:032x}" == TRACE
    assert first.parent is not None
    assert f"{first.parent.span_id:016x}" == PARENT
    assert second.parent is None
    assert second.context is not None
    traces = {span.context.trace_id for span in traced.spans(SpanKind.CLIENT) if span.context is not None}
    assert traces == {first.context.trace_id, second.context.trace_id}


async def test_no_span_holds_what_was_sent_what_was_read_or_whose_it_is(traced: Traced) -> None:
    business = await traced.world.business("Zitronenfalter")
    await traced.world.load(business, {"Vendor": [vendor()], "Bill": [bill()]})
    literal = 'query Literal { bills(filter: { documentNumber: { eq: "B-10" } }) { nodes { id } } }'
    long = "L" * 100
    async with traced.world.api() as api:
        reply = await api.ask(QUERY, business=business, variables={"of": "B-10"})
        assert len(reply.data["bills"]["nodes"]) == 1
        await api.ask(literal, business=business)
        await api.ask(f"query {long} {{ business {{ name }} }}", business=business)
        await api.ask("query Fails { bills(first: -1777177717) { nodes { id } } }", business=business)
        async with connected(api) as socket:
            await socket.init(given(business=business))
            await socket.run("query Socket { business { name } }")
    names = {span.name for span in traced.spans(SpanKind.SERVER)}
    assert names == {"query Bills", "query Literal", f"query {long}", "query Fails", "query Socket"}
    written, signed = traced.written(), token(OWNER).split(".")[1]
    values = ("B-10", "remark", "Zitronenfalter", OWNER, str(business), signed, "1777177717")
    assert [value for value in (*values, "documentNumber", "business_id", "$1") if value in written] == []


async def test_what_fails_shows_how_and_not_what_about(traced: Traced) -> None:
    business = await traced.world.business()
    await traced.world.run("DROP TABLE runway.account CASCADE")
    async with traced.world.api() as api:
        await api.ask("query Broken { accounts { nodes { id } } }", business=business)
    (operation,) = traced.spans(SpanKind.SERVER)
    assert operation.status.status_code is StatusCode.ERROR
    assert (operation.attributes or {})["runway.outcome"] == "INTERNAL_SERVER_ERROR"
    failed = {span.status.description for span in traced.spans(SpanKind.CLIENT) if not span.status.is_ok}
    assert failed == {"UndefinedTableError"}
    assert "does not exist" not in traced.written()


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("SELECT * FROM runway.enter($1, $2, $3)", "SELECT runway.enter"),
        ("  \n WITH x AS (SELECT 'a secret' FROM runway.bill) SELECT 1", "WITH runway.bill"),
        ("SELECT runway.clock() FROM runway.business", "SELECT runway.business"),
        ("INSERT INTO runway.decision VALUES ($1)", "INSERT runway.decision"),
        ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;", "BEGIN"),
        ("", ""),
        ("'a secret'", ""),
    ],
)
def test_a_statement_is_named_without_its_literals(sql: str, shown: str) -> None:
    assert summary(sql) == shown


ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "runway"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
        (ENDPOINT, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1/v1/traces"}, True),
        ({**ENDPOINT, "OTEL_SDK_DISABLED": "true"}, False),
        ({**ENDPOINT, "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_the_standard_variables_say_whether_there_are_spans(
    environment: Mapping[str, str], *, wanted: bool
) -> None:
    assert is_wanted(environment) is wanted


#: Not wanted, wanted where it is not installed, and wanted where it is.
PROGRAM = """
import sys
from server.settings import WrongSettings
from server.telemetry.tracing import tracing

wanted = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}

def show(environment):
    try:
        with tracing(environment) as tracer:
            print(type(tracer).__name__, "opentelemetry.sdk" in sys.modules)
    except WrongSettings as wrong:
        print(wrong)

show({})
sys.modules["opentelemetry.sdk"] = None
show(wanted)
del sys.modules["opentelemetry.sdk"]
show(wanted)
"""


def test_what_sends_spans_is_loaded_only_when_it_is_wanted() -> None:
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "NoneType False",
        "OTEL_EXPORTER_OTLP_ENDPOINT: spans need the extra `otel` of this package.",
        "Tracer True",
    ]
