"""What the people of the invented companies set: policies, money put aside, and what they know of vendors."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from demo.companies.chart import INSURANCE, MATERIALS, RENT, TAXES, UTILITIES, WAGES, Account
from demo.companies.profile import Profile
from orchestrators.calculations.books.vendor import VendorClass
from orchestrators.settings.earmarks import SetEarmark
from orchestrators.settings.policies import SetRunwayPolicy
from orchestrators.settings.vendor_terms import SetVendorTerms
from orchestrators.sources.rows import Keys
from resolvers.context import Context
from resolvers.settings.settings import change

#: What kind of claim a vendor has, by what is bought from it.
_CLASSES: Mapping[Account, VendorClass] = {
    TAXES: VendorClass.TRUST_TAXES,
    WAGES: VendorClass.WAGES,
    INSURANCE: VendorClass.INSURANCE,
    RENT: VendorClass.UTILITIES_AND_RENT,
    UTILITIES: VendorClass.UTILITIES_AND_RENT,
    MATERIALS: VendorClass.KEY_SUPPLIERS,
}
#: Only what was never set is set: a visitor's own settings survive the next start.
_NEVER_SET = 0


async def settle(context: Context, business_id: UUID, profile: Profile) -> None:
    """Set them, as the person of the context, each in a transaction of its own."""
    changes: dict[str, object] = {"floor": Decimal(profile.floor), "buffer_days": profile.buffer_days}
    if profile.baseline:
        changes["baseline"] = profile.baseline
    await change(context, SetRunwayPolicy(changes, expected_version=_NEVER_SET))
    for name, amount in profile.earmarks:
        await change(context, SetEarmark(name, Decimal(amount), expected_version=_NEVER_SET))
    keys = Keys(business_id, profile.realm)
    for party in (*profile.vendors, *profile.direct, profile.payroll):
        vendor_class = _CLASSES.get(party.account)
        if vendor_class is not None and party.name:
            vendor_id = keys.of("Vendor", str(party.id))
            await change(
                context,
                SetVendorTerms(vendor_id, {"vendor_class": vendor_class}, expected_version=_NEVER_SET),
            )
