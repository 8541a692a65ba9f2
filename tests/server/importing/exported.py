"""Exports as folders of answers, and what the API tells of the import of one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from server.sources.importing import Imported
from tests.serving import Served
from tests.world import OWNER

FAULT = {"Fault": {"Error": [{"Message": "Object Not Found", "code": "610"}], "type": "ValidationFault"}}


def answer(time: str | None = None, **records: list[Any]) -> dict[str, Any]:
    """A query response, with the time at which it was given if there is one."""
    return {"QueryResponse": records, **({} if time is None else {"time": time})}


def company(name: str, company_id: str | None = "1", **changes: object) -> dict[str, Any]:
    """A CompanyInfo as QuickBooks gives it."""
    identity = {} if company_id is None else {"Id": company_id}
    return {**identity, "SyncToken": "0", "CompanyName": name, **changes}


async def load(
    served: Served, folder: Path, business: UUID, files: Mapping[str, object], **options: Any
) -> Imported:
    """Import an export that consists of these files and no others; texts are written as they are."""
    _write(folder, files)
    return await served.world.import_path(business, folder, **options)


def _write(folder: Path, files: Mapping[str, object]) -> None:
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        path = folder / (name if "." in name else f"{name}.json")
        path.write_text(content if isinstance(content, str) else json.dumps(content))


async def ask(served: Served, business: UUID, query: str) -> Any:
    """The data of an answer without errors."""
    return (await served.api.ask(query, user=OWNER, business=business)).data


SYNC = (
    "state incomplete problems { cause file entity reason } unused { entity count } read rejected answeredAt"
)


async def last_sync(served: Served, business: UUID) -> Any:
    """What the API tells of the last import."""
    return (await ask(served, business, f"{{ business {{ lastSync {{ {SYNC} }} }} }}"))["business"][
        "lastSync"
    ]


async def checks(served: Served, business: UUID) -> dict[str, str]:
    """The issues about the business as a whole: check and message."""
    query = "{ hygieneTray { issues { nodes { check message document { id } } } } }"
    nodes = (await ask(served, business, query))["hygieneTray"]["issues"]["nodes"]
    return {node["check"]: node["message"] for node in nodes if node["document"] is None}


async def open_bills(served: Served, business: UUID) -> set[str]:
    """The numbers of the bills that wait for a decision."""
    query = "{ decisionConsole { items { nodes { documentNumber } } } }"
    nodes = (await ask(served, business, query))["decisionConsole"]["items"]["nodes"]
    return {node["documentNumber"] for node in nodes}
