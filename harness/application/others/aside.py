"""Looking at a target from a process of its own: a page that freezes can then be left.

Started by the functions here as `python -m billbench.harness.application.others.aside JOB`; says what it
found on standard output, in one line of JSON.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from billbench.harness.application.others.check import Finding, check_bill
from billbench.harness.application.others.desk import TargetDesk
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.office import TargetOffice
from billbench.harness.machine.browser import started_browser
from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import BillbenchError, ExitStatus, UnreachableError, UsageError
from billbench.harness.outcomes.evidence import AppliedRule
from billbench.harness.outcomes.ledger import StoredBill, StoredLine
from billbench.harness.outcomes.readback import NotReadBack
from billbench.harness.plan.target_file import TargetFile

_START_S = 60.0
_BILL_S = 60.0
"""What opening and reading one bill may take."""


def check(target: TargetFile, sizes: Sequence[int], pictures: Path, engine: Engine) -> list[Finding]:
    """Open a bill of each size and look for every part of the map on it.

    Raises:
        UsageError: something of the target file is not as it says.
        UnreachableError: the target does not answer.
    """
    job = {"what": "check", "sizes": list(sizes), "run": "check"}
    found = _ask(target, {**job, "pictures": str(pictures), "engine": engine}, _BILL_S * len(sizes))
    return [Finding(**one) for one in found]


class AsideRecords:
    """A target's bills, read in a browser that can be left when it freezes."""

    def __init__(self, target: TargetFile, run: str, pictures: Path, engine: Engine) -> None:
        self._target = target
        self._job = {"what": "read", "run": run, "pictures": str(pictures), "engine": engine}

    @property
    def tells_values(self) -> bool:
        return self._target.keep_content

    def rules(self) -> tuple[AppliedRule, ...]:
        return ()

    def pass_time(self, seconds: float) -> None:
        """A real session's clock cannot be moved."""

    def read_bill(self, bill_id: int) -> StoredBill:
        raise NotReadBack(f"A target has no bill by the number {bill_id}.")

    def bill_of_case(self, case_reference: str) -> StoredBill:
        try:
            found = _ask(self._target, {**self._job, "bill": case_reference}, _BILL_S)
        except UsageError as error:
            raise NotReadBack(str(error)) from error
        lines = tuple(StoredLine(kind=one["kind"], fields=one["fields"]) for one in found)
        return StoredBill(lines=lines, submissions=None)


def _ask(target: TargetFile, job: Mapping[str, Any], within_s: float) -> Any:
    """What the process found; it is ended when it takes too long."""
    text = json.dumps({**job, "target": target.plain})
    process = Guarded(own_python("billbench.harness.application.others.aside", text))
    try:
        # Its answer is one line, which is read when it has ended: small enough for any pipe.
        if process.wait(_START_S + within_s) is None:
            raise UnreachableError(
                f"{target.site} did not answer within {within_s:g} s: its page froze, or never came."
            )
        line = process.stdout.readline()
        if not line:
            raise UnreachableError(process.last_words() or f"Nothing could be found out about {target.site}.")
    finally:
        process.stop()
    told = json.loads(line)
    if "error" in told:
        error = UnreachableError if told["status"] == ExitStatus.UNREACHABLE else UsageError
        raise error(told["error"])
    return told["found"]


def main(text: str) -> int:
    job = json.loads(text)
    target = TargetFile.model_validate(job["target"])
    try:
        with started_browser(Engine(job["engine"])) as browser:
            door, pictures = Door(target, job["run"]), Path(job["pictures"])
            if job["what"] == "check":
                findings: list[Finding] = []
                for size in job["sizes"]:
                    with TargetDesk(browser, door, pictures) as desk:
                        findings += check_bill(desk, target.map.bills.bill_of(size, 0), size)
                _tell({"found": [asdict(one) for one in findings]})
            else:
                stored = TargetOffice(browser, door, pictures).bill_of_case(job["bill"])
                _tell({"found": [asdict(line) for line in stored.lines]})
    except BillbenchError as error:
        _tell({"error": str(error), "status": error.exit_status})
    except NotReadBack as error:
        _tell({"error": str(error), "status": ExitStatus.USAGE})
    return 0


def _tell(answer: Mapping[str, Any]) -> None:
    print(json.dumps(answer), flush=True)  # noqa: T201 - standard output is the wire


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
