"""An advisor's clients side by side: the figures of each, and which of them need attention."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import strawberry

from orchestrators.access.roles import Role
from orchestrators.calculations.portfolio import attention
from orchestrators.calculations.portfolio.attention import AttentionCode, PortfolioStatus
from orchestrators.calculations.runway.runway import AverageRunwayState
from orchestrators.portfolio import entry
from resolvers.context import Context
from resolvers.portfolio import portfolio as resolvers
from schema import ids
from schema.faces import describe_enum, face, field, shown
from schema.filters import OrderBy, order_of
from schema.money import Money, UnknownReason
from schema.runway.runway import DatedRunway

Info = strawberry.Info[Context, None]

describe_enum(
    PortfolioStatus,
    "State of a client, determined by its most urgent attention code.",
    {
        "AT_RISK": "The cash balance is below the floor, or is forecast to fall below it within the buffer.",
        "UNKNOWN": "The runway is unknown, or could not be computed.",
        "WATCH": "The runway is longer than the buffer, but something else needs attention.",
        "CLEAR": "Nothing needs attention.",
    },
)
describe_enum(
    AttentionCode,
    "Why a client needs attention, the most urgent code first.",
    {
        "BELOW_FLOOR": "The cash balance closes below the floor today.",
        "FALLS_WITHIN_BUFFER": "The balance is forecast to fall below the floor within the policy's buffer "
        "days.",
        "NOT_COMPUTED": "The runway could not be computed in this request; `errors` has the error code.",
        "RUNWAY_UNKNOWN": "There is no forecast; `unknownReason` of the runway has the reason.",
        "CRITICAL_ISSUES": "The hygiene tray has open CRITICAL issues.",
        "FALLS_WITHIN_HORIZON": "The balance is forecast to fall below the floor within thirteen weeks, "
        "after the buffer days.",
        "STALE_BOOKS": "The last import is older than the business allows, or there was none.",
        "FORECAST_IN_DOUBT": "The forecast may lack recurring flows because records are missing; `doubt` "
        "has the reason.",
    },
)


@face(
    attention.Attention,
    "How urgently a client needs attention, and why. It states facts and gives no advice.",
)
class PortfolioAttention:
    rank: int = shown(
        "Urgency, 1 is the most urgent: the position of the first code in the list of all codes."
    )
    codes: list[AttentionCode] = shown(
        "All reasons that apply, the most urgent first; empty if none applies."
    )
    reason: str = shown(
        "The reasons as one sentence with figures, such as: Cash falls below the floor in 12 days, on "
        "2026-12-10, within the buffer of 30 days; 3 critical issues block the figure."
    )


@face(entry.PortfolioRunway, "Runway figures of a client, equal to those of its own `runway` query.")
class PortfolioRunway:
    as_of: date = shown("Local date of the business, the day of the figures.")
    cash: Money | None = shown("Balance of all bank accounts; null when unknown.")
    available: Money | None = shown(
        "Cash less earmarks, the opening balance of the forecast; null when unknown."
    )
    unknown_reason: UnknownReason | None = shown("Why there is no forecast; null when there is one.")
    dated: DatedRunway | None = shown(
        "First day on which the forecast balance is below the floor; null without a forecast."
    )
    lowest_balance: Money | None = shown("Lowest balance of the forecast; null without a forecast.")
    lowest_balance_date: date | None = shown("First day with the lowest balance; null without a forecast.")
    average_state: AverageRunwayState = shown("State of the average runway, such as FINITE.")
    average_days: Decimal | None = shown(
        "Average runway in days, to four decimal places; null when it is infinite or unknown."
    )
    average_unknown_reason: UnknownReason | None = shown(
        "Why the average runway is unknown; null when it is known."
    )
    doubt: UnknownReason | None = shown(
        "Why the forecast may lack recurring flows: UNRECONCILED or another reason; null without doubt."
    )
    buffer_days: int = shown("Minimum runway in days that the runway policy requires, such as 30.")
    buffer_is_kept: bool | None = shown(
        "Whether the dated runway is at least `bufferDays`; null without a forecast."
    )


@face(entry.PortfolioEntry, "A business of the advisor's portfolio, with its main figures.")
class PortfolioEntry:
    name: str = shown("The name of the business.")
    role: Role = shown("The signed-in person's role in the business.")
    currency_code: str = shown("Home currency of the business and of its amounts, as an ISO 4217 code.")
    status: PortfolioStatus = shown("State of the client by its most urgent attention code.")
    attention: PortfolioAttention = shown("How urgently the client needs attention, and why.")
    critical_issues: int = shown("Number of open issues of severity CRITICAL; they block the runway figure.")
    open_issues: int = shown("Number of open issues of all severities, as in `hygieneTray`.")
    open_decisions: int = shown("Number of decisions with the status PROPOSED, APPROVED or FAILED.")
    score: Decimal | None = shown(
        "Quality score of the books, 0 to 100; null when there is nothing to check yet."
    )
    last_synced_at: datetime | None = shown(
        "Time at which the accounting system answered the newest complete import; null before the first one."
    )
    is_stale: bool = shown("True when `lastSyncedAt` is older than the business allows, or null.")

    @field(strawberry.ID, "Global id of the business; send it in the header X-Business-Id.")
    def id(self, root: strawberry.Parent[entry.PortfolioEntry]) -> strawberry.ID:
        return strawberry.ID(ids.encode("Business", root.id))

    @field(
        PortfolioRunway | None,
        "Runway figures of today. Null, with an error for this path, when they could not be computed; other "
        "clients are not affected.",
    )
    def runway(self, root: strawberry.Parent[entry.PortfolioEntry]) -> entry.PortfolioRunway | None:
        return resolvers.runway(root)


class PortfolioOrderField(StrEnum):
    """What clients can be sorted by."""

    ATTENTION = "attention"
    NAME = "name"
    RUNWAY_DAYS = "runway_days"
    CRITICAL_ISSUES = "critical_issues"
    SCORE = "score"
    LAST_SYNCED_AT = "last_synced_at"


describe_enum(
    PortfolioOrderField,
    "Fields by which clients can be sorted; clients without a value come last.",
    {
        "ATTENTION": "Most urgent first; within one rank the shorter runway first.",
        "NAME": "Name of the business, ignoring case.",
        "RUNWAY_DAYS": "Days of the dated runway; a runway beyond the horizon is longer than any number of "
        "days.",
        "CRITICAL_ISSUES": "Number of open CRITICAL issues.",
        "SCORE": "Quality score of the books.",
        "LAST_SYNCED_AT": "Time of the newest complete import.",
    },
)


@strawberry.input(description="Sort order of clients.")
class PortfolioOrder(OrderBy):
    field: PortfolioOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(
        default=False, description="True sorts the largest, latest or least urgent first."
    )


@strawberry.type
class PortfolioQueries:
    """What can be asked across businesses."""

    @field(
        list[PortfolioEntry] | None,
        "All businesses that the signed-in person may access, with their figures, the most urgent first. "
        "Independent of X-Business-Id.",
    )
    async def portfolio(
        self,
        info: Info,
        order_by: Annotated[
            list[PortfolioOrder] | None,
            strawberry.argument(
                description="Fields to sort by, in order of precedence; remaining ties are broken by "
                "attention."
            ),
        ] = None,
        business_ids: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(
                description="Return only these businesses; ids that the person may not access are ignored. "
                "Required for access to more than 100."
            ),
        ] = None,
    ) -> tuple[entry.PortfolioEntry, ...]:
        return await resolvers.portfolio(info.context, order_of(order_by), _keys(business_ids))


def _keys(business_ids: Iterable[strawberry.ID] | None) -> frozenset[UUID] | None:
    if business_ids is None:
        return None
    return frozenset(ids.business_key(key, "businessIds") for key in business_ids)
