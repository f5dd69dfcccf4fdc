"""What the measuring process tells pytest of one cell, and how it travels: one line of JSON."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrder:
    """A cell to measure. `url` is empty where the fake CCMS is to be started; `out` is the run folder.

    With a `target` file, the page that this maps is measured.
    """

    design: str
    lines: int
    device: str
    journey: str
    launches: int
    url: str
    target: str
    out: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured. Times in seconds.

    The interval is a 95 % t interval of the geometric mean over `launches`; `None` where it has none.
    `doubt` and `work_doubt` say in a clause why freeze and work say nothing; empty when they may be believed.
    """

    what: str
    step: str
    launches: int
    estimate_s: float | None
    low_s: float | None
    high_s: float | None
    hung: int
    deadline_s: float
    doubt: str
    made_of: tuple[str, ...]
    bills: int
    harmed: int
    harmed_at_most: float
    harm: tuple[str, ...]
    work_doubt: str
    command: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a cell could not be measured. `invalid`: the measurement failed, not the way it was asked for."""

    message: str
    invalid: bool


# By hand and not by `harness.model.wire`: every pytest of a machine loads this, and would load pydantic.


def encode(message: PageOrder | Figures | Refusal) -> str:
    return json.dumps({"kind": type(message).__name__, **asdict(message)})


def decode_order(text: str) -> PageOrder:
    values = json.loads(text)
    values.pop("kind")
    return PageOrder(**values)


def decode(text: str) -> Figures | Refusal:
    """Raises `ValueError` when the text is neither."""
    values = json.loads(text)
    match values.pop("kind", None):
        case "Refusal":
            return Refusal(**values)
        case "Figures":
            values = {key: tuple(one) if isinstance(one, list) else one for key, one in values.items()}
            return Figures(**values)
        case kind:
            raise ValueError(f"a message of the kind {kind!r}")
