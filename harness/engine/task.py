"""What a trial is about: a bill made for it, or at a target one that is there."""

from dataclasses import dataclass

from billbench.harness.application.others.office import TargetOffice
from billbench.harness.application.ours.support import as_logged
from billbench.harness.engine.bench import Bench
from billbench.harness.model.outcomes import Line
from billbench.harness.model.trials import Cell
from billbench.harness.outcomes.readback import Begun
from billbench.scenarios.bills import Lists, synthetic_bill
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.protocol import Start

USER = "solicitor1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a trial is about: the bill as it was made, and the lines that the journey enters itself."""

    cell: Cell
    begun: Begun
    to_key_in: tuple[Line, ...]


def bill_of(cell: Cell, seed: int, launch: int, lists: Lists) -> tuple[Line, ...]:
    """The bill of a cell in one launch of a run: the same for all its designs."""
    return synthetic_bill(cell.lines, f"{seed}/{launch}/{cell.lines}", lists)


def prepare(bench: Bench, cell: Cell) -> Task:
    """Make what the journey begins with: a bill without the lines to be keyed in, or logged work."""
    office, journey = bench.office(cell), JOURNEYS[cell.journey]
    if isinstance(office.support, TargetOffice):
        work = office.support.prepare(cell.lines, keys_in=journey.keys_in, turn=bench.launch)
        begun = Begun(bill=work.bill, before=work.before)
        return Task(cell=cell, begun=begun, to_key_in=work.to_key_in)
    lines = bill_of(cell, bench.seed, bench.launch, office.lists)
    rules = office.support.rules()
    if journey.start is Start.LOGGED:
        bill = office.support.log_work(lines, user=USER)
        begun = Begun(bill=bill, before=(), rules=rules)
        return Task(cell=cell, begun=begun, to_key_in=tuple(as_logged(line) for line in lines))
    same = [line for line in lines if line.kind == lines[0].kind]
    to_key_in = tuple(same[len(same) - journey.keys_in :]) if journey.keys_in < len(same) else tuple(same)
    before = tuple(line for line in lines if line not in to_key_in) if journey.keys_in else lines
    bill = office.support.make_bill(before, user=USER)
    begun = Begun(bill=bill, before=before, rules=rules)
    return Task(cell=cell, begun=begun, to_key_in=to_key_in if journey.keys_in else ())
