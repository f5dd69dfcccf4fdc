"""Made-up work with which the case management system of a new database begins."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from billbench.fake_ccms.case_management.billing import COUNSEL
from billbench.fake_ccms.lists import LETTERS_IN, LETTERS_OUT, PER_ITEM, TELEPHONE_CALLS, TRAVEL, WAITING
from billbench.fake_ccms.store.case_management import NewWork, WorkKind
from billbench.fake_ccms.store.people import Case

_FEE_EARNERS = ("Amira Patel", "Beth Patel", "Callum Patel")
_FIRST_DAY = date(2023, 3, 1)
_UNIT_MINUTES = 6

# How often each kind of work is logged: an ASSUMPTION, no source gives the mix.
_WORK = {
    "Preparation": 35,
    "Attendance on client": 10,
    "Attendance on others": 5,
    LETTERS_OUT: 15,
    LETTERS_IN: 8,
    TELEPHONE_CALLS: 12,
    TRAVEL: 4,
    WAITING: 4,
    "Advocacy": 4,
}
_NOTES = {
    "Preparation": ("Drafting the statement", "Reading the court's directions", "Preparing the chronology"),
    "Attendance on client": ("Taking instructions", "Advice on the next steps"),
    "Attendance on others": ("Meeting the social worker", "Discussion with the other side"),
    LETTERS_OUT: ("To the client", "To the other side", "To the court"),
    LETTERS_IN: ("From the court", "From the other side"),
    TELEPHONE_CALLS: ("With the client", "With the guardian"),
    TRAVEL: ("To court and back",),
    WAITING: ("At court",),
    "Advocacy": ("Directions hearing", "Review hearing"),
}


def demo_work(case: Case, entries: int) -> list[NewWork]:
    """So many entries of work, the same for the same case, with an expense or two at the end."""
    numbers = random.Random(case.id)
    return [*_time(numbers, entries), *_paid_out(case)]


def _time(numbers: random.Random, entries: int) -> Iterator[NewWork]:
    day = _FIRST_DAY
    for _ in range(entries):
        day += timedelta(days=numbers.randint(0, 5))
        work = numbers.choices(list(_WORK), weights=list(_WORK.values()))[0]
        by_item = work in PER_ITEM
        units = min(max(round(numbers.lognormvariate(1.4, 0.7)), 1), 29)
        yield NewWork(
            kind=WorkKind.TIME,
            worked_on=day.isoformat(),
            fee_earner=numbers.choice(_FEE_EARNERS),
            work=work,
            note=numbers.choice(_NOTES[work]),
            minutes=0 if by_item else units * _UNIT_MINUTES,
            items=numbers.randint(1, 3) if by_item else 0,
        )


def _paid_out(case: Case) -> Iterator[NewWork]:
    earner = _FEE_EARNERS[0]
    yield NewWork(
        kind=WorkKind.EXPENSE,
        worked_on="2023-03-06",
        fee_earner=earner,
        work="Court fee",
        pence=255_00,
        vat="0",
    )
    if COUNSEL in case.fee_schemes:
        yield NewWork(
            kind=WorkKind.COUNSEL,
            worked_on="2023-05-17",
            fee_earner=earner,
            work="Conference",
            note="Before the hearing",
            pence=127_71,
            vat="20",
        )
