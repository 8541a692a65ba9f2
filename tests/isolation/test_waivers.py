"""Waivers: who answers for a finding, until when, and what is said of a waiver that is not in order."""

from datetime import date

import pytest

from db.own_isolation import EXCEPTIONS, SCOPE
from isolation.audit import audit
from isolation.lints.lint import Level
from isolation.report import Report
from isolation.waivers import BrokenWaivers, Waiver, read_waivers
from tests.world import World

TODAY = date(2026, 12, 1)
KNOWN = {"shared_table", "truncate_privilege"}
ENTRY = """
[[waiver]]
code = "truncate_privilege"
object = "runway.term"
owner = "dba@example.org"
reason = "The nightly test data."
until = 2026-12-01
"""


async def audited(world: World, today: date, *waivers: Waiver) -> Report:
    await world.run("GRANT TRUNCATE ON runway.term TO runway_api")
    connection = await world.address.connect()
    try:
        return await audit(connection, SCOPE, today, waivers, declared=EXCEPTIONS)
    finally:
        await connection.close()


def codes(report: Report) -> set[str]:
    """The open findings' codes, without what is the server's."""
    return {finding.code for finding in report.findings} - {"server_version"}


def test_an_entry_is_read() -> None:
    [waiver] = read_waivers(ENTRY, KNOWN)
    assert waiver == Waiver(
        "truncate_privilege", "runway.term", "dba@example.org", "The nightly test data.", date(2026, 12, 1)
    )
    assert read_waivers("", KNOWN) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[waiver", "not TOML"),
        ("[[waivers]]", "unknown entry 'waivers'"),
        ("[waiver]", "two brackets"),
        ("waiver = [1]", "waiver 1: code is missing"),
        (ENTRY + ENTRY.replace("owner", "# owner"), "waiver 2: owner is missing"),
        (ENTRY + "ticket = 1", "waiver 1: ticket is not one of"),
        (ENTRY.replace("2026-12-01", '"2026-12-01"'), "waiver 1: until must be a day"),
        (ENTRY.replace("2026-12-01", "2026-12-01T00:00:00"), "waiver 1: until must be a day"),
        (ENTRY.replace('"The nightly test data."', '" "'), "waiver 1: reason must be text"),
        (ENTRY.replace('"The nightly test data."', "7"), "waiver 1: reason must be text"),
        (ENTRY.replace("truncate_privilege", "truncate"), "waiver 1: code 'truncate' is no lint's"),
    ],
)
def test_a_broken_file_is_refused_with_the_entry_and_the_field(text: str, sentence: str) -> None:
    with pytest.raises(BrokenWaivers, match=sentence):
        read_waivers(text, KNOWN)


async def test_a_waived_finding_is_shown_as_waived_through_its_last_day(own_world: World) -> None:
    [waiver] = read_waivers(ENTRY, KNOWN)
    report = await audited(own_world, TODAY, waiver)
    assert codes(report) == set()
    assert [(item.finding.object, item.waiver.owner) for item in report.waived] == [
        ("runway.term", "dba@example.org")
    ]


async def test_an_expired_waiver_is_an_error_and_its_finding_is_open_again(own_world: World) -> None:
    [waiver] = read_waivers(ENTRY, KNOWN)
    report = await audited(own_world, date(2026, 12, 2), waiver)
    assert codes(report) == {"waiver_expired", "truncate_privilege"}
    [expired] = [finding for finding in report.findings if finding.code == "waiver_expired"]
    assert expired.level is Level.ERROR
    assert expired.object == "truncate_privilege: runway.term"
    assert "dba@example.org" in expired.detail
    assert report.waived == ()


async def test_a_waiver_that_waives_nothing_is_worth_knowing_and_no_more(own_world: World) -> None:
    waiver = Waiver("truncate_privilege", "runway.party", "dba@example.org", "Gone.", TODAY)
    report = await audited(own_world, TODAY, waiver)
    assert codes(report) == {"waiver_unused", "truncate_privilege"}
    [unused] = [finding for finding in report.findings if finding.code == "waiver_unused"]
    assert unused.level is Level.INFO
