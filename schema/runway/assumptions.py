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
    "Whether the change between two balances of an account agrees with the known movements.",
    {
        "RECONCILED": "The change agrees with the movements, within the policy's tolerance.",
        "UNEXPLAINED": "The change does not agree with the movements; `unexplained` is the difference.",
        "SINGLE_BALANCE": "Only one balance is known so far, so nothing can be compared.",
        "UNKNOWN_RATE": "A movement is in a currency without an exchange rate.",
        "NO_BALANCE": "The accounting system gave no balance with a time.",
    },
)


@face(cash.CashAccount, "An account that holds cash, and whether its balance is reconciled.")
class CashAccount:
    name: str = shown("Name of the account.")
    balance: Money | None = shown(
        "Balance at the end of the day, in the account's currency; null when unknown."
    )
    is_counted: bool = shown(
        "Whether the account is part of cash; Undeposited Funds are only if the policy says so."
    )
    reconciliation: ReconciliationState = shown(
        "Whether the balances of the account agree with its known movements."
    )
    unexplained: Money | None = shown(
        "Change of the balance less known movements, in the account's currency; positive when the balance "
        "rose by more. Null without two balances or without an exchange rate."
    )
    earlier_balance_at: datetime | None = shown(
        "Time of the earlier balance compared: the first since the start of the burn window, else the last "
        "before it. Null if there is none."
    )
    later_balance_at: datetime | None = shown(
        "Time of the later balance compared, the newest by the day; null if there is none."
    )


@face(MissingModel, "Documents that other documents refer to but that the books lack.")
class MissingDocuments:
    entity: str = shown("Entity in the accounting system, such as Invoice.")
    count: int = shown("Number of missing documents.")


@face(runway.PayablesAndReceivables, "An amount for payables and one for receivables, in home currency.")
class PayablesAndReceivables:
    payables: Money | None = shown("Amount for vendors; null when an exchange rate is unknown.")
    receivables: Money | None = shown("Amount for customers; null when an exchange rate is unknown.")


@face(runway.Assumptions, "Inputs and settings of the runway figures, complete enough to reproduce them.")
class RunwayAssumptions:
    as_of: date = shown("Day of the figures, in the business's time zone.")
    accounts: list[CashAccount] = shown("Accounts that hold cash, counted or not.")
    policy: RunwayPolicy = shown(
        "The runway policy in effect, such as floor, buffer days and overdue policy."
    )
    baseline: Baseline = shown("Whether the forecast adds usual weekly cash flows beyond known items.")
    baseline_chosen_by: BaselineChooser = shown("How the baseline was chosen.")
    earmarked: Money = shown("Sum of all earmarks in home currency: available cash is cash less this.")
    burn_window_start_date: date = shown("First day of the months from which burn is computed.")
    burn_window_end_date: date = shown("Last day of the months from which burn is computed.")
    horizon_end_date: date | None = shown("Last day of the forecast; null without a forecast.")
    items_counted: int = shown("Number of open bills and invoices that the forecast considers.")
    items_without_due_date: int = shown(
        "Number of those without a due date, which are placed on their issue date."
    )
    documents_without_rate: int = shown(
        "Number of open documents without an exchange rate, which make the figures unknown."
    )
    left_out: Money = shown(
        "Open balances that the overdue policy excludes from the forecast, in home currency."
    )
    credits_applied: PayablesAndReceivables = shown(
        "Part of open bills and invoices that unapplied credits of the same counterparty cover, the oldest "
        "due first. The forecast does not include it."
    )
    other_open_balances: PayablesAndReceivables = shown(
        "Amounts owed by documents other than bills and invoices, such as journal entries, less the "
        "counterparty's credits. The forecast does not include them."
    )
    awaiting_deposit: Money | None = shown(
        "Money in Undeposited Funds that the forecast expects on the next business day, in home currency; 0 "
        "if it counts as cash, null without a forecast."
    )
    card_debt: Money | None = shown(
        "Credit card debt that the forecast pays on the usual payment days, in home currency; null without "
        "a forecast."
    )
    unknown_accounts: list[Account] = shown(
        "Accounts that the books lack, that had movements in the burn window and may be bank or loan "
        "accounts. They make burn unknown. The first 100 by name."
    )

    unlisted_accounts: list[Account] = shown(
        "Accounts that the books lack and that document lines of the burn window refer to. Their amounts "
        "count as spending or income, although they may be loans. The first 100 by name."
    )

    @field(
        list[MissingDocuments],
        "Documents that the books lack although documents since the start of the burn window refer to them, "
        "or although payments without a deposit imply them; by entity.",
    )
    async def missing_documents(
        self, assumptions: strawberry.Parent[runway.Assumptions], info: Info
    ) -> tuple[MissingModel, ...]:
        return await resolvers.missing_documents(info.context, assumptions)

    @field(
        list[Account],
        "Credit cards with spending since the start of the burn window but no payment, so that burn does "
        "not include their spending. The first 100 by name.",
    )
    async def cards_never_paid(
        self, assumptions: strawberry.Parent[runway.Assumptions], info: Info
    ) -> tuple[cash.Account, ...]:
        return await resolvers.cards_never_paid(info.context, assumptions)

    @field(
        bool,
        "Whether an import confirmed the home currency (QuickBooks: Preferences). If false, it is only a "
        "setting of the business.",
    )
    async def home_currency_confirmed(self, info: Info) -> bool:
        return await sync_resolvers.home_currency_told(info.context)

    @field(
        LastSync | None, "The most recent import and what is missing from it; null before the first import."
    )
    async def last_sync(self, info: Info) -> LastSyncModel | None:
        return await sync_resolvers.last_sync(info.context)
