"""`summary.json` of a load: everything that the report says, for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from billbench.harness.model.runs import RunState
from billbench.reports.load.answer import answer
from billbench.reports.load.beside import BesideCell
from billbench.reports.load.capacity import Capacity, LoadLevel, Scalability
from billbench.reports.load.findings import LoadFindings, StageFindings
from billbench.reports.pages.programs import row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRun:
    """The load as its folder has it, with the `plan` that was carried out."""

    name: str
    state: RunState
    plan: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSentences:
    """The answer: `sentences` say how long people wait, `work` what became of their work, `validity` how far
    to believe it."""

    sentences: tuple[str, ...]
    work: tuple[str, ...]
    validity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSummary:
    """All that a load's report says. Times are seconds; what is not known is null, and NaN never appears."""

    format: Literal[1] = 1
    run: LoadRun
    mode: str
    """Closed: so many people at once; open: so many arrivals a second."""
    answer: LoadSentences
    stages: tuple[StageFindings, ...]
    levels: tuple[LoadLevel, ...]
    """Each stage as a level of load."""
    capacity: Capacity | None
    scalability: Scalability | None
    beside: tuple[BesideCell, ...]
    """What a person at a browser met beside the load."""
    valid: bool
    """Whether the figures are the application's, and not the generator's."""


def summary(findings: LoadFindings) -> LoadSummary:
    return row_of(
        LoadSummary,
        findings,
        run=row_of(LoadRun, findings.info),
        mode=findings.load.mode,
        answer=row_of(LoadSentences, answer(findings)),
    )
