"""A design studio that earns more than it spends."""

from demo.companies.chart import (
    ADVERTISING,
    EUR,
    FIRST,
    FREIGHT,
    INSURANCE,
    MATERIALS,
    NET_15,
    NET_45,
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
from demo.companies.profile import Means, Monthly, Party, Profile, Weekly

VENDORS = (
    Party(
        101,
        "Harrow Lane Print Works",
        MATERIALS,
        "Proofs and print runs",
        Weekly(1),
        260,
        1450,
        TWO_TEN_NET_30,
        pays_on=3,
        discounts=70,
    ),
    Party(
        102,
        "Ines Valcourt Illustration",
        SUBCONTRACTORS,
        "Illustration",
        Weekly(0),
        450,
        1900,
        NET_15,
        pays_on=3,
    ),
    Party(103, "Northlight Retouching", SUBCONTRACTORS, "Image retouching", Weekly(2), 320, 1250, pays_on=3),
    Party(104, "Tomas Reyhn Code", SUBCONTRACTORS, "Web development", Weekly(4), 700, 2400, pays_on=3),
    Party(
        105,
        "Paper & Bone Samples",
        MATERIALS,
        "Paper samples",
        Weekly(3, 2),
        120,
        480,
        pays_on=3,
        means=Means.CARD,
    ),
    Party(106, "Quickstep Couriers", FREIGHT, "Deliveries", Weekly(4, 2), 90, 340, pays_on=3),
    Party(
        107, "Fernhill Photo Hire", MATERIALS, "Studio and camera hire", Weekly(1, 2, 1), 380, 1600, pays_on=3
    ),
    Party(110, "Alder Street Properties", RENT, "Studio rent", Monthly(20), 4800, 4800, FIRST, late=(0, 0)),
    Party(
        111, "Cascade Power & Water", UTILITIES, "Power and water", Monthly(8), 310, 520, NET_15, late=(-3, 0)
    ),
    Party(
        112, "Willamette Mutual Cover", INSURANCE, "Liability insurance", Monthly(12), 940, 940, late=(-4, 0)
    ),
    Party(
        113,
        "Okafor & Lind Accountants",
        PROFESSIONAL,
        "Bookkeeping",
        Monthly(27),
        850,
        850,
        NET_15,
        late=(-3, 2),
    ),
    Party(
        114,
        "Office of State Revenue",
        SALES_TAX,
        "Sales tax of the quarter",
        Monthly(1, 3),
        3900,
        4600,
        TWENTIETH,
        late=(-2, 0),
    ),
)
CUSTOMERS = (
    Party(201, "Marlow Tea Importers", SERVICES, "Packaging design", Weekly(0, 2), 2550, 6250, late=(-6, 2)),
    Party(202, "Bright Orchard Schools", SERVICES, "Annual report", Weekly(1, 2), 2900, 6550, late=(5, 16)),
    Party(
        203,
        "Kestrel Outdoor Gear",
        SERVICES,
        "Catalogue design",
        Weekly(2, 2),
        3350,
        7500,
        NET_45,
        late=(-3, 6),
    ),
    Party(204, "Pinewater Clinics", SERVICES, "Website care", Weekly(3, 2), 2250, 5100, late=(10, 28)),
    Party(205, "Halden Furniture", SERVICES, "Showroom graphics", Weekly(4, 2), 2400, 5900, late=(-2, 9)),
    Party(
        206,
        "Sable & Finch Events",
        SERVICES,
        "Event identity",
        Weekly(0, 2, 1),
        1500,
        4150,
        NET_15,
        late=(0, 12),
        means=Means.UNDEPOSITED,
    ),
    Party(
        207, "Copperline Bicycles", SERVICES, "Brand guidelines", Weekly(2, 2, 1), 2100, 5450, late=(2, 20)
    ),
    Party(
        208,
        "Lantern Road Books",
        SERVICES,
        "Cover design",
        Weekly(3, 2, 1),
        1200,
        3450,
        NET_15,
        late=(-4, 4),
        means=Means.UNDEPOSITED,
    ),
    Party(209, "Verity Housing Trust", SERVICES, "Retainer", Monthly(5), 5200, 5200, late=(3, 8)),
    Party(
        210, "Moss & Meridian Travel", SERVICES, "Campaign", Monthly(16), 4150, 9450, NET_45, late=(12, 40)
    ),
    Party(
        211,
        "Atelier Vauquelin",
        SERVICES,
        "Exhibition design",
        Monthly(10),
        1500,
        3400,
        late=(-3, 9),
        currency=EUR,
    ),
)
DIRECT = (
    Party(
        150,
        "Inkwell Type Library",
        SOFTWARE,
        "Font subscription",
        Monthly(3),
        129,
        129,
        RECEIPT,
        means=Means.CARD,
    ),
    Party(
        151, "Drafting Cloud", SOFTWARE, "Design software", Monthly(9), 468, 468, RECEIPT, means=Means.CARD
    ),
    Party(
        152, "Fileharbor Storage", SOFTWARE, "File storage", Monthly(14), 96, 96, RECEIPT, means=Means.CARD
    ),
    Party(153, "Corner Stationers", OFFICE, "Office supplies", Weekly(2), 25, 140, RECEIPT, means=Means.CARD),
    Party(
        154,
        "Portfolio Week Fair",
        ADVERTISING,
        "Stand",
        Monthly(18, 6),
        1400,
        2100,
        RECEIPT,
        means=Means.CARD,
    ),
    Party(155, "", OFFICE, "Parking and sundries", Weekly(4, 2), 12, 60, RECEIPT, means=Means.CARD),
    Party(
        156, "Federal Tax Office", TAXES, "Payroll tax of the quarter", Monthly(28, 3), 3100, 3600, RECEIPT
    ),
)

STUDIO = Profile(
    seed="studio",
    name="Juniper & Slate Design Studio",
    realm="9341450000000101",
    time_zone="America/Los_Angeles",
    currency_code="USD",
    country="US",
    city="Portland",
    vendors=VENDORS,
    customers=CUSTOMERS,
    direct=DIRECT,
    payroll=Party(190, "Evenpay Payroll Services", WAGES, "Payroll", Weekly(4, 2), 22800, 23600, RECEIPT),
    takings=(),
    twin=Party(191, "Harrow Lane Print Works Inc.", MATERIALS, "Proofs and print runs", Weekly(1), 260, 1450),
    deleted=Party(
        192, "Old Quay Engravers (deleted)", MATERIALS, "Engraving plates", Weekly(1), 240, 780, active=False
    ),
    checking=148000,
    checking_range=(110000, 230000),
    savings=215000,
    card=2150,
    saves=2500,
    placed=12000,
    card_by_transfer=True,
    tax_accrual=1400,
    disputes=2,
    floor=25000,
    buffer_days=60,
    earmarks=(("Quarterly taxes", 20000),),
)
