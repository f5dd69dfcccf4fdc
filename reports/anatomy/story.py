"""An anatomy in plain words. Every number in a sentence is computed from the anatomy."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from billbench.harness.model.kinds import ThreadKind
from billbench.harness.model.trials import Trial
from billbench.reports.anatomy.anatomy import Anatomy, FunctionCost, RenderingCost
from billbench.reports.anatomy.recording import Recording
from billbench.reports.anatomy.reproduction import Reproduction
from billbench.reports.anatomy.words import PLURALS, SINGULARS, place_of, requests_in, took
from billbench.reports.words.numbers import count, percent, seconds
from billbench.reports.words.text import clean, listing, plural

_WORTH_SAYING = 0.02
"""A part under a fiftieth of the whole stands in the table only."""
_LUMPS = (ThreadKind.PAINT, ThreadKind.GARBAGE, ThreadKind.ACCESSIBILITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Culprit:
    """What cost most: its seconds, its kind, and a sentence. `name` says it in a few words."""

    kind: ThreadKind
    name: str
    cost_s: float
    sentence: str


_FELT_S = 0.05
"""What is shorter is no long task, and no freeze."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    lead: str
    sentences: tuple[str, ...]
    culprits: tuple[Culprit, ...]


def story(found: Anatomy, recording: Recording, made: Reproduction) -> Story:
    culprits = _culprits(found, recording)
    lead = _lead(found, made.step_title(found.step.name))
    sentences = (
        f"Of the freeze, {_shares(found.freeze_by_kind)}." if found.freeze_s >= _FELT_S else "",
        f"Of the whole wait, {_shares(found.wait_by_kind)}.",
        *(one.sentence for one in culprits[:1]),
        _doubt(made.recorded, found),
    )
    return Story(lead=lead, sentences=tuple(text for text in sentences if text), culprits=culprits)


def _lead(found: Anatomy, step: str) -> str:
    title = step[:1].upper() + step[1:]
    if found.is_open:
        return (
            f"{title}: the page had not answered when the recording ended after {seconds(found.wait_s)}; its "
            f"main thread was then busy in one piece for {seconds(found.freeze_s)}."
        )
    if found.freeze_s < _FELT_S:
        return f"{title}: the person waited {seconds(found.wait_s)}, and the page did not freeze."
    return (
        f"{title}: the person waited {seconds(found.wait_s)}, and for {seconds(found.freeze_s)} of it the "
        "page could not answer, in one piece."
    )


def _shares(by_kind: Mapping[ThreadKind, float]) -> str:
    whole = sum(by_kind.values())
    parts = sorted(by_kind.items(), key=lambda part: -part[1])
    told = [(kind, took) for kind, took in parts if whole and took / whole >= _WORTH_SAYING]
    if not told:
        return "nothing was seen"
    return listing([f"{kind} took {seconds(took)} ({percent(took / whole)})" for kind, took in told])


def _doubt(recorded: Trial | None, found: Anatomy) -> str:
    """Other work on the machine stretches every part of a trace."""
    if recorded is None:
        return ""
    same = [step for step in recorded.steps if step.name == found.step.name]
    stolen = max((step.measures.get("stolen_s") or 0.0 for step in same), default=0.0)
    if stolen <= 0.05 * found.wait_s:
        return ""
    return (
        f"Other work on this machine kept the page's main thread waiting for up to {seconds(stolen)} of such "
        "a step: the shares stand, the times are stretched."
    )


def _culprits(found: Anatomy, recording: Recording) -> tuple[Culprit, ...]:
    """The most expensive function, style recalculation, layout, parsing and request, the costliest first."""
    named = [cost for cost in found.functions if cost.function is not None]
    every = [
        *([_function(max(named, key=lambda cost: cost.own_s), found)] if named else []),
        *(
            _rendering(most, found)
            for kind in PLURALS
            if (most := next((one for one in found.renderings if one.kind is kind), None))
        ),
        *_request(found, recording),
        *(_whole_kind(kind, found) for kind in _LUMPS if found.wait_by_kind.get(kind, 0.0) > 0),
    ]
    # A kind as a whole is no place to look at, unless nothing took more.
    largest = max(found.wait_by_kind, key=lambda kind: found.wait_by_kind[kind])
    return tuple(sorted(every, key=lambda one: (one.kind in _LUMPS and one.kind is not largest, -one.cost_s)))


def _function(cost: FunctionCost, found: Anatomy) -> Culprit:
    name = place_of(cost.function)
    forced = f", and work of the browser that it forced took {seconds(cost.forced_s)} more"
    return Culprit(
        kind=ThreadKind.SCRIPT,
        name=name,
        cost_s=cost.own_s,
        sentence=f"The function that cost most is {name}: {seconds(cost.own_s)} of script of its own, "
        f"{_of_the_wait(cost.own_s, found)}{forced if cost.forced_s >= 0.001 else ''}.",
    )


def _rendering(one: RenderingCost, found: Anatomy) -> Culprit:
    what = SINGULARS[one.kind] if one.times == 1 else PLURALS[one.kind]
    many = "" if one.times == 1 else f"{count(one.times)} "
    by = f"forced by {place_of(one.forced_by)}" if one.is_forced else "done by the browser in its own time"
    together = "" if one.times == 1 else " together"
    return Culprit(
        kind=one.kind,
        name=f"{many}{what}, {by}",
        cost_s=one.total_s,
        sentence=f"Of {one.kind}, {many or 'one '}{what} {by} took most: {seconds(one.total_s)}{together}, "
        f"{_of_the_wait(one.total_s, found)}{_touched(one)}.",
    )


def _touched(one: RenderingCost) -> str:
    largest = "it" if one.times == 1 else "the largest one"
    match one.kind:
        case ThreadKind.STYLE:
            return f"; {largest} went over {plural(one.most, 'element')}"
        case ThreadKind.LAYOUT:
            of_all = f" of {count(one.all_objects)}" if one.all_objects else ""
            return f"; {largest} laid out {count(one.most)}{of_all} layout objects anew"
        case _:
            return ""


def _request(found: Anatomy, recording: Recording) -> list[Culprit]:
    waited = found.wait_by_kind.get(ThreadKind.SERVER, 0.0)
    reaching = requests_in(found, recording)
    if not waited or not reaching:
        return []
    longest = max(reaching, key=lambda one: took(one, found))
    name = f"{longest.method} {clean(urlsplit(longest.url).path)}"
    return [
        Culprit(
            kind=ThreadKind.SERVER,
            name=name,
            cost_s=waited,
            sentence=f"The page had nothing to do but wait for requests for {seconds(waited)}, "
            f"{_of_the_wait(waited, found)}; the longest was {name} with {seconds(took(longest, found))}.",
        )
    ]


def _whole_kind(kind: ThreadKind, found: Anatomy) -> Culprit:
    took = found.wait_by_kind[kind]
    return Culprit(
        kind=kind,
        name=kind.value,
        cost_s=took,
        sentence=f"All {kind.value} took {seconds(took)} together, {_of_the_wait(took, found)}.",
    )


def _of_the_wait(took: float, found: Anatomy) -> str:
    return f"{percent(took / found.wait_s if found.wait_s else 0.0)} of the wait"
