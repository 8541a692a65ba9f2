"""Two businesses whose every word is marked, so that one's words in an answer to the other are seen."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx

from db.directory import user_id_of
from orchestrators.access.people import Actor
from orchestrators.calculations.decisions.terms import DecisionTerms
from orchestrators.calculations.decisions.words import DecisionAction
from orchestrators.calculations.hygiene.fixes import FixValues
from orchestrators.decisions import Finalization, Proposal
from orchestrators.hygiene.actions import FixIssue, IgnoreIssue
from orchestrators.settings.declared_flows import SetRecurringFlow
from orchestrators.settings.earmarks import SetEarmark
from orchestrators.settings.policies import SetApprovalPolicy, SetRunwayPolicy
from orchestrators.settings.vendor_terms import SetVendorTerms
from orchestrators.sources.connections import connection, state
from resolvers.context import Context, User
from resolvers.decisions.steps import finalize, propose
from resolvers.hygiene.actions import act, undo
from resolvers.settings.settings import change
from server.sources.importing import DEFAULT_REALM
from tests.clock import NOW
from tests.records import account, bill, customer, invoice, vendor
from tests.world import Api, World, token

#: What marks a business: no other text holds it.
MARKS = ("Quillfeather", "Zephyrstone")
#: Both businesses send their first proposal with this key.
SHARED_KEY = "one key of two businesses"


@dataclass(frozen=True, slots=True)
class Marked:
    """A business, its people, and what must never reach anybody else."""

    business: UUID
    mark: str
    secrets: frozenset[str]

    @property
    def owner(self) -> str:
        """Who may write."""
        return f"owner@{self.mark.lower()}.example"

    @property
    def analyst(self) -> str:
        """Who may only read."""
        return f"analyst@{self.mark.lower()}.example"

    @property
    def auditor(self) -> str:
        """Who may also read what the audit found."""
        return f"auditor@{self.mark.lower()}.example"

    def leaks(self, response: httpx.Response) -> list[str]:
        """What of this business a response holds, in its body, its headers, or wrapped in its cursors."""
        message = "\n".join((*_wrapped(response.json()), response.text, str(response.headers.raw))).lower()
        return sorted(secret for secret in self.secrets if secret in message)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two businesses in one world, the same in all but their words."""

    world: World
    ours: Marked
    theirs: Marked

    def turned(self) -> "Pair":
        """The same with the sides changed."""
        return Pair(self.world, self.theirs, self.ours)


