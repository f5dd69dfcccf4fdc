"""What a journey is, and what it is given to work with."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from harness.model import Change, Line, StepInfo

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass(slots=True)
class Notebook:
    """What the person typed and what a page acknowledged since: one side of the ledger."""

    changes: dict[str, Change] = field(default_factory=dict)
    submitted: bool | None = None

    def typed(self, line: Line, fields: Mapping[str, str]) -> None:
        self.changes[line.token] = Change(token=line.token, fields=fields, acknowledged=False)

    def acknowledged(self) -> None:
        """A page showed that the work was taken: it moved on without an error."""
        for token, change in self.changes.items():
            self.changes[token] = Change(token=token, fields=change.fields, acknowledged=True)

    def submit_pressed(self) -> None:
        self.submitted = False

    def submit_confirmed(self) -> None:
        self.submitted = True


class MeasureStep(Protocol):
    """Measures what happens inside its block; `rows` is how many lines should be on the screen after it."""

    def __call__(self, name: str, *, rows: int | None = None) -> AbstractContextManager[None]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One person at one bill: the page, where the bill is, what is on it, and a notebook.

    `axes` are the design's values in the design space.
    """

    page: "Page"
    site: str
    bill_id: int
    case_reference: str
    user: str
    design: str
    axes: Mapping[str, Any]
    lines: tuple[Line, ...]
    step: MeasureStep
    notebook: Notebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What a person does with a bill, in named steps. `arrive` comes before and is not measured."""

    name: str
    title: str
    steps: tuple[StepInfo, ...]
    arrive: Callable[[Visit], None]
    run: Callable[[Visit], None]


class JourneyFailed(Exception):  # noqa: N818 - it is an observation of the application, not a fault of ours
    """The journey could not go on; the message says what the person saw. The trial records it."""


class NotOffered(Exception):  # noqa: N818 - as above
    """The design has no such thing to do; the message says what is missing. Not a failure."""
