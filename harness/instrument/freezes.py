"""How long the page could not answer, by all that its signals say. Pure: no browser here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from billbench.harness.instrument.signals import Signal, SignalKind

_LONG_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time; `start` is on the clock of the signals."""

    start: float
    duration_s: float

    @property
    def end(self) -> float:
        return self.start + self.duration_s


def freeze(signals: Sequence[Signal], begin: float, *, screen_reader: bool = False) -> float:
    """How long the longest stretch was in which the page could not answer (`frozen`)."""
    return frozen(signals, begin, screen_reader=screen_reader).duration_s


def frozen(signals: Sequence[Signal], begin: float, *, screen_reader: bool = False) -> Stretch:
    """The longest stretch in which the page could not answer, of all that the freeze signals tell.

    Each signal has a blind spot of its own (no interaction, no long task, no frame); the longest has the
    fewest. An event counts up to the end of its handlers: what the page does after them to show its frame is
    in the long animation frame, and while the frame then waits for the screen (24 ms at rest, 70 ms on a slow
    machine) the page answers. The heartbeat counts only where the page was starved; where the browser works
    for a screen reader it always does, since entries hold that work by chance. Source: Long Tasks, Long
    Animation Frames, Event Timing and Navigation Timing (W3C); the heartbeat is ours.
    """
    in_one_piece = _longest(_until_answer(piece, signals) for piece in _pieces(signals, begin))
    beats = [s for s in signals if s.kind is SignalKind.HEARTBEAT and s.end > begin]
    if screen_reader:
        return _longest([in_one_piece, *(_longest_part(beat, signals) for beat in beats if beat.urgent)])
    beat = max(beats, key=lambda s: s.duration_s, default=None)
    if beat is None or not _starved(beat, in_one_piece.duration_s):
        return in_one_piece
    return Stretch(start=beat.start, duration_s=beat.duration_s)


def _longest(stretches: Iterable[Stretch]) -> Stretch:
    return max(stretches, key=lambda one: one.duration_s, default=Stretch(start=0.0, duration_s=0.0))


def _longest_part(beat: Signal, signals: Sequence[Signal]) -> Stretch:
    """How long an input would have waited where a beat did.

    It goes before a frame is drawn, which no beat does: what was done up to then is apart from what the
    drawing takes, with all that the browser does for a screen reader at its end. Keys pressed while a beat
    was 617 ms late were answered after 108 ms, or at its end.
    """
    frames = (s.rendered for s in signals if s.kind is SignalKind.LONG_FRAME)
    parts = [beat.start, *sorted(drawn for drawn in frames if beat.start < drawn < beat.end), beat.end]
    return _longest(Stretch(start=one, duration_s=other - one) for one, other in pairwise(parts))


def _pieces(signals: Sequence[Signal], begin: float) -> list[Stretch]:
    """Stretches in which the main thread did one thing."""
    reaching = [s for s in signals if s.end > begin]
    return [Stretch(start=s.start, duration_s=length) for s in reaching if (length := _in_one_piece(s))]


def _in_one_piece(signal: Signal) -> float:
    match signal.kind:
        case SignalKind.LONG_TASK | SignalKind.LONG_FRAME | SignalKind.LEAVING:
            return signal.duration_s
        case SignalKind.EVENT:
            return signal.handled_s
        case _:
            return 0.0


def _until_answer(piece: Stretch, signals: Sequence[Signal]) -> Stretch:
    """How long a piece kept the page from answering: up to the beat that it kept waiting, where one followed.

    Work too short to be reported can come between: 16 of 420 ms after the frame of 4,000 rows.
    """
    end = piece.end
    beats = [
        s.end for s in signals if s.kind is SignalKind.HEARTBEAT and s.start < end <= s.end < end + _LONG_S
    ]
    return replace(piece, duration_s=max(beats) - piece.start) if beats else piece


def _starved(beat: Signal, in_one_piece_s: float) -> bool:
    """Whether a heartbeat this late says more than the longest task, frame or event does.

    An urgent one waits for the task under way alone, and says more when it is later than that by what is too
    short to be reported (a task of under 50 ms on either side). A timer that is due lets one more task go
    first, while the page answers in between: up to twice the longest task is no starvation.
    """
    known = in_one_piece_s if beat.urgent else 2 * max(in_one_piece_s, _LONG_S)
    return beat.duration_s > known + (2 * _LONG_S if beat.urgent else _LONG_S)
