"""An advisor's clients side by side: the figures of each, and which of them need attention."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import strawberry

from orchestrators.calculations.portfolio import attention
from orchestrators.calculations.portfolio.attention import AttentionCode, PortfolioStatus
from orchestrators.calculations.runway.runway import RunwayState
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
    "How a client is doing, by the first of the reasons for attention.",
    {
        "AT_RISK": "Cash is below the floor, or falls below it within the buffer.",
        "UNKNOWN": "The runway is unknown, or could not be computed.",
        "WATCH": "The runway is longer than the buffer, and something else needs attention.",
        "CLEAR": "Nothing needs attention.",
    },
)
describe_enum(
    AttentionCode,
    "Why a client needs attention, in the order of rank.",
    {
        "BELOW_FLOOR": "Cash closes below the floor today.",
        "FALLS_WITHIN_BUFFER": "Cash falls below the floor before the policy's buffer is over.",
        "NOT_COMPUTED": "The runway could not be computed this time: `errors` tells the code.",
        "RUNWAY_UNKNOWN": "There is no forecast; `unknown` of the runway says why.",
        "CRITICAL_ISSUES": "Critical issues are open.",
        "FALLS_WITHIN_HORIZON": "Cash falls below the floor within thirteen weeks, after the buffer.",
        "STALE_BOOKS": "The books are older than the business allows, or nothing was imported yet.",
        "FORECAST_IN_DOUBT": "The forecast may miss what comes back regularly; `doubt` says why.",
    },
)


@face(attention.Attention, "How pressing a client is, and why. It tells facts and gives no advice.")
class PortfolioAttention:
    rank: int = shown("1 is the most pressing: the place of the first code in the list of all codes.")
    codes: list[AttentionCode] = shown("All reasons that hold, the most pressing first; empty if none does.")
    reason: str = shown(
        "The same as a sentence with figures, such as: Cash falls below the floor in 12 days, on 2026-12-10, "
        "within the buffer of 30 days; 3 critical issues block the figure."
    )


@face(entry.PortfolioRunway, "A client's runway, as its own `runway` shows it.")
class PortfolioRunway:
    as_of: date = shown("The business's local date.")
    cash: Money | None = shown("On bank accounts; null when it is unknown.")
    available: Money | None = shown("Cash less earmarks: what the runway starts from.")
    unknown: UnknownReason | None = shown("Why there is no forecast; null when there is one.")
    dated: DatedRunway | None = shown("By the forecast; null without one.")
    lowest_balance: Money | None = shown("The lowest projected balance; null without a forecast.")
    lowest_on: date | None = shown("The first day that has it; null without a forecast.")
    average_state: RunwayState = shown("What kind of answer the average runway is.")
    average_days: Decimal | None = shown("Four places; null when it is infinite or unknown.")
    average_unknown: UnknownReason | None = shown("Why the average runway is UNKNOWN.")
    doubt: UnknownReason | None = shown("Why the forecast may miss what comes back regularly; else null.")
    buffer_days: int = shown("The days of runway that the policy keeps.")
    buffer_is_kept: bool | None = shown("Whether the dated runway is at least that; null without a forecast.")


@face(entry.PortfolioEntry, "A business that the viewer may enter, with its figures.")
class PortfolioEntry:
    name: str = shown("Its name.")
    role: str = shown("What the viewer is there.")
    currency_code: str = shown("Its home currency, ISO 4217: that of its amounts.")
    status: PortfolioStatus = shown("How it is doing.")
    attention: PortfolioAttention = shown("How pressing it is, and why.")
    critical_issues: int = shown("Open issues that are CRITICAL: they block the runway figure.")
    open_issues: int = shown("Open issues of all severities, as `hygieneTray` counts them.")
    open_decisions: int = shown("Decisions of the queue that are PROPOSED, APPROVED or FAILED.")
    score: Decimal | None = shown("The quality score, 0 to 100; null as long as there is nothing to check.")
    last_synced_at: datetime | None = shown("As of when the books are whole; null if no import ever was.")
    is_stale: bool = shown("Whether that is longer ago than the business allows.")

    @field(strawberry.ID, "The business's id: send it in the header X-Business-Id.")
    def id(self, root: strawberry.Parent[entry.PortfolioEntry]) -> strawberry.ID:
        return strawberry.ID(ids.encode("Business", root.id))

    @field(
        PortfolioRunway | None,
        "How long its cash lasts, today. Null with an error of this path when it could not be computed this "
        "time; the other clients are answered.",
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
    "What clients can be sorted by; those without a value come last.",
    {
        "ATTENTION": "The most pressing first, of one rank the shorter runway.",
        "NAME": "The name, whatever the case.",
        "RUNWAY_DAYS": "The days of the dated runway; beyond the horizon is more than any number of days.",
        "CRITICAL_ISSUES": "How many critical issues are open.",
        "SCORE": "The quality score.",
        "LAST_SYNCED_AT": "As of when the books are whole.",
    },
)


@strawberry.input(description="A field to sort clients by, and the direction.")
class PortfolioOrder(OrderBy):
    field: PortfolioOrderField = strawberry.field(description="What to sort by.")
    descending: bool = strawberry.field(default=False, description="Largest, latest or least pressing first.")


@strawberry.type
class PortfolioQueries:
    """What can be asked across businesses."""

    @field(
        list[PortfolioEntry] | None,
        "The businesses that the viewer may enter, with their figures, what needs attention first. It needs "
        "no business: X-Business-Id changes nothing.",
    )
    async def portfolio(
        self,
        info: Info,
        order_by: Annotated[
            list[PortfolioOrder] | None,
            strawberry.argument(description="What to sort by; what that leaves equal goes by attention."),
        ] = None,
        business_ids: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(
                description="Only these, others than the viewer's are left out; needed with more than 100."
            ),
        ] = None,
    ) -> tuple[entry.PortfolioEntry, ...]:
        return await resolvers.portfolio(info.context, order_of(order_by), _keys(business_ids))


def _keys(business_ids: Iterable[strawberry.ID] | None) -> frozenset[UUID] | None:
    if business_ids is None:
        return None
    return frozenset(ids.business_key(key, "businessIds") for key in business_ids)
