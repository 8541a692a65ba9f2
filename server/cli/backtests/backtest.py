"""`runway backtest`: how far expected collection dates, or forecasts, missed on the business's own books."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from rich.table import Table

from db.bootstrap import DIRECTORY
from db.directory import Directory, Listed, user_id_of
from db.entrance import Books, open_books
from isolation.reports.tables import put, table
from orchestrators.books.backtest import BackTestDataOrchestrator, CollectionBackTest
from orchestrators.calculations.runway.accuracy.collection_backtest import BackTest, Calibration
from orchestrators.runway.accuracy.forecast_backtest import ForecastBackTests, back_tests
from schema.ids import encode
from server.cli.backtests.forecast_accuracy import forecast_summary, forecast_tables
from server.cli.people import known
from server.cli.screen import err, out, print_json, say
from server.past_forecasts import make_past_forecasts
from server.place import Place, place_of
from server.settings import read_settings
from server.sources.importing import OPERATOR, progress_bar

Result = TypeVar("Result")


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command(
        "backtest",
        help="Compare expected collection dates with those of settled invoices, in days. With --forecast, "
        "compute the forecasts of the past year's weeks again, compare them with actual balances, and store "
        "them for confidence bands and the choice of a baseline.",
    )(backtest)


def backtest(
    business: Annotated[str, typer.Option(help="Name or id of the business.")],
    of_forecast: Annotated[
        bool,
        typer.Option("--forecast", help="Test forecasts, with either baseline, instead of collection dates."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Exit with 1 when no settled invoice, or no forecast, can be judged."""
    place = place_of(read_settings(), say)
    if of_forecast:
        _of_forecast(*asyncio.run(_run(place, business, _forecasts)), as_json=as_json)
        return
    listed, result = asyncio.run(_run(place, business, _collection))
    if as_json:
        print_json(_summary(listed, result))
    elif result.errors.n:
        put(out, errors_table(listed, result))
    if not result.errors.n:
        say(f"{listed.name} has no settled invoice for which a payment date could be predicted.")
        raise typer.Exit(1)


async def _collection(books: Books, business_id: UUID) -> CollectionBackTest:
    async with books.reading(user_id_of(OPERATOR), business_id) as (desk, caller):
        return await BackTestDataOrchestrator(desk).get_data(caller.business_id, caller.today)


async def _forecasts(books: Books, business_id: UUID) -> ForecastBackTests:
    with progress_bar(err) as report:
        return back_tests(await make_past_forecasts(books, business_id, report))


def _of_forecast(business: Listed, tests: ForecastBackTests, *, as_json: bool) -> None:
    if as_json:
        print_json(forecast_summary(business, tests))
    elif tests.since is not None:
        for shown in forecast_tables(business, tests):
            put(out, shown)
    if tests.since is None:
        say(f"{business.name} has no week in the last year for which a forecast can be computed.")
        raise typer.Exit(1)


async def _run(
    place: Place, name: str, work: Callable[[Books, UUID], Awaitable[Result]]
) -> tuple[Listed, Result]:
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    books = await open_books(place.address, place.passwords, connections=1)
    try:
        listed = await known(directory, name)
        await directory.grant(listed.id, OPERATOR, "OPERATOR")
        return listed, await work(books, listed.id)
    finally:
        await books.close()
        await directory.close()


def _summary(business: Listed, collection_back_test: CollectionBackTest) -> dict[str, object]:
    return {
        "business": {"id": encode("Business", business.id), "name": business.name},
        "asOf": collection_back_test.as_of,
        "invoices": collection_back_test.errors.n,
        "ruleError": collection_back_test.errors.rule_error,
        "dueDateError": collection_back_test.errors.due_date_error,
        "quantiles": [asdict(quantile) for quantile in collection_back_test.errors.quantiles],
        "calibration": None
        if collection_back_test.calibration is None
        else asdict(collection_back_test.calibration),
    }


def errors_table(business: Listed, collection_back_test: CollectionBackTest) -> Table:
    """By how many days, for people."""
    errors = collection_back_test.errors
    rows = (
        ("invoices", f"{errors.n:,}"),
        ("mean error of the expected date, in days", _days(errors.rule_error)),
        ("mean error of the due date, in days", _days(errors.due_date_error)),
        ("80 % of settlements, in days after the expected date", _band(errors)),
        ("80 % band of the earlier half, tested on the later half", _held(collection_back_test.calibration)),
    )
    title = f"{business.name}, {collection_back_test.as_of}"
    return table(("measured on settled invoices", ""), rows, title=title)


def _days(days: Decimal | None) -> str:
    return "" if days is None else f"{days:.2f}"


def _band(errors: BackTest) -> str:
    at = {quantile.share: quantile.days for quantile in errors.quantiles}
    return f"{at[Decimal('0.1')]:+.1f} to {at[Decimal('0.9')]:+.1f}"


def _held(calibration: Calibration | None) -> str:
    if calibration is None:
        return "too few invoices"
    days = f"{calibration.low:+.1f} to {calibration.high:+.1f} days"
    return f"{days}, correct for {calibration.covered:.1%} of {calibration.n:,}"