@dataclass(frozen=True, slots=True)
class Client:
    """One person of a business; no answer to them may hold a word of the other."""

    api: Api
    user: str
    business: UUID | str | None
    never: Marked

    async def send(
        self, query: str, variables: Mapping[str, Any] | None = None, *, business: UUID | str | None = None
    ) -> httpx.Response:
        """Ask; the request's id is fixed, so that equal answers are equal to the last byte."""
        headers = {"authorization": f"Bearer {token(self.user)}", "x-request-id": "canary"}
        if (named := business or self.business) is not None:
            headers["x-business-id"] = str(named)
        body = {"query": query, "variables": variables}
        response = await self.api.client.post("/graphql", json=body, headers=headers)
        assert self.never.leaks(response) == []
        return response

    async def data(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The data of an answer without errors."""
        body = (await self.send(query, variables)).json()
        assert "errors" not in body, body["errors"]
        return body["data"]


async def plant(world: World, ours: int = 3, theirs: int = 3) -> Pair:
    """Two businesses with rows in every table: so many bills, some of all else, and a decision about one."""
    return Pair(world, await _plant(world, MARKS[0], ours), await _plant(world, MARKS[1], theirs))


def records(mark: str, documents: int) -> dict[str, list[dict[str, Any]]]:
    """Records of every kind that the books keep, and one that they refuse; bills are most of them."""
    bills = [_bill(mark, number) for number in range(documents)]
    return {
        "CompanyInfo": [{"Id": "1", "SyncToken": "0", "CompanyName": f"{mark} Inc"}],
        # Gone before it ever came: what is remembered of it has a row of its own.
        "Purchase": [{"Id": f"{mark} gone", "status": "Deleted"}],
        "Term": [{"Id": "1", "SyncToken": "0", "Name": f"{mark} terms", "Active": True, "DueDays": 30}],
        "Vendor": [vendor(name=f"{mark} vendor", TermRef={"value": "1"})],
        "Customer": [customer(name=f"{mark} customer")],
        "Account": [account(Name=f"{mark} bank"), account("36", Name=f"{mark} savings")],
        "Bill": [
            *bills,
            bill("dateless", DueDate=None, DocNumber=f"{mark} 0"),
            bill("mended", DueDate=None, DocNumber=f"{mark} mended"),
            *[bill(f"twin-{n}", DocNumber=f"{mark} twin", TxnDate=f"2026-11-{n:02}") for n in (1, 2)],
        ],
        # Due before all bills: the first page of what is ready shows both, however many bills there are.
        "Invoice": [
            invoice(str(n), DocNumber=f"{mark} I{n}", TxnDate="2025-12-15", DueDate="2025-12-31")
            for n in range(3)
        ],
        "BillPayment": [_payment(mark)],
        "VendorCredit": [
            {**bill("credit", DocNumber=f"{mark} credit", TotalAmt=5.0, Balance=5.0), "DueDate": None}
        ],
        "JournalEntry": [_entry(mark)],
        "Estimate": [{"Id": f"{mark}-1"}],
    }


def _bill(mark: str, number: int) -> dict[str, Any]:
    # Days spread over two years, so that a cursor of one business stands amid the rows of the other.
    due = f"{2026 + number % 2}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    amount = 100.0 + number
    changes = {"DueDate": due, "TxnDate": "2025-12-15", "TotalAmt": amount, "Balance": amount}
    return bill(f"b-{number}", DocNumber=f"{mark} B{number}", PrivateNote=f"{mark} memo", **changes)


def _payment(mark: str) -> dict[str, Any]:
    return {
        "Id": "p",
        "SyncToken": "0",
        "TxnDate": "2026-11-03",
        "DocNumber": f"{mark} P",
        "TotalAmt": 30.0,
        "VendorRef": {"value": "1"},
        "CheckPayment": {"BankAccountRef": {"value": "35"}},
        "Line": [{"Amount": 30.0, "LinkedTxn": [{"TxnType": "Bill", "TxnId": "b-0"}]}],
    }


def _entry(mark: str) -> dict[str, Any]:
    lines = [
        {
            "Amount": 12.5,
            "JournalEntryLineDetail": {"PostingType": posting, "AccountRef": {"value": account_id}},
        }
        for posting, account_id in (("Debit", "35"), ("Credit", "36"))
    ]
    day = "2026-11-05"
    return {"Id": "j", "SyncToken": "0", "TxnDate": day, "DocNumber": f"{mark} J", "Line": lines}


async def _plant(world: World, mark: str, documents: int) -> Marked:
    empty = Marked(UUID(int=0), mark, frozenset())
    members = {empty.owner: "OWNER", empty.analyst: "ANALYST", empty.auditor: "AUDITOR"}
    business = await world.business(f"{mark} Inc", members=members)
    await world.load(business, records(mark, documents), answered=NOW)
    await _decide(world, Marked(business, mark, frozenset()))
    await _set(world, Marked(business, mark, frozenset()))
    await _mend(world, Marked(business, mark, frozenset()))
    await _foresee(world, business)
    await _connect(world, Marked(business, mark, frozenset()))
    return Marked(business, mark, frozenset({mark.lower(), str(business), *await _ids(world, business)}))


async def _mend(world: World, made: Marked) -> None:
    """One issue is fixed, with a correction and an instruction; another one is ignored for a moment."""
    text = (
        "SELECT i.id, d.source_id FROM runway.issue AS i JOIN runway.document AS d "
        "ON d.business_id = $1 AND d.id = i.document_id WHERE i.business_id = $1"
    )
    ids = {row["source_id"]: row["id"] for row in await world.run(text, made.business)}
    context = _context(world, made)
    fixed = await act(context, FixIssue(ids["mended"], 1, FixValues(due_date=date(2027, 12, 24))))
    ignored = await act(context, IgnoreIssue(ids["dateless"], 1, f"{made.mark} knows"))
    assert ignored.issue is not None
    assert ignored.issue.last_action is not None
    undone = await undo(context, ignored.issue.last_action.id)
    await context.close()
    assert [result.user_errors for result in (fixed, ignored, undone)] == [()] * 3


async def _foresee(world: World, business: UUID) -> None:
    """A forecast of a past week with either baseline, as imports by the command line leave them."""
    await world.run(
        "INSERT INTO runway.past_forecast (business_id, id, baseline, made_on, closings, came) "
        "SELECT $1, gen_random_uuid(), b, date '2026-10-05', array_fill(1000, ARRAY[13]), 1000 "
        "FROM unnest(ARRAY['NONE', 'USUAL']) AS b",
        business,
    )


async def _connect(world: World, made: Marked) -> None:
    """A live connection, its secret and its place in the queue, as workers leave them."""
    company = state.SourceCompany(state.Environment.SANDBOX, DEFAULT_REALM, f"{made.mark} Inc", "all")
    async with world.books.writing(user_id_of(made.owner), made.business) as (books, caller):
        orchestrator = connection.ConnectionOrchestrator(books)
        await orchestrator.connect(made.business, Actor(caller, made.owner), company)
    await world.run(
        "WITH s AS (INSERT INTO runway.connection_secret (business_id, realm) VALUES ($1, $2)) INSERT INTO "
        "runway.sync_queue (business_id, environment, realm, due_at) VALUES ($1, 'PRODUCTION', $2, now())",
        made.business,
        made.mark,
    )


async def _decide(world: World, made: Marked) -> None:
    """One decision that waits, one that is final, and settings that limit nothing of either."""
    context = _context(world, made)
    waiting = await _propose(world, context, made, "b-0", SHARED_KEY)
    final = await _propose(world, context, made, "b-1", f"{SHARED_KEY}, again")
    done = await finalize(context, [Finalization(final)], f"{SHARED_KEY}, at last")
    settings = await change(
        context, SetApprovalPolicy({"alone_up_to": Decimal(1_000_000)}, expected_version=0)
    )
    await context.close()
    assert waiting != final
    assert [done.outcomes[0].user_errors, settings.user_errors] == [(), ()], (done, settings)


async def _propose(world: World, context: Context, made: Marked, source_id: str, key: str) -> UUID:
    outcome = "SELECT id FROM runway.document WHERE business_id = $1 AND source_id = $2"
    (item,) = await world.run(outcome, made.business, source_id)
    proposal = Proposal(item["id"], DecisionTerms(DecisionAction.PAY), f"{made.mark} note")
    result = await propose(context, proposal, key)
    assert (result.user_errors, result.decision is None) == ((), False)
    assert result.decision is not None
    return result.decision.id


async def _set(world: World, made: Marked) -> None:
    result = "SELECT id FROM runway.party WHERE business_id = $1 AND kind = 'VENDOR'"
    vendor_id = (await world.run(result, made.business))[0]["id"]
    context = _context(world, made)
    rent = {"label": f"{made.mark} rent", "amount": Decimal(-900), "party_id": vendor_id}
    outcomes = (
        await change(context, SetRunwayPolicy({"floor": Decimal(250)}, expected_version=0)),
        await change(context, SetEarmark(f"{made.mark} taxes", Decimal(75), expected_version=0)),
        await change(context, SetVendorTerms(vendor_id, {"agreed_grace_days": 4}, expected_version=0)),
        await change(context, SetRecurringFlow(None, rent)),
    )
    assert [outcome.user_errors for outcome in outcomes] == [()] * 4


def _context(world: World, made: Marked) -> Context:
    return Context(world.books, User(user_id_of(made.owner), made.owner), made.business)


async def _ids(world: World, business: UUID) -> list[str]:
    """The keys of what a node can be, bare."""
    tables = ("account", "decision", "document", "earmark", "issue", "outbox", "party", "recurring_flow")
    union = " UNION ALL ".join(f"SELECT id FROM runway.{name} WHERE business_id = $1" for name in tables)
    return [str(row["id"]) for row in await world.run(union, business)]


def _wrapped(value: object) -> Iterator[str]:
    """What ids and cursors hold: texts in base64, anywhere in an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _wrapped(part)
    elif isinstance(value, str):
        try:
            yield json.dumps(base64.urlsafe_b64decode(value).decode())
        except (binascii.Error, ValueError):
            return
