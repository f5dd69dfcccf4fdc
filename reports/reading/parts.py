"""What the time of a step is made of: means over launches, which add up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean

from billbench.harness.model.kinds import MEASURES, ThreadKind
from billbench.reports.reading.cells import CellStep
from billbench.reports.reading.samples import Sample
from billbench.reports.words.numbers import percent
from billbench.reports.words.text import clean, listing

NETWORK = "network"
OTHER_WAITING = "other waiting"
PARTS: tuple[str, ...] = (*MEASURES, ThreadKind.SERVER, NETWORK, OTHER_WAITING)
"""The page's work by kind, and waiting: the last is what nothing else explains."""
PART_TITLES: Mapping[str, str] = {part: part[:1].upper() + part[1:] for part in PARTS}

Parts = Mapping[str, float]
"""Seconds by what they went into, in the order of `PARTS`."""


def parts_of(cell: CellStep) -> Parts | None:
    """The mean parts of a cell's completed launches; `None` when none has its main-thread time."""
    found = [_parts(sample) for sample in cell.samples if not sample.censored]
    known = [parts for parts in found if parts is not None]
    if not known:
        return None
    return {part: fmean(one[part] for one in known) for part in PARTS}


def _parts(sample: Sample) -> Parts | None:
    busy = sample.measures["busy_s"]
    if busy is None:
        return None
    kinds: dict[str, float] = {kind: sample.measures[measure] or 0.0 for kind, measure in MEASURES.items()}
    # Runs of before told script, style and layout alone: the rest of theirs is left over, too.
    kinds[ThreadKind.LEFT_OVER] = 0.0
    kinds[ThreadKind.LEFT_OVER] = max(0.0, busy - sum(kinds.values()))
    server = sample.measures["server_s"] or 0.0
    # The transfer runs from the request to the end of the response, so it contains the server's time.
    network = max(0.0, (sample.measures["transfer_s"] or 0.0) - server)
    wait = sample.measures["wait_s"] or 0.0
    waiting = max(0.0, wait - busy - server - network)
    return {**kinds, ThreadKind.SERVER: server, NETWORK: network, OTHER_WAITING: waiting}


_TOLD = 3
_WORTH_SAYING = 0.1


def made_of(samples: Sequence[Sample]) -> str:
    """The page's work by kind, the most first: `61 % script (most of it in combobox.js) and 20 % layout`.

    Empty where the kinds were not told apart.
    """
    known = [one.measures for one in samples if one.measures[MEASURES[ThreadKind.LEFT_OVER]] is not None]
    kinds = {kind: sum(one[measure] or 0.0 for one in known) for kind, measure in MEASURES.items()}
    whole = sum(kinds.values())
    most = sorted(kinds, key=lambda kind: -kinds[kind])[:_TOLD]
    told = [
        f"{percent(kinds[kind] / whole)} {kind}{_in_file(samples) if kind is ThreadKind.SCRIPT else ''}"
        for kind in most
        if whole and kinds[kind] / whole >= _WORTH_SAYING
    ]
    return listing(told)


def _in_file(samples: Sequence[Sample]) -> str:
    """Where most of the script was, as far as long frames tell."""
    found: Counter[str] = Counter()
    for one in samples:
        found.update(one.scripts)
    if not found:
        return ""
    file, took = found.most_common(1)[0]
    return f" ({'most of it ' if took > found.total() / 2 else ''}in {clean(file)})"


def total(parts: Parts) -> float:
    return float(sum(parts.values()))


def largest(every: Sequence[Parts]) -> float:
    return max(map(total, every), default=0.0)
