"""What a runway rests on: accounts and whether they agree with what moved, settings, and what is left out."""

from datetime import date, datetime

import strawberry

from orchestrators.books import cash
from orchestrators.calculations.books.reconciliation import ReconciliationState
from orchestrators.calculations.runway.accuracy.baseline import BaselineChooser
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.runway import runway
from orchestrators.runway.unknown_accounts import MissingDocuments as MissingModel
from orchestrators.sources.imported.last_sync import LastSync as LastSyncModel
from resolvers.context import Context
from resolvers.runway import runway as resolvers
from resolvers.sources import sync as sync_resolvers
from schema.books.cash import Account
from schema.faces import describe_enum, face, field, shown
from schema.money import Money
from schema.settings.policies import RunwayPolicy
from schema.sources.sync import LastSync

Info = strawberry.Info[Context, None]

describe_enum(
    ReconciliationState,
    "Whether two balances of an account, as the source gave them, agree with what moved between them.",
    {
        "RECONCILED": "They do, but for what the policy tolerates.",
        "UNEXPLAINED": "They do not: `unexplained` says by how much.",
        "SINGLE_BALANCE": "The source gave one balance only so far: nothing can be compared.",
        "UNKNOWN_RATE": "Something that moved is in a currency of which no exchange rate was recorded.",
        "NO_BALANCE": "The source gave none with its time.",
    },
)


@face(cash.CashAccount, "An account that holds cash.")
class CashAccount:
    name: str = shown("Its name.")
    balance: Money | None = shown(
        "On the day, in the account's currency; null when the source does not tell."
    )
    is_counted: bool = shown(
        "Whether it is part of the cash: undeposited funds only when the policy says so."
    )
    reconciliation: ReconciliationState = shown("Whether its balances agree with what moved between them.")
    unexplained: Money | None = shown(
        "Change of the balance less what is known to have moved, in the account's currency; positive: it "
        "rose by more. Null without two balances, and without a rate."
    )
    since: datetime | None = shown(
        "The time of the earlier balance: the first one since burn's window began, else the last before."
    )
    until: datetime | None = shown("The time of the later balance, the newest by the day.")


@face(MissingModel, "Documents that others refer to and the books do not hold.")
class MissingDocuments:
    entity: str = shown("The source's name of their kind, such as Invoice.")
    count: int = shown("How many.")


@face(runway.BothSides, "An amount on each side of the books, in home currency.")
class BothSides:
    payables: Money | None = shown("Of vendors; null when a rate is unknown.")
    receivables: Money | None = shown("Of customers; null when a rate is unknown.")


@face(runway.Assumptions, "What the figures were computed with, so that they can be computed again.")
class RunwayAssumptions:
    as_of: date = shown("The day, by the business's calendar.")
    accounts: list[CashAccount] = shown("The accounts that were looked at.")
    policy: RunwayPolicy = shown(
        "The policy: floor, buffer, overdue items, weeks, average, and the baseline that holds."
    )
    baseline: Baseline = shown("Whether the forecast holds what is usual beside what is known.")
    baseline_chosen_by: BaselineChooser = shown("Who or what chose that.")
    earmarked: Money = shown("What is treated as spent: available = cash - earmarked.")
    burn_window_start: date = shown("The first day of burn's window.")
    burn_window_end: date = shown("The last day of burn's window.")
    horizon_end: date | None = shown("The last day of the forecast.")
    items_counted: int = shown("How many open bills and invoices are in the forecast's books.")
    items_without_due_date: int = shown("How many of them have no due date, and count on their issue date.")
    documents_without_rate: int = shown(
        "How many open documents make the figures unknown for lack of a rate."
    )
    left_out: Money = shown("Open balances that the overdue policy does not count.")
    credits_applied: BothSides = shown(
        "What of open bills and invoices unapplied credits of their counterparty cover, the oldest due "
        "first: that much of them is not in the forecast."
    )
    beside_items: BothSides = shown(
        "What is owed by documents that are neither bill nor invoice, as by journal entries, less the "
        "counterparty's credits: it is not in the forecast."
    )
    awaiting_deposit: Money | None = shown(
        "What waits in Undeposited Funds and is in the forecast, as a receipt of the next business day; 0 "
        "where it counts as cash, null without a forecast."
    )
    card_debt: Money | None = shown(
        "What is owed on credit cards, and in the forecast on the days on which they are usually paid; null "
        "without a forecast."
    )
    unknown_accounts: list[Account] = shown(
        "Accounts that the books do not hold, that moved money in burn's window and may be cash, or a "
        "loan's: they make burn UNKNOWN. The first 100 by name."
    )

    unlisted_accounts: list[Account] = shown(
        "Accounts that the books do not hold, and that lines of purchases, deposits and paid bills name as "
        "what money of burn's window was for, or where it came from. It counts as spent or earned, though it "
        "may have been a loan's; where the source lists more accounts of expenses (of income) than it lacks, "
        "they are among `unknownAccounts`. The first 100 by name."
    )

    @field(
        list[MissingDocuments],
        "What documents since burn's window began name and the books do not hold: what payments settle, and "
        "what settled bills and invoices, by name or as far as no payment explains it. Of deposits it counts "
        "the customers' payments that left Undeposited Funds without any.",
    )
    async def missing_documents(
        self, assumptions: strawberry.Parent[runway.Assumptions], info: Info
    ) -> tuple[MissingModel, ...]:
        return await resolvers.missing_documents(info.context, assumptions)

    @field(
        list[Account],
        "Cards on which something was spent since burn's window began, and to which neither a bank account "
        "nor a bill paid anything: their spending is not in burn. The first 100 by name.",
    )
    async def cards_never_paid(
        self, assumptions: strawberry.Parent[runway.Assumptions], info: Info
    ) -> tuple[cash.Account, ...]:
        return await resolvers.cards_never_paid(info.context, assumptions)

    @field(
        bool,
        "Whether an import told the home currency (QuickBooks: Preferences). If not, it is only the "
        "business's setting, in which documents and accounts without a currency of their own count.",
    )
    async def home_currency_told(self, info: Info) -> bool:
        return await sync_resolvers.home_currency_told(info.context)

    @field(
        LastSync | None, "What the last import brought into these books, and what it lacks; null before one."
    )
    async def sync(self, info: Info) -> LastSyncModel | None:
        return await sync_resolvers.last_sync(info.context)
