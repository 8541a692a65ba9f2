"""Vendors and customers."""

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from db.queries.books.documents import BUSINESS
from db.queries.conditions import Field
from db.queries.listing import Listing
from db.statement import compiled, word
from db.tables import party

p = party.alias("p")

_parties = select(p.c.id, p.c.kind, p.c.name, p.c.active).where(p.c.business_id == BUSINESS)
_FIELDS = {"name": Field(p.c.name, nullable=False), "active": Field(p.c.active, nullable=False)}

VENDORS = Listing(_parties.where(p.c.kind == word("VENDOR")), _FIELDS, p.c.id)
CUSTOMERS = Listing(_parties.where(p.c.kind == word("CUSTOMER")), _FIELDS, p.c.id)
ONE = compiled(_parties.where(p.c.id == bindparam("id", type_=Uuid)))
BY_IDS = compiled(_parties.where(p.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid)))))
