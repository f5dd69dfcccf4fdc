"""`billbench verify` of a smaller extent: every case, and as little of all else as can be told of.

python -m tests.browser.quick_verify verify --quick --json
"""

import dataclasses

from billbench.harness.cli import main
from billbench.harness.commands import verify as command
from billbench.harness.verification.measuring import QUICK

if __name__ == "__main__":
    command.QUICK = dataclasses.replace(QUICK, cost_s=0, copies=3)
    main()
