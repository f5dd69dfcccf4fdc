"""Our own application as trials need it: every trial has a bill of its own."""

from collections.abc import Sequence
from functools import cached_property

from billbench.harness.application.address import Address
from billbench.harness.application.office import Beginning
from billbench.harness.application.ours.support import Support, as_logged
from billbench.harness.model.outcomes import Line
from billbench.harness.model.trials import Cell
from billbench.harness.outcomes.readback import Begun
from billbench.scenarios.bills import Lists, synthetic_bill
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.protocol import Notebook, Start

USER = "solicitor1"


def bill_of(cell: Cell, seed: int, launch: int, lists: Lists) -> tuple[Line, ...]:
    """The bill of a cell in one launch of a run: the same for all its designs."""
    return synthetic_bill(cell.lines, f"{seed}/{launch}/{cell.lines}", lists)


class OwnOffice(Support):
    """The fake CCMS in one variant, in one launch. Anybody finds their own way on its pages."""

    map = None
    door = None

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.site = address.url

    @cached_property
    def choices(self) -> Lists:
        return self.lists()

    def prepare(self, cell: Cell, *, seed: int, launch: int) -> Beginning:
        journey, lines = JOURNEYS[cell.journey], bill_of(cell, seed, launch, self.choices)
        rules = self.rules()
        if journey.start is Start.LOGGED:
            bill = self.log_work(lines, user=USER)
            return Beginning(
                begun=Begun(bill=bill, before=(), rules=rules),
                to_key_in=tuple(as_logged(line) for line in lines),
            )
        to_key_in = _last_of_their_kind(lines, journey.keys_in)
        before = tuple(line for line in lines if line not in to_key_in)
        bill = self.make_bill(before, user=USER)
        return Beginning(begun=Begun(bill=bill, before=before, rules=rules), to_key_in=to_key_in)

    def before_writing(self, begun: Begun, notebook: Notebook) -> None:
        """Every trial has a bill of its own: nothing is put back."""

    def restore(self) -> None:
        """Nothing is owed."""


def _last_of_their_kind(lines: Sequence[Line], number: int) -> tuple[Line, ...]:
    """So many lines of the kind of the first, from their end: a person enters them on one page."""
    same = [line for line in lines if line.kind == lines[0].kind]
    return tuple(same[max(len(same) - number, 0) :]) if number else ()
