"""What is audited: which roles, told apart by which column and which session variable."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """A way of keeping tenants apart.

    `roles` are the ones that requests come in with, the first of them the one that writes. `variable`
    is the session variable that names the tenant; None: `app.` and the tenant column's name.
    """

    roles: tuple[str, ...]
    tenant_column: str
    variable: str | None = None

    @property
    def tenant_variable(self) -> str:
        """The variable's name."""
        return self.variable or f"app.{self.tenant_column}"
