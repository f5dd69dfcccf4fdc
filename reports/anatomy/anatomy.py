"""What the time of one step was made of: events of a trace in, an `Anatomy` out. Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from billbench.harness.model.kinds import WORK, ThreadKind
from billbench.harness.model.trace import Event, Segment, Slice, Thread, main_threads, segments
from billbench.reports.anatomy.profile import Function, Profile, read_profile
from billbench.reports.anatomy.recording import RecordedStep, Recording, Request

Span = tuple[float, float]
_EXPENSIVE = {"UpdateLayoutTree": ThreadKind.STYLE, "RecalculateStyles": ThreadKind.STYLE}
_EXPENSIVE |= {"Layout": ThreadKind.LAYOUT, "ParseHTML": ThreadKind.PARSING}
_FREEZES = ("longtask", "long-animation-frame")


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCost:
    """What ran while a function was the innermost one: its own script, and work that it forced."""

    function: Function | None
    by_kind: Mapping[ThreadKind, float]

    @property
    def own_s(self) -> float:
        return self.by_kind.get(ThreadKind.SCRIPT, 0.0)

    @property
    def forced_s(self) -> float:
        return sum(self.by_kind.values()) - self.own_s


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderingCost:
    """Style recalculations, layouts or parsings of one origin.

    `forced_by` is the script that made the page do them at once, where it is known. `most` counts what the
    largest one touched (elements, dirty layout objects); `all_objects` is how many layout objects there were.
    """

    kind: ThreadKind
    forced_by: Function | None
    is_forced: bool
    times: int
    total_s: float
    longest_s: float
    most: int
    all_objects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """The step from the person's act to the answer. `freeze` is the longest stretch without an answer.

    `wait_by_kind` adds up to the wait, `freeze_by_kind` to the freeze. `busiest_s` is the longest task.
    """

    step: RecordedStep
    wait: Span
    freeze: Span
    wait_by_kind: Mapping[ThreadKind, float]
    freeze_by_kind: Mapping[ThreadKind, float]
    functions: tuple[FunctionCost, ...]
    renderings: tuple[RenderingCost, ...]
    segments: tuple[Segment, ...]
    is_open: bool
    """The page had not answered when the recording ended: every time here is at least so long."""

    @property
    def wait_s(self) -> float:
        return self.wait[1] - self.wait[0]

    @property
    def freeze_s(self) -> float:
        return self.freeze[1] - self.freeze[0]


def anatomy(events: Sequence[Event], recording: Recording) -> Anatomy | None:
    """The anatomy of the recording's focus; `None` when the trace has no main thread at work in it."""
    step = recording.step
    until = max((event["ts"] + event.get("dur", 0) for event in events if "ts" in event), default=0) / 1e6
    wait = (step.acted_s, step.answered_s if step.answered_s is not None else max(until, step.acted_s))
    threads = [(thread, _clipped(segments(thread.slices, until), wait)) for thread in main_threads(events)]
    if not threads:
        return None
    thread, flat = max(threads, key=lambda one: sum(part.end - part.start for part in one[1]))
    freeze = _freeze(recording, wait, flat)
    profile = read_profile(events, thread.process)
    return Anatomy(
        step=step,
        wait=wait,
        freeze=freeze,
        wait_by_kind=_split(flat, wait, recording.requests),
        freeze_by_kind=_split(_clipped(flat, freeze), freeze, recording.requests),
        functions=_functions(profile, flat) if profile else (),
        renderings=_renderings(thread, wait, flat, profile),
        segments=tuple(flat),
        is_open=step.answered_s is None,
    )


def _clipped(flat: Iterable[Segment], span: Span) -> list[Segment]:
    start, end = span
    return [
        Segment(
            start=max(part.start, start),
            end=min(part.end, end),
            kind=part.kind,
            slice=part.slice,
            inside=part.inside,
        )
        for part in flat
        if part.end > start and part.start < end
    ]


def _freeze(recording: Recording, wait: Span, flat: Sequence[Segment]) -> Span:
    """The longest stretch in one piece: a long task or frame that was reported, else the longest task."""
    reported = [
        (signal.start_s, min(signal.end_s, wait[1]))
        for signal in recording.signals
        if signal.kind in _FREEZES and signal.end_s > wait[0] and signal.start_s < wait[1]
    ]
    inside = [(max(start, wait[0]), end) for start, end in reported]
    tasks = _pieces(flat)
    if recording.step.answered_s is None:
        inside += tasks[-1:]
    return max(inside or tasks or [(wait[0], wait[0])], key=lambda span: span[1] - span[0])


def _pieces(flat: Sequence[Segment]) -> list[Span]:
    """Stretches without a gap."""
    found: list[Span] = []
    for part in flat:
        if found and part.start - found[-1][1] < 1e-5:
            found[-1] = (found[-1][0], part.end)
        else:
            found.append((part.start, part.end))
    return found


