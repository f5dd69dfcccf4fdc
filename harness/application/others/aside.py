"""Looking at a target from a process of its own: a page that freezes can then be left.

Started by the functions here as `python -m billbench.harness.application.others.aside JOB`; says what it
found on standard output, in one line of JSON.
"""

import queue
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, Literal, TypeVar

from typing_extensions import TypeForm

from billbench.harness.application.others.check import Finding, check_bill
from billbench.harness.application.others.desk import TargetDesk
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.office import TargetOffice
from billbench.harness.application.others.owed import Owed
from billbench.harness.application.others.restoring import restore_all
from billbench.harness.machine.browser import started_browser
from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import BillbenchError, ExitStatus, UnreachableError, UsageError
from billbench.harness.model.wire import decode, encode, tell
from billbench.harness.outcomes.evidence import AppliedRule
from billbench.harness.outcomes.ledger import StoredBill, StoredLine
from billbench.harness.outcomes.readback import NotReadBack
from billbench.harness.plan.target_file import TargetFile

Seen = TypeVar("Seen")

_START_S = 60.0
_GOES_ON_WITHIN_S = 60.0
"""What reading one page of a bill may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What to look at: every part of the map on a bill of each of `sizes`, or the lines of `bill`.

    Or what to put back: all that the file `owed` names.
    """

    what: Literal["check", "read", "restore"]
    target: TargetFile
    run: str
    pictures: Path
    engine: Engine
    sizes: tuple[int, ...] = ()
    bill: str = ""
    owed: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesOn:
    """Another page of a bill was read."""

    kind: Literal["goes on"] = "goes on"


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceEnd(Generic[Seen]):
    """What was seen; or why nothing was, and the exit status of that error."""

    found: tuple[Seen, ...] = ()
    error: str = ""
    status: int = ExitStatus.OK
    kind: Literal["end"] = "end"


def check(target: TargetFile, sizes: Sequence[int], pictures: Path, engine: Engine) -> list[Finding]:
    """Open a bill of each size and look for every part of the map on it.

    Raises:
        UsageError: something of the target file is not as it says.
        UnreachableError: the target does not answer.
    """
    glance = Glance(
        what="check", target=target, run="check", pictures=pictures, engine=engine, sizes=tuple(sizes)
    )
    return list(_look(glance, GlanceEnd[Finding]))


def restore(target: TargetFile, run: str, pictures: Path, engine: Engine, owed: Path) -> list[str]:
    """Put back what a run has changed in this target's bills; what is left, in words.

    Raises:
        UsageError: a bill did not open, or its page did not take it.
        UnreachableError: the target does not answer.
    """
    glance = Glance(what="restore", target=target, run=run, pictures=pictures, engine=engine, owed=owed)
    return list(_look(glance, GlanceEnd[str]))


class AsideRecords:
    """A target's bills, read in a browser that can be left when it freezes."""

    def __init__(self, target: TargetFile, run: str, pictures: Path, engine: Engine) -> None:
        self._glance = Glance(what="read", target=target, run=run, pictures=pictures, engine=engine)

    @property
    def tells_values(self) -> bool:
        return self._glance.target.keep_content

    @property
    def settles_within_s(self) -> float:
        return self._glance.target.settles_within

    def rules(self) -> tuple[AppliedRule, ...]:
        return ()

    def pass_time(self, seconds: float) -> None:
        """A real session's clock cannot be moved."""

    def read_bill(self, bill_id: int) -> StoredBill:
        raise NotReadBack(f"A target has no bill by the number {bill_id}.")

    def bill_of_case(self, case_reference: str) -> StoredBill:
        try:
            lines = _look(replace(self._glance, bill=case_reference), GlanceEnd[StoredLine])
        except UsageError as error:
            raise NotReadBack(str(error)) from error
        return StoredBill(lines=lines, submissions=None)


def _look(glance: Glance, end: TypeForm[GlanceEnd[Seen]]) -> tuple[Seen, ...]:
    """What a process of its own found; it is ended when it gets no further."""
    process = Guarded(own_python("billbench.harness.application.others.aside", encode(glance)))
    try:
        line = _last_line(process, glance.target.site)
    finally:
        process.stop()
    told = decode(end, line)
    if told.error:
        raise (UnreachableError if told.status == ExitStatus.UNREACHABLE else UsageError)(told.error)
    return told.found


def _last_line(process: Guarded, site: str) -> str:
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_pass_on, args=(process, lines), daemon=True).start()
    patience_s, goes_on = _START_S + _GOES_ON_WITHIN_S, encode(GoesOn())
    while True:
        try:
            line = lines.get(timeout=patience_s).strip()
        except queue.Empty:
            raise UnreachableError(
                f"{site} did not answer within {patience_s:g} s: its page froze, or never came."
            ) from None
        if not line:
            raise UnreachableError(process.last_words() or f"Nothing could be found out about {site}.")
        if line != goes_on:
            return line
        patience_s = _GOES_ON_WITHIN_S


def _pass_on(process: Guarded, lines: "queue.Queue[str]") -> None:
    with suppress(ValueError):  # It was ended, and its output closed, while this read.
        for line in process.stdout:
            lines.put(line)
    lines.put("")


def main(text: str) -> int:
    try:
        tell(GlanceEnd(found=_seen(decode(Glance, text))))
    except BillbenchError as error:
        tell(GlanceEnd(error=str(error), status=error.exit_status))
    except NotReadBack as error:
        tell(GlanceEnd(error=str(error), status=ExitStatus.USAGE))
    return 0


def _seen(glance: Glance) -> tuple[Finding, ...] | tuple[StoredLine, ...] | tuple[str, ...]:
    door = Door(glance.target, glance.run, goes_on=lambda: tell(GoesOn()))
    with started_browser(glance.engine) as browser:
        if glance.what == "restore":
            return tuple(restore_all(browser, door, glance.pictures, Owed(glance.owed)).values())
        if glance.what == "read":
            return TargetOffice(browser, door, glance.pictures).bill_of_case(glance.bill).lines
        findings: list[Finding] = []
        for size in glance.sizes:
            with TargetDesk(browser, door, glance.pictures) as desk:
                findings += check_bill(desk, glance.target.map.bills.bill_of(size, 0), size)
        return tuple(findings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
