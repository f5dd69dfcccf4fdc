"""A Chromium performance trace (Trace Event Format) as slices of main threads. Pure: events in, values out.

Times are seconds on the trace's clock. Source of the format: "Trace Event Format" (Google, catapult project).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from billbench.harness.model.kinds import ThreadKind, kind_of

Event = Mapping[str, Any]
MAIN_THREAD = "CrRendererMain"
_ASKED_FOR_BY = "src_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One event with a duration. `end` is infinite for one that had not ended when the trace did."""

    name: str
    start: float
    end: float
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch in which one slice was the innermost; `inside` is the kind of what this slice stands in."""

    start: float
    end: float
    kind: ThreadKind
    slice: Slice
    inside: ThreadKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A main thread: its process and its slices, by start, the outer before the inner."""

    process: int
    slices: tuple[Slice, ...]


def main_threads(events: Iterable[Event]) -> list[Thread]:
    """The main threads of all renderers in the trace."""
    events = list(events)
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event.get("args", {}).get("name") == MAIN_THREAD
    }
    own: dict[tuple[int, int], list[Event]] = {place: [] for place in mains}
    for event in events:
        place = (event.get("pid", 0), event.get("tid", 0))
        if place in own and event.get("ph") in ("X", "B", "E"):
            own[place].append(event)
    return [Thread(process=pid, slices=tuple(_slices(found))) for (pid, _), found in sorted(own.items())]


def _slices(events: Sequence[Event]) -> list[Slice]:
    found: list[Slice] = []
    begun: list[Event] = []
    for event in sorted(events, key=lambda event: event["ts"]):
        match event["ph"]:
            case "X" if "dur" in event:
                found.append(_slice(event, event["ts"] + event["dur"]))
            case "E":
                if begun:
                    found.append(_slice(begun.pop(), event["ts"]))
            case _:
                begun.append(event)
    found += [_slice(event, float("inf")) for event in begun]
    return sorted(found, key=lambda one: (one.start, -one.end))


def _slice(event: Event, end_us: float) -> Slice:
    return Slice(name=event["name"], start=event["ts"] / 1e6, end=end_us / 1e6, args=event.get("args", {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _UnderWay:
    """A slice under way: where it ends at the latest, its kind, and the kind of what it stands in."""

    slice: Slice
    end: float
    kind: ThreadKind
    inside: ThreadKind


def segments(slices: Sequence[Slice], until: float) -> list[Segment]:
    """The slices laid flat: at every moment the innermost one, up to `until`.

    A slice that reaches over the end of the one it stands in (clocks differ by microseconds) is cut there.
    """
    flat: list[Segment] = []
    under_way: list[_UnderWay] = []
    at = float("-inf")
    for one in (*slices, Slice(name="", start=until, end=until)):
        while under_way and under_way[-1].end <= one.start:
            top = under_way.pop()
            at = _emit(flat, top, at, top.end)
        if one.start >= until:
            break
        if under_way:
            at = _emit(flat, under_way[-1], at, one.start)
        inside = under_way[-1].kind if under_way else ThreadKind.LEFT_OVER
        end = min(one.end, under_way[-1].end if under_way else until)
        under_way.append(
            _UnderWay(
                slice=one,
                end=end,
                kind=kind_of(one.name, inside, one.args.get(_ASKED_FOR_BY, "")),
                inside=inside,
            )
        )
        at = max(at, one.start)
    return flat


def _emit(flat: list[Segment], top: _UnderWay, start: float, end: float) -> float:
    if end > start:
        flat.append(Segment(start=start, end=end, kind=top.kind, slice=top.slice, inside=top.inside))
    return max(start, end)
