"""An application as trials need it, whoever's it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from billbench.harness.model.errors import UsageError
from billbench.harness.model.outcomes import Line
from billbench.harness.model.trials import Cell
from billbench.harness.outcomes.readback import Begun, Records
from billbench.scenarios.page_map import TargetMap
from billbench.scenarios.protocol import Notebook

if TYPE_CHECKING:
    from billbench.harness.application.others.door import Door


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a trial begins with, and the lines that its journey enters itself."""

    begun: Begun
    to_key_in: tuple[Line, ...]


class NotPreparedError(UsageError):
    """There is nothing that the trial could begin with; the reason says nothing of the page."""


class Office(Records, Protocol):
    """One in a launch for each variant of our own application, and for each target.

    A target has a `map` of its pages, and a `door` through which whoever visits it goes.
    """

    @property
    def site(self) -> str: ...
    @property
    def map(self) -> TargetMap | None: ...
    @property
    def door(self) -> "Door | None": ...

    def prepare(self, cell: Cell, *, seed: int, launch: int) -> Beginning:
        """What the cell's journey begins with: a bill without the lines to be keyed in, or logged work.

        Raises:
            UsageError: there is no such bill, and none can be made.
            NotPreparedError: this trial cannot be done, and others can.
            UnreachableError: the application does not answer.
        """
        ...

    def before_writing(self, begun: Begun, notebook: Notebook) -> None:
        """Called before the person changes anything: what is to be put back is written down."""
        ...

    def restore(self) -> None:
        """Put back what a trial has changed.

        Raises:
            UnreachableError: the application does not answer.
        """
        ...
