"""An expected failure as a value: one shape for every subject, with codes of its own."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class UserError(Generic[Code]):
    """Why something was not done; `field` is the path of the input at fault, empty when none is."""

    code: Code
    message: str
    field: tuple[str, ...]


def refused(code: Code, message: str, *field: str) -> tuple[UserError[Code]]:
    """One error, with the path of the input at fault."""
    return (UserError(code, message, field),)


def forbidden(code: Code, role: str, deed: str) -> tuple[UserError[Code]]:
    """The error of a caller whose role does not allow a deed, such as `may not review`."""
    return refused(code, f"The role {role} {deed}; ask an owner or an advisor.")
