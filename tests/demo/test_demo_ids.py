"""The ids of the demo's companies, which the documents show to be pasted."""

import re

from demo.companies import COMPANIES
from tests.house.repository import ROOT, text
from tests.world import gid

SHOWN = re.compile(r"QnVzaW5lc3M6[\w-]+=*")
NAMED = re.compile(r'(QnVzaW5lc3M6[\w-]+=*)(?:", "name": "|  )([^"\n]+)')
IDS = {profile.name: gid("Business", profile.business_id) for profile in COMPANIES}
PAGES = [text(path) for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))]


def test_the_documents_show_the_ids_that_the_demo_gives_its_companies_everywhere() -> None:
    shown = {match for page in PAGES for match in SHOWN.findall(page)}
    assert shown == set(IDS.values())
    named = [(name, shown_id) for page in PAGES for shown_id, name in NAMED.findall(page)]
    assert {name for name, _ in named} == set(IDS)
    assert [(name, shown_id) for name, shown_id in named if IDS[name] != shown_id] == []
