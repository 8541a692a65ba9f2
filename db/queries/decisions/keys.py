"""Keys of clients, and what became of the input that they came with."""

from sqlalchemy import Text, bindparam, select

from db.queries.books.documents import BUSINESS
from db.queries.writing import insert_row
from db.statement import compiled
from db.tables import idempotency_key

k = idempotency_key.alias("k")

FIND = compiled(
    select(k.c.input_hash, k.c.result).where(
        k.c.business_id == BUSINESS, k.c.key == bindparam("key", type_=Text)
    )
)
KEEP = insert_row(idempotency_key, ("business_id", "key", "input_hash", "result"))
