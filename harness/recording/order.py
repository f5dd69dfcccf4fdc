"""What a recording pass is told, and what it writes: the names of the files of a bundle."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from billbench.harness.model.masking import Masking

TRACE = "performance-trace.json"
RECORDING = "recording.json"
NETWORK = "network.har"
CONSOLE = "console.jsonl"
WALK = "trace.zip"
FILM = "filmstrip"


class Pass(StrEnum):
    """A recording's two kinds. Playwright's own trace reads the whole page around each action, which would
    stand in the performance trace as work of the page: each has a pass of its own."""

    PROFILE = "profile"
    WALK = "walk"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingOrder:
    """One recording pass: what, into which folder, what may be kept, in a window or not."""

    what: Pass
    folder: Path
    masking: Masking
    window: bool
