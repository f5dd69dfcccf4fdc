"""`billbench verify` of a smaller extent: a case of each kind, and as little of all else as can be told of.

The whole table is held against the truth by `make bench`; what its figures rest on, by `tests/quiet`.

python -m tests.browser.quick_verify verify --quick --json
"""

import dataclasses

from billbench.harness.cli import main
from billbench.harness.commands import verify as command
from billbench.harness.plan.plan import Plan
from billbench.harness.verification import copies, cost, planted
from billbench.harness.verification.cases import case_named
from billbench.harness.verification.measuring import QUICK

# Script, many tasks, layout by the page's own clock, the server's time, a page that is left, and a hang.
OF_EACH_KIND = (
    "300 ms in a click handler",
    "20 x 40 ms in timers",
    "4,000 rows by innerHTML",
    "save of 500 ms in the background",
    "600 ms on leaving the page",
    "a hang",
)

if __name__ == "__main__":
    Plan.repeats = property(lambda _: 0)  # type: ignore[assignment, method-assign]
    copies.JOURNEY, cost.EDITS = "open-bill", 1
    planted.CASES = tuple(map(case_named, OF_EACH_KIND))
    command.QUICK = dataclasses.replace(QUICK, cost_s=0, copies=3, copy_lines=3)
    main()
