"""A company at QuickBooks: its records, which tests add, change, void and delete, and its own clock."""

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.clock import NOW

Record = dict[str, Any]

#: Entities that have `Active`, and leave out what is inactive unless it is named.
LISTS = frozenset({"Account", "Customer", "Term", "Vendor"})
#: What this company does not offer, as most do not.
NOT_OFFERED = frozenset({"TaxPayment"})
MOST = 1_000
LOOK_BACK = timedelta(days=30)

_QUERY = re.compile(
    r"select (?P<what>\*|count\(\*\)) from (?P<entity>\w+)(?P<active> where active in \(true, ?false\))?"
    r"(?: where id in \((?P<ids>[^)]*)\))?"
    r"(?: orderby id)?(?: startposition (?P<start>\d+))?(?: maxresults (?P<most>\d+))?",
    re.IGNORECASE,
)


class BadQuery(Exception):
    """QuickBooks would answer with a fault."""


@dataclass(slots=True)
class Company:
    """Answers as documented; `now` is its clock, which may be wrong."""

    name: str = "Acme Corp."
    now: datetime = NOW
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    deleted: dict[tuple[str, str], datetime] = field(default_factory=dict)
    #: What changes still show of a record that was changed further; queries show it as it is.
    behind: dict[tuple[str, str], Record] = field(default_factory=dict)
    #: Runs before each query: what changes while somebody reads pages.
    meanwhile: list[Any] = field(default_factory=list)

    def put(self, entity: str, record: Mapping[str, Any]) -> None:
        """Add a record, or a newer version of it."""
        key = entity, str(record["Id"])
        before = self.records.get(key)
        token = 0 if before is None else int(before["SyncToken"]) + 1
        made = self.now.isoformat() if before is None else before["MetaData"]["CreateTime"]
        data = {"CreateTime": made, "LastUpdatedTime": self.now.isoformat()}
        self.records[key] = {**copy.deepcopy(dict(record)), "SyncToken": str(token), "MetaData": data}

    def change(self, entity: str, source_id: str, **changes: Any) -> None:
        """A newer version of a record."""
        self.put(entity, {**self.records[entity, source_id], **changes})

    def post(self, account_id: str, balance: float) -> None:
        """A posting, which raises neither the version of an account nor its time."""
        self.records["Account", account_id]["CurrentBalance"] = balance

    def void(self, entity: str, source_id: str) -> None:
        """Nothing is left of the amounts."""
        lines = [{**line, "Amount": 0} for line in self.records[entity, source_id].get("Line", [])]
        self.change(entity, source_id, TotalAmt=0, Balance=0, PrivateNote="Voided", Line=lines)

    def delete(self, entity: str, source_id: str) -> None:
        """It is gone, and changes tell it."""
        if self.records.pop((entity, source_id), None) is not None:
            self.deleted[entity, source_id] = self.now

    def of(self, entity: str, *, inactive: bool = True) -> list[Record]:
        """Records by their ids."""
        mine = [record for (kind, _), record in self.records.items() if kind == entity]
        return _by_id(record for record in mine if inactive or record.get("Active") is not False)

    def answer(self, body: Mapping[str, Any]) -> Record:
        """The envelope of every answer."""
        return {**body, "time": self.now.isoformat()}

    def info(self) -> Record:
        """The company itself."""
        return {"Id": "1", "SyncToken": "0", "CompanyName": self.name, "Country": "US"}

    def query(self, text: str) -> Record:
        """A page, or a count; raises `BadQuery`."""
        for change in self.meanwhile[:1]:
            self.meanwhile.remove(change)
            change(self)
        asked_for = _QUERY.fullmatch(text.strip())
        if asked_for is None:
            raise BadQuery(f"Error parsing query: {text}")
        entity = asked_for["entity"]
        if entity in NOT_OFFERED or (asked_for["active"] and entity not in LISTS):
            raise BadQuery(f"Invalid query: {text}")
        rows = self._rows(entity, inactive=asked_for["active"] is not None)
        if asked_for["ids"] is not None:
            wanted = {part.strip().strip("'") for part in asked_for["ids"].split(",")}
            rows = [row for row in rows if row["Id"] in wanted]
        if asked_for["what"] != "*":
            return {"QueryResponse": {"totalCount": len(rows)}}
        start, most = int(asked_for["start"] or 1), int(asked_for["most"] or 100)
        if most > MOST:
            raise BadQuery("maxresults is larger than 1000")
        page = rows[start - 1 : start - 1 + most]
        shown = {entity: page, "startPosition": start, "maxResults": len(page)}
        return {"QueryResponse": shown if page else {}}

    def _rows(self, entity: str, *, inactive: bool) -> list[Record]:
        if entity == "CompanyInfo":
            return [self.info()]
        if entity == "Preferences":
            currency = {"HomeCurrency": {"value": "USD"}, "MultiCurrencyEnabled": False}
            return [{"Id": "1", "SyncToken": "0", "CurrencyPrefs": currency}]
        return self.of(entity, inactive=inactive)

    def changes(self, entities: Sequence[str], since: datetime) -> Record:
        """What changed, and what was deleted; raises `BadQuery`."""
        if self.now - since > LOOK_BACK + timedelta(hours=1) or NOT_OFFERED & set(entities):
            raise BadQuery("changedSince is too long ago, or an entity is not supported")
        recent: dict[str, list[Record]] = defaultdict(list)
        for (entity, _), record in self.records.items():
            if datetime.fromisoformat(record["MetaData"]["LastUpdatedTime"]) >= since:
                recent[entity].append(record)
        left = MOST
        responses = []
        for entity in entities:
            rows = list(self._changed(entity, recent[entity], since))[:left]
            left -= len(rows)
            shown = {entity: rows, "startPosition": 1, "maxResults": len(rows)}
            responses.append(shown if rows else {})
        return {"CDCResponse": [{"QueryResponse": responses}]}

    def _changed(self, entity: str, recent: Iterable[Record], since: datetime) -> Iterator[Record]:
        for record in _by_id(recent):
            yield {**record, **self.behind.get((entity, record["Id"]), {})}
        for (kind, source_id), at in self.deleted.items():
            if kind == entity and at >= since:
                times = {"LastUpdatedTime": at.isoformat()}
                yield {"domain": "QBO", "status": "Deleted", "Id": source_id, "MetaData": times}


def _by_id(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda record: (len(record["Id"]), record["Id"]))


def fault(message: str, code: str, kind: str = "ValidationFault") -> Record:
    """A fault as QuickBooks writes it."""
    return {"Fault": {"Error": [{"Message": message, "Detail": message, "code": code}], "type": kind}}


def as_bytes(body: Mapping[str, Any]) -> bytes:
    """JSON."""
    return json.dumps(body).encode()
