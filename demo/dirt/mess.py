"""The dirt planted in the books: each kind comes again before the last of its kind is cleaned up."""

from collections.abc import Iterator
from datetime import date, timedelta

from demo.companies.profile import Mess, Profile
from demo.dirt.copies import COPIES, doubled
from demo.dirt.drafts import DRAFTS, drafted
from demo.dirt.loose import LOOSE
from demo.dirt.planting import LIFE_DAYS, Plant
from demo.trading.days import EPOCH
from demo.trading.documents import Cohort

LEAD_DAYS = 21


def cohorts(profile: Profile, first: date, today: date) -> Iterator[Cohort]:
    """The plants of the history, each with all its records.

    A plant may have begun up to LEAD_DAYS before it shows, and none begins before `first`.
    """
    earliest, latest = (first - EPOCH).days + LEAD_DAYS, (today - EPOCH).days + LEAD_DAYS
    for place, kind in enumerate(Mess):
        period = LIFE_DAYS // 2 if kind in profile.messy else LIFE_DAYS
        offset = 2 * place
        for turn in range(-((offset - earliest) // period), (latest - offset) // period + 1):
            yield _cohort(Plant(profile, kind, turn, EPOCH + timedelta(turn * period + offset)))


def _cohort(plant: Plant) -> Cohort:
    if plant.kind in DRAFTS:
        return drafted(plant)
    if plant.kind in COPIES:
        return doubled(plant)
    return LOOSE[plant.kind](plant)
