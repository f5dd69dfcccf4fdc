"""Looking at a target from a process of its own: a page that freezes can then be left.

Started by the functions here as `python -m billbench.harness.application.others.aside JOB`; says what it
found on standard output, in one line of JSON.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, Literal, TypeVar

from typing_extensions import TypeForm

from billbench.harness.application.others.check import Finding, check_bill
from billbench.harness.application.others.desk import TargetDesk
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.office import TargetOffice
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
_BILL_S = 60.0
"""What opening and reading one bill may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What to look at: every part of the map on a bill of each of `sizes`, or the lines of `bill`."""

    what: Literal["check", "read"]
    target: TargetFile
    run: str
    pictures: Path
    engine: Engine
    sizes: tuple[int, ...] = ()
    bill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceEnd(Generic[Seen]):
    """What was seen; or why nothing was, and the exit status of that error."""

    found: tuple[Seen, ...] = ()
    error: str = ""
    status: int = ExitStatus.OK


def check(target: TargetFile, sizes: Sequence[int], pictures: Path, engine: Engine) -> list[Finding]:
    """Open a bill of each size and look for every part of the map on it.

    Raises:
        UsageError: something of the target file is not as it says.
        UnreachableError: the target does not answer.
    """
    glance = Glance(
        what="check", target=target, run="check", pictures=pictures, engine=engine, sizes=tuple(sizes)
    )
    return list(_look(glance, GlanceEnd[Finding], _BILL_S * len(sizes)))


class AsideRecords:
    """A target's bills, read in a browser that can be left when it freezes."""

    def __init__(self, target: TargetFile, run: str, pictures: Path, engine: Engine) -> None:
        self._glance = Glance(what="read", target=target, run=run, pictures=pictures, engine=engine)

    @property
    def tells_values(self) -> bool:
        return self._glance.target.keep_content

    def rules(self) -> tuple[AppliedRule, ...]:
        return ()

    def pass_time(self, seconds: float) -> None:
        """A real session's clock cannot be moved."""

    def read_bill(self, bill_id: int) -> StoredBill:
        raise NotReadBack(f"A target has no bill by the number {bill_id}.")

    def bill_of_case(self, case_reference: str) -> StoredBill:
        try:
            lines = _look(replace(self._glance, bill=case_reference), GlanceEnd[StoredLine], _BILL_S)
        except UsageError as error:
            raise NotReadBack(str(error)) from error
        return StoredBill(lines=lines, submissions=None)


def _look(glance: Glance, end: TypeForm[GlanceEnd[Seen]], within_s: float) -> tuple[Seen, ...]:
    """What a process of its own found; it is ended when it takes too long."""
    site = glance.target.site
    process = Guarded(own_python("billbench.harness.application.others.aside", encode(glance)))
    try:
        # Its answer is one line, which is read when it has ended: small enough for any pipe.
        if process.wait(_START_S + within_s) is None:
            raise UnreachableError(
                f"{site} did not answer within {within_s:g} s: its page froze, or never came."
            )
        line = process.stdout.readline()
        if not line:
            raise UnreachableError(process.last_words() or f"Nothing could be found out about {site}.")
    finally:
        process.stop()
    told = decode(end, line)
    if told.error:
        raise (UnreachableError if told.status == ExitStatus.UNREACHABLE else UsageError)(told.error)
    return told.found


def main(text: str) -> int:
    try:
        tell(GlanceEnd(found=_seen(decode(Glance, text))))
    except BillbenchError as error:
        tell(GlanceEnd(error=str(error), status=error.exit_status))
    except NotReadBack as error:
        tell(GlanceEnd(error=str(error), status=ExitStatus.USAGE))
    return 0


def _seen(glance: Glance) -> tuple[Finding, ...] | tuple[StoredLine, ...]:
    door = Door(glance.target, glance.run)
    with started_browser(glance.engine) as browser:
        if glance.what == "read":
            return TargetOffice(browser, door, glance.pictures).bill_of_case(glance.bill).lines
        findings: list[Finding] = []
        for size in glance.sizes:
            with TargetDesk(browser, door, glance.pictures) as desk:
                findings += check_bill(desk, glance.target.map.bills.bill_of(size, 0), size)
        return tuple(findings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
