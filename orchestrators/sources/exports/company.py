"""Keeps the books of one company apart from those of another, and from the same ones a second time."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from db.books import Row, WriteBooks
from db.queries.sources import exports as queries
from orchestrators.sources.exports.export import Company


class OtherCompany(Exception):  # It names what came, as BooksUnavailable does.
    """The export is not of the company whose books these are, or would double them; its text says which."""


@dataclass(frozen=True, slots=True)
class CompanyOrchestrator:
    """Knows the company of every realm by what earlier exports said of themselves."""

    db: WriteBooks

    async def admit(
        self, business_id: UUID, realm: str, companies: Sequence[Company], *, replace: bool
    ) -> None:
        """Keep whose export this is; one that does not say so is taken as it is.

        Raises `OtherCompany` for another company's, unless it is to replace the one that is kept.
        """
        if not companies:
            return
        company = _only(companies)
        rows = await self.db.rows(queries.COMPANIES, {"business_id": business_id})
        _refuse_a_second(realm, company, [row for row in rows if row["realm"] != realm])
        kept = next((row for row in rows if row["realm"] == realm), None)
        if kept is not None and not replace:
            _refuse_another(realm, company, Company(kept["company_id"], kept["name"]))
        values = {"business_id": business_id, "id": uuid4(), "realm": realm}
        await self.db.rows(queries.KEEP_COMPANY, {**values, "company_id": company.id, "name": company.name})

    async def refuse_beside(self, business_id: UUID, realm: str) -> None:
        """Raises `OtherCompany` if the business has other books: tables do not tell whose they are."""
        other = await self.db.row(queries.OTHER_BOOKS, {"business_id": business_id, "realm": realm})
        if other is None:
            return
        books = f"other books (realm {other['realm']!r})"
        if other["name"] is not None:
            books = f"the books of {other['name']!r} (realm {other['realm']!r})"
        raise OtherCompany(
            f"The business has {books}, and whatever the tables hold of the same would count twice: nothing "
            "was imported. Import them into a business of its own, or, if they hold only what those books "
            "lack, with --beside."
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
