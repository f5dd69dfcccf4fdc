"""What was reproduced, and what each pass of it measured: `reproduction.json` of a bundle."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.trials import Cell, Trial

NAME = "reproduction.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """One trial again.

    `original` is the trial of the run, where one was named; `plain` was measured as trials are, `recorded`
    while everything was recorded. `notes` are sentences on how it was made.
    """

    title: str
    cell: Cell
    seed: int
    launch: int
    command: str
    step_titles: Mapping[str, str]
    notes: tuple[str, ...] = ()
    run: str = ""
    original: Trial | None = None
    plain: Trial | None = None
    recorded: Trial | None = None
    environment: Mapping[str, object] = field(default_factory=dict)

    def step_title(self, name: str) -> str:
        return self.step_titles.get(name, name)


_REPRODUCTIONS: TypeAdapter[Reproduction] = TypeAdapter(Reproduction)


def write_reproduction(made: Reproduction, folder: Path) -> None:
    text = json.dumps(dataclasses.asdict(made), indent=1, allow_nan=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read_reproduction(folder: Path) -> Reproduction:
    """Raises `MeasurementError` when the folder is no bundle."""
    try:
        return _REPRODUCTIONS.validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError) as error:
        raise MeasurementError(
            f"{folder / NAME} cannot be read ({type(error).__name__}). Reproduce the trial again."
        ) from error
