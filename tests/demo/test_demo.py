"""The demo companies, imported as a user's books would be: three stories, and a tray with everything."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from demo.companies import COMPANIES
from demo.companies.profile import Profile
from demo.files import write
from orchestrators.calculations.hygiene.checks import CheckName
from server.sources.importing import Imported
from tests.clock import NOW, day_in
from tests.demo.imported import Demo
from tests.examples import only_in_ci, some
from tests.serving import Served

TOMORROW = NOW + timedelta(1)
#: Within a month, since an export of a later one lacks the oldest month.
MOMENTS = tuple(datetime(2026, 11, day, 12, tzinfo=UTC) for day in (20, 24))
NAMES = [profile.name for profile in COMPANIES]
ITEM = "id kind state dueDate daysToDue openBalance { amount currencyCode } counterparty { id }"
LISTS = {
    "items": f"decisionConsole {{ items(first: 100, after: $after) {{ nodes {{ {ITEM} }} %s }} }}",
    "issues": "hygieneTray { issues(first: 100, after: $after) { nodes { check blocking message "
    "document { id kind } } %s } }",
    "bills": "bills(first: 100, after: $after, filter: {state: {eq: OPEN}}) { nodes { id } %s }",
    "invoices": "invoices(first: 100, after: $after, filter: {state: {eq: OPEN}}) { nodes { id } %s }",
}


#: What the demo's dirt is for.
PLANTED = {
    CheckName.MISSING_COUNTERPARTY,
    CheckName.MISSING_DUE_DATE,
    CheckName.MISSING_AMOUNT,
    CheckName.MISSING_ISSUE_DATE,
    CheckName.ZERO_OR_NEGATIVE_AMOUNT,
    CheckName.DUE_BEFORE_ISSUE,
    CheckName.BALANCE_ABOVE_TOTAL,
    CheckName.DUPLICATE,
    CheckName.BILL_PAID_OUTSIDE_PAYABLES,
    CheckName.INVOICE_PAID_OUTSIDE_RECEIVABLES,
    CheckName.UNAPPLIED_PAYMENT,
    CheckName.UNAPPLIED_CREDIT,
    CheckName.ORPHAN_REFERENCE,
    CheckName.INACTIVE_COUNTERPARTY,
    CheckName.UNCATEGORISED_LINE,
    CheckName.COUNTERPARTY_TWICE,
}
#: Few post straight onto payables or receivables, and not every vendor's twin has nearly its name.
SELDOM = {
    CheckName.BILL_PAID_OUTSIDE_PAYABLES,
    CheckName.INVOICE_PAID_OUTSIDE_RECEIVABLES,
    CheckName.COUNTERPARTY_TWICE,
}


@dataclass(frozen=True, slots=True)
class Company:
    """A demo company that a server shows."""

    profile: Profile
    served: Served
    business: UUID
    imported: Imported

    async def all(self, name: str) -> list[dict[str, Any]]:
        """Every row of a list, over all its pages."""
        inner = LISTS[name] % "pageInfo { hasNextPage endCursor }"
        text = f"query ($after: String) {{ {inner} }}"
        nodes: list[dict[str, Any]] = []
        after = None
        while True:
            reply = await self.served.api.ask(text, business=self.business, variables={"after": after})
            page = next(iter(reply.data.values()))
            page = page.get(name, page)
            nodes += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return nodes
            after = page["pageInfo"]["endCursor"]

    async def cash(self) -> Decimal:
        """Cash now."""
        text = "{ decisionConsole { cash { amount currencyCode } } }"
        result = (await self.served.api.ask(text, business=self.business)).data["decisionConsole"]["cash"]
        assert result["currencyCode"] == self.profile.currency_code
        return Decimal(result["amount"])

    async def bring(self, today: date, folder: Path) -> Imported:
        """Import the books of a day."""
        write(self.profile, today, folder)
        return await self.served.world.import_path(self.business, folder, self.profile.realm)


@pytest.fixture(scope="module")
async def companies(demo: Demo) -> AsyncIterator[dict[str, Company]]:
    async with demo.served() as served:
        yield {
            name: Company(item.profile, served, item.business, item.imported)
            for name, item in demo.companies.items()
        }


@pytest.fixture(params=NAMES)
def company(request: pytest.FixtureRequest, companies: dict[str, Company]) -> Company:
    return companies[request.param]


async def split(company: Company) -> tuple[set[str], set[str], set[str]]:
    """The ids in the console, those with a blocking issue, and those of all open bills and invoices."""
    console = {node["id"] for node in await company.all("items")}
    blocked = {
        node["document"]["id"]
        for node in await company.all("issues")
        if node["blocking"] and node["document"]
    }
    opened = {node["id"] for name in ("bills", "invoices") for node in await company.all(name)}
    return console, blocked, opened


async def test_not_one_record_is_rejected(company: Company) -> None:
    assert company.imported.rejected == ()
    assert company.imported.counts.rejected == 0
    assert company.imported.counts.added > 1_000


async def test_the_tray_has_an_issue_of_every_check_for_which_dirt_is_planted(company: Company) -> None:
    issues = await company.all("issues")
    shown = {issue["check"] for issue in issues}
    assert PLANTED - SELDOM <= shown <= PLANTED
    lost = {issue["document"]["kind"] for issue in issues if issue["check"] == "MISSING_COUNTERPARTY"}
    assert lost == {"BILL", "INVOICE"}
    assert all(issue["message"].endswith(".") for issue in issues)


async def test_the_console_lists_only_what_is_ready_for_a_decision(company: Company) -> None:
    items = await company.all("items")
    assert {item["kind"] for item in items} == {"BILL", "INVOICE"}
    assert len(items) > 25
    for item in items:
        assert item["state"] == "OPEN"
        assert item["counterparty"]
        assert item["dueDate"]
        assert Decimal(item["openBalance"]["amount"]) > 0
    assert [item["dueDate"] for item in items] == sorted(item["dueDate"] for item in items)


async def test_every_open_document_is_either_in_the_console_or_blocked_in_the_tray(company: Company) -> None:
    console, blocked, opened = await split(company)
    assert not console & blocked
    assert console | (blocked & opened) == opened
    assert blocked & opened


async def test_one_has_cash_for_many_paydays_one_for_some_and_one_for_not_even_two(
    companies: dict[str, Company],
) -> None:
    paydays = []
    for company in companies.values():
        payroll = company.profile.payroll
        paydays.append(await company.cash() / ((payroll.low + payroll.high) / Decimal(2)))
    healthy, tight, running_out = paydays
    assert healthy > 10 > tight > 4
    assert 2 > running_out >= 0


async def test_the_next_day_s_books_change_some_records_and_lose_none(
    companies: dict[str, Company], tmp_path: Path
) -> None:
    for n, company in enumerate(some([*companies.values()], 1)):
        day = day_in(company.profile.time_zone, TOMORROW)
        async with company.served.world.at(TOMORROW):
            counts = (await company.bring(day, tmp_path / str(n))).counts
            assert (counts.rejected, counts.removed) == (0, 0)
            # Not every company issues something at a weekend.
            assert counts.added > 0 or day.weekday() >= 5
            assert counts.changed > 0
            assert counts.unchanged > 1_000
            console, blocked, opened = await split(company)
            assert not console & blocked
            assert console | (blocked & opened) == opened
            again = (await company.bring(day, tmp_path / str(n))).counts
            assert (again.added, again.changed) == (0, 0)


@only_in_ci
async def test_a_later_export_s_balances_are_the_earlier_ones_and_what_moved(
    companies: dict[str, Company], tmp_path: Path
) -> None:
    (company, *_) = companies.values()
    world = company.served.world
    for n, profile in enumerate(COMPANIES):
        made = await world.directory.create(f"{profile.name} again", profile.currency_code, profile.time_zone)
        for moment in MOMENTS:
            async with world.at(moment):
                write(profile, day_in(profile.time_zone, moment), tmp_path / str(n))
                await world.import_path(made.id, tmp_path / str(n), profile.realm)
        rows = await world.run(
            "SELECT a.name, count(*) AS balances, count(DISTINCT s.balance) AS levels, "
            "array_agg(DISTINCT s.balance - s.moved) AS unexplained "
            "FROM runway.account_balance AS s JOIN runway.account AS a ON a.id = s.account_id "
            "WHERE s.business_id = $1 GROUP BY a.name",
            made.id,
        )
        accounts = {row["name"]: row for row in rows}
        assert {"Checking", "Savings", "Undeposited Funds"} <= accounts.keys()
        assert {row["balances"] for row in rows} == {len(MOMENTS)}
        assert {tuple(row["unexplained"]) for row in rows} == {(Decimal(0),)}
        assert accounts["Checking"]["levels"] > 1
