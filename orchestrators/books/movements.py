"""How the movements of a document are told from each other."""

from uuid import UUID, uuid5


def movement_id(document_id: UUID, place: int) -> UUID:
    """The id of a document's movement by its place, from 0; it follows from the document's.

    The first movement of a purchase is on the account that paid, that of a deposit on the one that received.
    """
    return uuid5(document_id, f"movement/{place}")
