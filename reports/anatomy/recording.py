"""What a recording pass left beside its trace: steps, signals, requests and pictures, as `recording.json` has
them. Times are seconds on the trace's clock."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from billbench.harness.model.errors import MeasurementError


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedStep:
    """From the person's act to the page answering again; `answered_s` is `None` when it never did."""

    name: str
    began_s: float
    acted_s: float
    answered_s: float | None
    freeze_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSignal:
    kind: str
    start_s: float
    duration_s: float

    @property
    def end_s(self) -> float:
        return self.start_s + self.duration_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`end_s` is `None` for a request that was still under way."""

    url: str
    method: str
    start_s: float
    answered_s: float | None
    end_s: float | None
    status: int | None
    bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmPicture:
    """A file of the filmstrip, and when it was on the screen after the person's act."""

    file: str
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """`focus` is the place of the step that is to be explained."""

    steps: tuple[RecordedStep, ...]
    focus: int
    signals: tuple[RecordedSignal, ...]
    requests: tuple[Request, ...]
    film: tuple[FilmPicture, ...]
    trace_is_cut: bool
    masked: bool
    window: bool

    @property
    def step(self) -> RecordedStep:
        return self.steps[self.focus]


_RECORDINGS: TypeAdapter[Recording] = TypeAdapter(Recording)


def read_recording(path: Path) -> Recording:
    """Raises `MeasurementError` when the pass left none."""
    try:
        return _RECORDINGS.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise MeasurementError(
            f"The recording {path} cannot be read ({type(error).__name__}). Reproduce the trial again."
        ) from error
