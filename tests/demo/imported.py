"""The demo's books in a database, of which each test that wants to change them has a copy."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from demo.companies.profile import Profile
from server.sources.importing import Imported
from tests.servers.postgres import Cluster
from tests.serving import Served, serving


@dataclass(frozen=True, slots=True)
class Company:
    """A demo company in the books, and the files that it came from."""

    profile: Profile
    business: UUID
    folder: Path
    imported: Imported


@dataclass(frozen=True, slots=True)
class Demo:
    """All companies by name, in a database to which nobody is connected."""

    cluster: Cluster
    database: str
    companies: Mapping[str, Company]

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Served]:
        """A copy, with a server in front of it."""
        async with serving(self.cluster, self.database) as served:
            yield served