def _split(flat: Sequence[Segment], span: Span, requests: Sequence[Request]) -> dict[ThreadKind, float]:
    """How long each kind took in a span. It adds up to the span: what is no work is waiting or idle."""
    found = dict.fromkeys(WORK, 0.0)
    for part in flat:
        found[part.kind] += part.end - part.start
    worked = sum(found.values())
    waiting = _overlap(_gaps(_pieces(flat), span), [(one.start_s, one.end_s or span[1]) for one in requests])
    found[ThreadKind.SERVER] = waiting
    found[ThreadKind.IDLE] = max(span[1] - span[0] - worked - waiting, 0.0)
    return found


def _gaps(pieces: Sequence[Span], span: Span) -> list[Span]:
    edges = [span[0], *(edge for piece in pieces for edge in piece), span[1]]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(start, end) for start, end in pairs if end > start]


def _overlap(spans: Sequence[Span], others: Sequence[Span]) -> float:
    """How much of `spans` (apart from each other) any of `others` covers."""
    return sum(
        min(end, to) - max(start, begin)
        for start, end in spans
        for begin, to in _united(others)
        if to > start and begin < end
    )


def _united(spans: Sequence[Span]) -> list[Span]:
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _functions(profile: Profile, flat: Sequence[Segment]) -> tuple[FunctionCost, ...]:
    """Work by the function that ran: a sample stands until the next one, for the work done meanwhile.

    Only what runs inside script counts: style and layout that the browser does in its own time are nobody's.
    """
    found: dict[Function | None, dict[ThreadKind, float]] = defaultdict(lambda: defaultdict(float))
    times = [at for at, _ in profile.samples]
    known: dict[int, Function | None] = {}
    for part in flat:
        if part.kind is not ThreadKind.SCRIPT and part.inside is not ThreadKind.SCRIPT:
            continue
        place = max(bisect_right(times, part.start) - 1, 0)
        while place < len(times) and times[place] < part.end:
            following = times[place + 1] if place + 1 < len(times) else part.end
            shared = min(following, part.end) - max(times[place], part.start)
            node = profile.samples[place][1]
            if node not in known:
                known[node] = profile.function(node)
            if shared > 0:
                found[known[node]][part.kind] += shared
            place += 1
    costs = [FunctionCost(function=function, by_kind=dict(kinds)) for function, kinds in found.items()]
    return tuple(sorted(costs, key=lambda cost: -cost.own_s - cost.forced_s))


def _renderings(
    thread: Thread, wait: Span, flat: Sequence[Segment], profile: Profile | None
) -> tuple[RenderingCost, ...]:
    """Style, layout and parsing in the wait, those of one origin together, the most expensive first."""
    inside_script = {id(part.slice) for part in flat if part.inside is ThreadKind.SCRIPT}
    groups: dict[tuple[ThreadKind, bool, Function | None], list[Slice]] = defaultdict(list)
    for one in thread.slices:
        if one.name in _EXPENSIVE and one.end > wait[0] and one.start < wait[1]:
            origin = _origin(one) or (_sampled(one, profile) if id(one) in inside_script else None)
            forced = id(one) in inside_script
            groups[_EXPENSIVE[one.name], forced, origin if forced else None].append(one)
    found = [_rendering(*group, slices, wait, flat) for group, slices in groups.items()]
    return tuple(sorted(found, key=lambda one: -one.total_s))


def _sampled(one: Slice, profile: Profile | None) -> Function | None:
    """The script that ran when this began, by the profile, where the browser left no stack."""
    if profile is None or not profile.samples:
        return None
    place = bisect_right([at for at, _ in profile.samples], one.start) - 1
    return profile.function(profile.samples[max(place, 0)][1])


def _rendering(
    kind: ThreadKind,
    is_forced: bool,
    origin: Function | None,
    slices: Sequence[Slice],
    wait: Span,
    flat: Sequence[Segment],
) -> RenderingCost:
    ids = {id(one) for one in slices}
    own = sum(part.end - part.start for part in flat if id(part.slice) in ids)
    return RenderingCost(
        kind=kind,
        forced_by=origin,
        is_forced=is_forced,
        times=len(slices),
        total_s=own,
        longest_s=max(min(one.end, wait[1]) - max(one.start, wait[0]) for one in slices),
        most=max(_touched(one) for one in slices),
        all_objects=max(_count(_begin(one).get("totalObjects")) for one in slices),
    )


def _begin(one: Slice) -> Mapping[str, object]:
    begin = one.args.get("beginData", {})
    return begin if isinstance(begin, dict) else {}


def _touched(one: Slice) -> int:
    return _count(one.args.get("elementCount", _begin(one).get("dirtyObjects")))


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _origin(one: Slice) -> Function | None:
    """The script line that forced it, as the browser wrote it down."""
    stack = _begin(one).get("stackTrace")
    for frame in stack if isinstance(stack, list) else []:
        if frame.get("url"):
            name = frame.get("functionName") or "(anonymous)"
            return Function(name=name, url=frame["url"], line=int(frame.get("lineNumber", 0)))
    return None
