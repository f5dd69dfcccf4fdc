"""Synthetic bills: seeded, alike in their mix at every size, made of no real person's work.

The mix of work, the length of a piece of work and the length of a case are ASSUMPTIONS: no source tells
the items of a bill (DOMAIN section 3.5). Rates are the prescribed hourly rates for family work in a
lower court outside London (Civil Legal Aid (Remuneration) Regulations 2013, Schedule 1).
"""

import datetime
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billbench.harness.model.outcomes import Line

Lists = Mapping[str, Mapping[str, Sequence[str]]]
"""The choices that the application offers: by type of line, then by field."""

HOURLY = "hourly"
DISBURSEMENT = "disbursements"

_DISBURSEMENT_SHARE = 0.03
_MEDIAN_HOURS = 0.4
_SIGMA = 0.6
_LONGEST_HOURS = 2.9  # From 3 hours on a file note is asked for.
_UNIT_MINUTES = 6  # Time is recorded in six-minute units.
_CERTIFICATE_START = datetime.date(2024, 1, 8)
_CASE_DAYS = 360


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A kind of work: its share of a bill, and how it is written down."""

    share: float
    category: str
    text: str
    rate: str
    timed: bool


_PIECES = (
    _Piece(share=0.36, category="Preparation", text="Drafting statement", rate="58.41", timed=True),
    _Piece(share=0.16, category="Attendance on client", text="Attending client", rate="58.41", timed=True),
    _Piece(share=0.16, category="Letters out", text="Letter to other side", rate="3.69", timed=False),
    _Piece(share=0.08, category="Letters in", text="Letter from court", rate="1.85", timed=False),
    _Piece(share=0.12, category="Telephone calls", text="Call with client", rate="3.69", timed=False),
    _Piece(share=0.08, category="Travel", text="Travel to court", rate="29.21", timed=True),
    _Piece(share=0.04, category="Advocacy", text="Hearing", rate="64.35", timed=True),
)


def synthetic_bill(lines: int, seed: str, lists: Lists) -> tuple[Line, ...]:
    """A bill of `lines` items; the same seed gives the same bill.

    A typist picks what exists in `lists`.
    """
    rng = random.Random(seed)
    disbursements = round(lines * _DISBURSEMENT_SHARE)
    kinds = _spread_out(lines - disbursements, rng)
    timed = [_hourly_line(place, piece, rng, lists) for place, piece in enumerate(kinds)]
    taken: set[str] = set()
    return (*timed, *(_disbursement_line(place, rng, lists, taken) for place in range(disbursements)))


def _spread_out(count: int, rng: random.Random) -> list[_Piece]:
    """`count` pieces of work in the shares of the mix (largest remainder), in random order."""
    whole = [math.floor(piece.share * count) for piece in _PIECES]
    by_remainder = sorted(range(len(_PIECES)), key=lambda i: whole[i] - _PIECES[i].share * count)
    for i in by_remainder[: count - sum(whole)]:
        whole[i] += 1
    pieces = [piece for piece, times in zip(_PIECES, whole, strict=True) for _ in range(times)]
    rng.shuffle(pieces)
    return pieces


def _hourly_line(place: int, piece: _Piece, rng: random.Random, lists: Lists) -> Line:
    token = f"ref {place + 1:04d}{rng.randrange(16**3):03x}"
    return Line(
        kind=HOURLY,
        token=token,
        known_by="ACTIVITY",
        fields={
            "DATE": _date(rng),
            "COST_TYPE": lists[HOURLY]["COST_TYPE"][0],
            "CATEGORY": piece.category,
            "ACTIVITY": f"{piece.text}, {token}",
            "TIME": _time(rng) if piece.timed else "",
            "ITEM": "" if piece.timed else "1",
            "RATE": piece.rate,
            "UPLIFT": "",
            "VAT": "20",
            "FEE_EARNER": rng.choice(lists[HOURLY]["FEE_EARNER"]),
            "PRIOR_AUTH": "",
        },
    )


def _disbursement_line(place: int, rng: random.Random, lists: Lists, taken: set[str]) -> Line:
    # No field of a disbursement is free text: a value of its own, by the penny, makes it known again.
    net = _amount(place, rng)
    while net in taken:
        net = _amount(place, rng)
    taken.add(net)
    return Line(
        kind=DISBURSEMENT,
        token=net,
        known_by="NET_CLAIM_INC_UPLFT",
        fields={
            "ACTIVITY": rng.choice(lists[DISBURSEMENT]["ACTIVITY"][:-1]),
            "DATE": _date(rng),
            "NET_CLAIM_INC_UPLFT": net,
            "VAT": "20",
            "FEE_EARNER": rng.choice(lists[DISBURSEMENT]["FEE_EARNER"]),
        },
    )


def _amount(place: int, rng: random.Random) -> str:
    return f"{place + 1 + 10 * rng.randrange(1, 15)}.{rng.randrange(100):02d}"


def _date(rng: random.Random) -> str:
    return (_CERTIFICATE_START + datetime.timedelta(days=rng.randrange(_CASE_DAYS))).strftime("%d-%m-%Y")


def _time(rng: random.Random) -> str:
    hours = min(rng.lognormvariate(math.log(_MEDIAN_HOURS), _SIGMA), _LONGEST_HOURS)
    minutes = max(round(hours * 60 / _UNIT_MINUTES), 1) * _UNIT_MINUTES
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
