"""`billbench gate`: two sides measured in turns within the same launches, and the verdict for CI."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from rich.console import Console

from billbench.harness.commands.gate.held_against import HeldAgainst
from billbench.harness.commands.gate.measuring import measure
from billbench.harness.commands.gate.order import GateOrder
from billbench.harness.commands.target.giving_back import check_given_back
from billbench.harness.model.errors import ExitStatus, MeasurementError
from billbench.harness.model.runs import Run
from billbench.harness.store.runfolder import read_run
from billbench.reports.gate.judgement import Judgement
from billbench.reports.gate.pages import as_text, write_gate
from billbench.reports.gate.question import Question
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.reading.merging import merge_shards


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How the verdict is told: `inconclusive` is the verdict that CI is to take for it, if any."""

    as_json: bool = False
    inconclusive: GateVerdict | None = None


def telling(inconclusive: str | None, *, as_json: bool) -> Telling:
    return Telling(as_json=as_json, inconclusive=GateVerdict(inconclusive) if inconclusive else None)


def gate(order: GateOrder, telling: Telling, console: Console) -> ExitStatus:
    """Measure the sides, judge them, write what was found, and end with the verdict's status.

    Raises:
        UsageError: the order cannot be carried out; after the verdict, a bill is not as it was found.
        UnreachableError: a side does not start, or dies.
        Interrupted: on Ctrl-C. What was measured is kept.
    """
    path = measure(order, console)
    if order.shard is not None:
        console.print(
            f"One shard of the gate is in {path}. Judge all together: billbench gate RUN…", highlight=False
        )
        return ExitStatus.OK
    status = judge_again([path], path, order.held, telling, console)
    check_given_back([path])
    return status


def judge_again(
    paths: Sequence[Path], out: Path, held: HeldAgainst, telling: Telling, console: Console
) -> ExitStatus:
    """Judge measured folders, several as the shards of one gate, by the question that they hold.

    Raises:
        UsageError: a folder holds no gate, or they are not shards of one.
    """
    runs = [read_run(path) for path in paths]
    questions = [Question.from_data(run.info.plan.get("gate")) for run in runs]
    run = runs[0] if len(runs) == 1 else merge_shards(runs)
    found = held.judge(run, questions[0])
    return tell(found, run, out, telling, console)


def tell(found: Judgement, run: Run, out: Path, telling: Telling, console: Console) -> ExitStatus:
    """Write the judgement into `out`, print it, and return the status that goes with it."""
    try:
        write_gate(found, run, out)
    except OSError as error:
        raise MeasurementError(
            f"The gate's files could not be written to {out}: {error}. Free space."
        ) from error
    if telling.as_json:
        data = json.loads((out / "gate" / "gate.json").read_text(encoding="utf-8"))
        Console().print_json(data=data, allow_nan=False)
    else:
        console.print(as_text(found), markup=False, highlight=False, soft_wrap=True, end="")
        console.print(f"In full: {out}/gate/summary.md", markup=False, highlight=False, soft_wrap=True)
    return _status(found.verdict, telling.inconclusive)


def _status(verdict: GateVerdict, inconclusive: GateVerdict | None) -> ExitStatus:
    match verdict:
        case GateVerdict.PASS:
            return ExitStatus.OK
        case GateVerdict.FAIL:
            return ExitStatus.GATE_FAILED
        case GateVerdict.INVALID:
            return ExitStatus.INVALID
        case GateVerdict.INCONCLUSIVE:
            return ExitStatus.INVALID if inconclusive is None else _status(inconclusive, None)
        case other:
            assert_never(other)
