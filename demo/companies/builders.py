"""A small contractor whose cash is below its next payroll and rent."""

from demo.companies.chart import (
    FIRST,
    FREIGHT,
    FUEL,
    INSURANCE,
    MATERIALS,
    NET_15,
    OFFICE,
    PROFESSIONAL,
    RECEIPT,
    RENT,
    SALES_TAX,
    SERVICES,
    SOFTWARE,
    SUBCONTRACTORS,
    TAXES,
    TWENTIETH,
    TWO_TEN_NET_30,
    UTILITIES,
    WAGES,
)
from demo.companies.profile import Means, Mess, Monthly, Party, Profile, Weekly
from orchestrators.calculations.runway.usual import Baseline

VENDORS = (
    Party(
        101,
        "Redfork Lumber Yard",
        MATERIALS,
        "Framing lumber",
        Weekly(0),
        460,
        1660,
        TWO_TEN_NET_30,
        late=(6, 24),
    ),
    Party(102, "Basalt Ready Mix", MATERIALS, "Concrete", Weekly(1, 2), 580, 2140, late=(8, 26)),
    Party(103, "Delgado Drywall Crew", SUBCONTRACTORS, "Drywall", Weekly(2), 620, 1880, NET_15, late=(4, 18)),
    Party(
        104,
        "Switchback Electric",
        SUBCONTRACTORS,
        "Electrical work",
        Weekly(3),
        550,
        2020,
        NET_15,
        late=(6, 20),
    ),
    Party(
        105, "High Plains Plumbing Crew", SUBCONTRACTORS, "Plumbing", Weekly(4, 2), 1100, 3120, late=(5, 22)
    ),
    Party(106, "Ridgeway Tool Hire", MATERIALS, "Tool hire", Weekly(1, 4, 1), 160, 970, late=(3, 20)),
    Party(107, "Canyon Waste Haulers", FREIGHT, "Skips", Weekly(4), 110, 270, NET_15, late=(5, 25)),
    Party(108, "Fastener Bin", MATERIALS, "Screws and brackets", Weekly(2, 4), 80, 600, means=Means.CARD),
    Party(
        110,
        "Millrace Yard Rentals",
        RENT,
        "Yard and office rent",
        Monthly(20),
        3900,
        3900,
        FIRST,
        late=(0, 5),
    ),
    Party(
        111, "Front Range Utilities", UTILITIES, "Power and water", Monthly(9), 240, 430, NET_15, late=(2, 12)
    ),
    Party(
        112,
        "Hardhat Mutual",
        INSURANCE,
        "Workers' compensation",
        Monthly(10),
        2100,
        2100,
        NET_15,
        late=(0, 6),
    ),
    Party(
        113, "Bridger Equipment Lease", RENT, "Excavator lease", Monthly(2), 1800, 1800, NET_15, late=(0, 8)
    ),
    Party(
        114,
        "State Department of Revenue",
        SALES_TAX,
        "Sales tax of the quarter",
        Monthly(1, 3),
        3300,
        4400,
        TWENTIETH,
        late=(0, 9),
    ),
    # Always paid three weeks late.
    Party(115, "Sayre Tax & Books", PROFESSIONAL, "Bookkeeping", Monthly(24), 480, 480, late=(19, 21)),
)
CUSTOMERS = (
    Party(201, "Larkspur Homeowners", SERVICES, "Clubhouse repairs", Weekly(0, 2), 1790, 4560, late=(4, 18)),
    Party(202, "Foothill Dental Group", SERVICES, "Office fit-out", Weekly(1, 2), 2180, 5190, late=(10, 30)),
    Party(
        203, "Prairie Gate School District", SERVICES, "Roof works", Weekly(2, 2), 2500, 5890, late=(18, 45)
    ),
    Party(
        204,
        "Aspen & Vine Restaurants",
        SERVICES,
        "Kitchen extension",
        Weekly(3, 2),
        1680,
        4330,
        NET_15,
        late=(8, 30),
    ),
    Party(
        205, "Tessa Armitage", SERVICES, "House renovation", Weekly(4, 2), 1250, 3390, NET_15, late=(0, 10)
    ),
    Party(206, "Cobalt Storage Parks", SERVICES, "Unit doors", Weekly(0, 2, 1), 1560, 4130, late=(6, 25)),
    Party(207, "Nolan Brothers Farm", SERVICES, "Barn frame", Weekly(2, 4, 1), 2440, 6670, late=(14, 40)),
    Party(208, "Summit View Lofts", SERVICES, "Lofts", Weekly(3, 2, 1), 1870, 4760, late=(5, 20)),
    Party(
        209,
        "Summit View Lofts:Phase 2",
        SERVICES,
        "Lofts, second phase",
        Monthly(13),
        3200,
        6950,
        late=(5, 20),
        parent=208,
    ),
    Party(
        210,
        "Ruiz Family Bakehouse",
        SERVICES,
        "Shopfront",
        Monthly(21),
        1200,
        3300,
        NET_15,
        late=(-2, 6),
        means=Means.UNDEPOSITED,
    ),
)
DIRECT = (
    Party(
        150,
        "Plumbline Estimating",
        SOFTWARE,
        "Estimating software",
        Monthly(5),
        219,
        219,
        RECEIPT,
        means=Means.CARD,
    ),
    Party(151, "Sitelog", SOFTWARE, "Site diary", Monthly(15), 64, 64, RECEIPT, means=Means.CARD),
    Party(152, "Mesa Fuel Stop", FUEL, "Diesel", Weekly(0), 210, 420, RECEIPT, means=Means.CARD),
    Party(153, "Handyman Corner", MATERIALS, "Site sundries", Weekly(3), 40, 230, RECEIPT, means=Means.CARD),
    Party(154, "", OFFICE, "Permits and parking", Weekly(1, 2), 15, 90, RECEIPT, means=Means.CARD),
    Party(
        155, "Federal Tax Office", TAXES, "Payroll tax of the quarter", Monthly(28, 3), 2500, 2900, RECEIPT
    ),
)

BUILDERS = Profile(
    seed="builders",
    name="Tallow Creek Builders",
    realm="9341450000000303",
    time_zone="America/Denver",
    currency_code="USD",
    country="US",
    city="Fort Collins",
    vendors=VENDORS,
    customers=CUSTOMERS,
    direct=DIRECT,
    payroll=Party(190, "Crewcheck Payroll", WAGES, "Payroll", Weekly(4, 2), 16900, 17900, RECEIPT),
    takings=(),
    twin=Party(191, "Redfork Lumber Yard LLC", MATERIALS, "Framing lumber", Weekly(0), 700, 2550),
    deleted=Party(
        192, "Gable End Roofing (deleted)", SUBCONTRACTORS, "Roofing", Weekly(3), 600, 1900, active=False
    ),
    checking=4200,
    checking_range=(1900, 16500),
    savings=600,
    card=3900,
    saves=0,
    tax_accrual=1250,
    payroll_by_journal=True,
    disputes=6,
    parts=9,
    # Nobody builds in the frost. A season shows when the books hold a year more than the quarter before it.
    season=(55, 60, 80, 100, 120, 135, 140, 135, 120, 105, 85, 65),
    history=17,
    messy=(Mess.MISSING_VENDOR, Mess.UNCATEGORISED_LINE),
    # Sales tax and withheld taxes that lie on its accounts and are not its own: more than there is.
    baseline=Baseline.USUAL,
    earmarks=(("Taxes held for others", 18000),),
)
