"""The live connection of a business: connected and disconnected by people, kept up to date by workers."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from db.books import ReadBooks, WriteBooks
from db.queries.sources import connections as queries
from db.queries.sources import exports
from db.statement import Statement
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_CONNECT
from orchestrators.sources.connections.state import (
    Connection,
    ConnectionState,
    SourceCompany,
    SyncProgress,
    connection_of,
)
from orchestrators.sources.exports.company import is_same_name
from orchestrators.sources.exports.export import COUNTED
from orchestrators.trail.trail import AuditStep, Event, EventKind, FieldValues, TrailOrchestrator


class CannotConnect(Exception):
    """The company cannot be connected to this business; the text says why and what to do."""


def may_connect(role: str) -> None:
    """Raises `CannotConnect` for a role that may not."""
    if role not in MAY_CONNECT:
        raise CannotConnect(f"The role {role} cannot connect a company; ask an owner or an advisor.")


_OTHER_BOOKS = (
    "The business holds books from files or tables. Connect this company to a business of its own: here it "
    "would be counted beside them."
)


@dataclass(frozen=True, slots=True)
class ConnectionDataOrchestrator:
    """Reads the connection."""

    db: ReadBooks

    async def get_data(self, business_id: UUID) -> Connection | None:
        """The connection of a business, or the one it had last."""
        return await _read(self.db, queries.CONNECTION, business_id)

    async def admit(self, business_id: UUID, role: str, realm: str, name: str | None = None) -> None:
        """Raises `CannotConnect` for a role that may not, and for another company than that of the books.

        Without a `name`, what the company calls itself is not known yet.
        """
        may_connect(role)
        before = await self.get_data(business_id)
        if before is not None and before.is_live and before.realm != realm:
            raise CannotConnect(
                f"The business is connected to {before.company_name or before.realm}. Disconnect that "
                "company first: a business has the books of one company."
            )
        rows = await self.db.rows(exports.COMPANIES, {"business_id": business_id})
        other = next((row["name"] for row in rows if row["realm"] != realm), None)
        if other is not None:
            raise CannotConnect(
                f"The business holds the books of {other}, of another company or from files. Connect this "
                "company to a business of its own: here it would be counted beside them."
            )
        values = {"business_id": business_id, "realm": realm}
        kept = await self.db.row(exports.IS_COUNTED, {**values, "counted": COUNTED})
        if kept is not None and kept["is_counted"]:
            raise CannotConnect(_OTHER_BOOKS)
        if before is not None and before.realm == realm:
            # It may have a new name; and what came beside its books since then was meant to.
            return
        held = next((row["name"] for row in rows), None)
        if held is not None and name is not None and not is_same_name(held, name):
            raise CannotConnect(
                f"The business holds books of {held!r} under the number of {name!r}, from files. Connect "
                "this company to a business of its own; or, if it has only a new name, import a file of its "
                "company information with --replace-company first."
            )
        if await self.db.row(exports.OTHER_BOOKS, values) is not None:
            raise CannotConnect(_OTHER_BOOKS)


@dataclass(frozen=True, slots=True)
class ConnectionOrchestrator:
    """Changes the connection, inside the caller's one write transaction."""

    db: WriteBooks

    async def connect(self, business_id: UUID, actor: Actor, company: SourceCompany) -> None:
        """Connect a company, or the same one again; raises `CannotConnect`.

        Who reads the same company again goes on from where the last sync ended.
        """
        before = await _read(self.db, queries.CONNECTION_FOR_UPDATE, business_id)
        await ConnectionDataOrchestrator(self.db).admit(business_id, actor.role, company.realm, company.name)
        row = await self.db.row(queries.NOW, {})
        assert row is not None
        is_same = before is not None and (before.environment, before.realm) == (
            company.environment,
            company.realm,
        )
        kept = before.progress if before is not None and is_same else None
        values: dict[str, object] = {
            "business_id": business_id,
            "id": uuid4() if before is None else before.id,
            "source": "QUICKBOOKS",
            "environment": company.environment,
            "realm": company.realm,
            "company_name": company.name,
            "scopes": company.scopes,
            "state": ConnectionState.CONNECTED,
            "state_since": row["now"],
            "problem": None,
            "connected_at": row["now"],
            "connected_by": actor.id,
            "connected_by_email": actor.email,
            "last_sync_at": kept and kept.last_sync_at,
            "next_sync_at": row["now"],
            "changes_since": kept and kept.changes_since,
            "full_comparison_at": kept and kept.full_comparison_at,
        }
        await self.db.rows(queries.INSERT if before is None else queries.CONNECT, values)
        after = {"state": "CONNECTED", "company": company.name, "environment": company.environment}
        await self._record(business_id, actor, AuditStep.CONNECTED, before, after)

    async def disconnect(
        self, business_id: UUID, actor: Actor, connection_id: UUID | None
    ) -> Connection | None:
        """Disconnect the company; returns what was connected, None when nothing was, or not by this id."""
        before = await _read(self.db, queries.CONNECTION_FOR_UPDATE, business_id)
        if before is None or not before.is_live or connection_id not in (None, before.id):
            return None
        ended = replace(before.progress, state=ConnectionState.DISCONNECTED, problem=None, next_sync_at=None)
        await self._write(business_id, before, ended, before.company_name)
        await self._record(business_id, actor, AuditStep.DISCONNECTED, before, {"state": ended.state})
        return before

    async def report(
        self, business_id: UUID, actor: Actor, realm: str, progress: SyncProgress, name: str | None = None
    ) -> bool:
        """Keep what a worker has to tell; the trail has a change of state, problem or name, and nothing else.

        False when the business is not connected to this company any more: what was read of it must not be
        committed then.
        """
        before = await _read(self.db, queries.CONNECTION_FOR_UPDATE, business_id)
        if before is None or not before.is_live or before.realm != realm:
            return False
        name = name or before.company_name
        await self._write(business_id, before, progress, name)
        after: FieldValues = {} if name == before.company_name else {"company": name}
        if (progress.state, progress.problem) != (before.state, before.progress.problem):
            after = {**after, "state": progress.state, "problem": progress.problem}
        if after:
            await self._record(business_id, actor, AuditStep.CONNECTION_CHANGED, before, after)
        return True

    async def _write(
        self, business_id: UUID, before: Connection, progress: SyncProgress, name: str | None
    ) -> None:
        row = await self.db.row(queries.NOW, {})
        assert row is not None
        values = {name: getattr(progress, name) for name in SyncProgress.__slots__}
        since = before.since if progress.state is before.state else row["now"]
        keys = {"business_id": business_id, "id": before.id, "state_since": since}
        await self.db.rows(queries.REPORT, {**values, **keys, "company_name": name})

    async def _record(
        self,
        business_id: UUID,
        actor: Actor,
        step: AuditStep,
        before: Connection | None,
        after: FieldValues,
    ) -> None:
        state: FieldValues = (
            {}
            if before is None
            else {"state": before.state, "problem": before.progress.problem, "company": before.company_name}
        )
        shown = {name: value for name, value in state.items() if name in after or name == "company"}
        event = Event(
            EventKind.SETTINGS, business_id, step, shown, {"company": state.get("company"), **after}
        )
        await TrailOrchestrator(self.db).record(business_id, actor.caller, actor.email, [event])


async def _read(db: ReadBooks, statement: Statement, business_id: UUID) -> Connection | None:
    row = await db.row(statement, {"business_id": business_id})
    return None if row is None else connection_of(row)
