"""`billbench verify` of a smaller extent: a case of each kind, and as little of all else as can be told of.

The whole table is held against the truth by `make bench`; what its figures rest on, by `tests/quiet`.

python -m tests.browser.quick_verify verify --quick --json
"""

import dataclasses

from billbench.harness.cli import main
from billbench.harness.commands import verify as command
from billbench.harness.instrument import reference
from billbench.harness.verification import copies, cost, planted, site
from billbench.harness.verification.cases import case_named
from billbench.harness.verification.measuring import QUICK
from tests.browser.quick import hurry

# Script, many tasks, layout by the page's own clock, the server's time, a page that is left, and a hang.
OF_EACH_KIND = (
    "300 ms in a click handler",
    "20 x 40 ms in timers",
    "4,000 rows by innerHTML",
    "save of 500 ms in the background",
    "600 ms on leaving the page",
    "a hang",
)

FEW_LINES = site._WORK_PAGE.replace("const LINES = 60;", "const LINES = 3;")

if __name__ == "__main__":
    hurry()
    reference._WARM_UP = 1
    site._WORK_PAGE = FEW_LINES
    copies.JOURNEY, cost.EDITS = "open-bill", 1
    planted.CASES = tuple(map(case_named, OF_EACH_KIND))
    command.QUICK = dataclasses.replace(QUICK, cost_s=0, copies=3, copy_lines=3)
    main()
