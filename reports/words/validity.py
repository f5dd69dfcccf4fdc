"""Can the run be believed? The state of a run, and the warnings that give it."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class State(StrEnum):
    VALID = "valid"
    DOUBTFUL = "doubtful"
    INVALID = "invalid"


class Severity(IntEnum):
    NOTE = 0
    DOUBT = 1
    FATAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityConcern:
    """What a reader must know about the run, in one or two sentences. `kind` is a stable name."""

    kind: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    state: State
    concerns: tuple[ValidityConcern, ...]
