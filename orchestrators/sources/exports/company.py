"""Keeps the books of one company apart from those of another, and from the same ones a second time."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from db.books import Row, WriteBooks
from db.queries.sources import exports as queries
from orchestrators.sources.exports.export import COUNTED, Company, Export, ImportOptions


class OtherCompany(Exception):  # It names what came, as BooksUnavailable does.
    """The export is not of the company whose books these are, or would double them; its text says which."""


@dataclass(frozen=True, slots=True)
class CompanyOrchestrator:
    """Knows the company of every realm by what earlier exports said of themselves."""

    db: WriteBooks

    async def admit(self, business_id: UUID, realm: str, export: Export, options: ImportOptions) -> None:
        """Keep whose export this is; one that does not say so is taken as it is.

        Raises `OtherCompany` for another company's, unless it is to replace the one that is kept; for one
        whose versions are counted otherwise than those of the realm; and for one that would come beside
        other books, unless that is meant.
        """
        await self._refuse_other_versions(business_id, realm, export)
        if export.companies:
            await self._keep(business_id, realm, _only(export.companies), replace=options.replace_company)
        if not options.beside:
            await self._refuse_beside(business_id, realm, export)

    async def _keep(self, business_id: UUID, realm: str, company: Company, *, replace: bool) -> None:
        rows = await self.db.rows(queries.COMPANIES, {"business_id": business_id})
        _refuse_a_second(realm, company, [row for row in rows if row["realm"] != realm])
        kept = next((row for row in rows if row["realm"] == realm), None)
        if kept is not None and not replace:
            _refuse_another(realm, company, Company(kept["company_id"], kept["name"]))
        values = {"business_id": business_id, "id": uuid4(), "realm": realm}
        await self.db.rows(queries.KEEP_COMPANY, {**values, "company_id": company.id, "name": company.name})

    async def _refuse_other_versions(self, business_id: UUID, realm: str, export: Export) -> None:
        """Versions that Runway counts are above all that a source tells: together they win for ever."""
        values = {"business_id": business_id, "realm": realm, "counted": COUNTED}
        row = await self.db.row(queries.IS_COUNTED, values)
        if row is None or row["is_counted"] is export.is_counted:
            return
        if export.is_counted:
            raise OtherCompany(
                f"The records of realm {realm!r} come from a source of their own, which tables must not "
                "overwrite: nothing was imported. Import the tables without --realm, or name another one."
            )
        raise OtherCompany(
            f"The records of realm {realm!r} come from tables, which these would never change: nothing was "
            "imported. Import them into a business of its own."
        )

    async def _refuse_beside(self, business_id: UUID, realm: str, export: Export) -> None:
        """Many exports do not tell whose they are, so that any other books may be the same ones.

        A realm whose books count already goes on: that it may stand beside others was told before.
        """
        values = {"business_id": business_id, "realm": realm}
        if await self.db.row(queries.OWN_BOOKS, values) is not None:
            return
        other = await self.db.row(queries.OTHER_BOOKS, values)
        if other is None:
            return
        books = f"other books (realm {other['realm']!r})"
        if other["name"] is not None:
            books = f"the books of {other['name']!r} (realm {other['realm']!r})"
        same = "" if export.is_counted else f"with --realm {other['realm']} if it is of those books, "
        raise OtherCompany(
            f"The business has {books}, and whatever the import holds of the same would count twice: nothing "
            f"was imported. Import it {same}into a business of its own, or, if it holds only what those "
            "books lack, with --beside."
        )


def _only(companies: Sequence[Company]) -> Company:
    """The one company of an export; raises `OtherCompany` if it is of two."""
    newest = companies[-1]
    other = next((company for company in companies if not _is_same(company, newest)), None)
    if other is not None:
        raise OtherCompany(
            f"The export is of two companies, {_shown(other)} and {_shown(newest)}: nothing was imported. "
            "Import the files of one company at a time."
        )
    return newest


def _refuse_another(realm: str, company: Company, kept: Company) -> None:
    if not _is_same(kept, company):
        raise OtherCompany(
            f"The export is of {_shown(company)}, but realm {realm!r} holds the books of {_shown(kept)}: "
            "nothing was imported. Import it into a business of its own, or, if the company only has a new "
            "name, with --replace-company."
        )


def _refuse_a_second(realm: str, company: Company, others: Sequence[Row]) -> None:
    for other in others:
        # Looser than for the same realm: what is the same company after all would count everything twice.
        if _loosely(other["name"]) == _loosely(company.name):
            raise OtherCompany(
                f"The books of {_shown(company)} were imported as realm {other['realm']!r} before, and "
                f"realm {realm!r} would count them twice: nothing was imported. Import them with "
                f"--realm {other['realm']}."
            )


def _is_same(one: Company, other: Company) -> bool:
    # Most companies have the id 1, so that only a difference of ids says something.
    is_same_id = None in (one.id, other.id) or one.id == other.id
    return is_same_id and _strictly(one.name) == _strictly(other.name)


def is_same_name(one: str, other: str) -> bool:
    """Whether two names of companies differ in nothing that anybody sees."""
    return _strictly(one) == _strictly(other)


def _strictly(name: str) -> str:
    """The name without what nobody sees: case, kinds of space, and the encoding of accents and widths."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def _loosely(name: str) -> str:
    """Its letters and digits; punctuation comes and goes, and a test copy is called a sandbox."""
    letters = "".join(character if character.isalnum() else " " for character in _strictly(name))
    return "".join(word for word in letters.split() if word != "sandbox") or _strictly(name)


def _shown(company: Company) -> str:
    return f"{company.name!r}" if company.id is None else f"{company.name!r} (id {company.id})"
