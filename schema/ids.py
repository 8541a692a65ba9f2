"""Global ids: opaque to callers, a type's name and a uuid to us."""

import base64
import binascii
from uuid import UUID

from orchestrators.refusals import BadInput


def encode(type_name: str, key: UUID) -> str:
    """The global id of an object."""
    # Of these characters none becomes one that base64 for addresses writes in another way.
    return binascii.b2a_base64(f"{type_name}:{key}".encode(), newline=False).decode()


def decode(text: str, field: str, *allowed: str) -> tuple[str, UUID]:
    """The type and the key of a global id; raises `BadInput` naming the field.

    With `allowed`, the id must be of one of these types.
    """
    try:
        type_name, _, key = base64.b64decode(text, altchars=b"-_", validate=True).decode().partition(":")
        decoded = type_name, UUID(key)
    except (binascii.Error, ValueError):
        raise BadInput(field, "is not an id of this API") from None
    if allowed and type_name not in allowed:
        raise BadInput(field, f"must be the id of a {' or '.join(allowed)}, not of a {type_name}")
    return decoded


def business_key(text: str, field: str) -> UUID:
    """A business by its global id, or by the bare uuid; raises `BadInput` naming the field."""
    try:
        return UUID(text)
    except ValueError:
        return decode(text, field, "Business")[1]
