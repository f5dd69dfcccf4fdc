"""`billbench verify --quick --json` with a table that lies: the page of 300 ms is said to take 500 ms.

python -m tests.browser.wrong_truth
"""

import dataclasses
import sys

from billbench.harness.cli import main
from billbench.harness.model.verification import Differences
from billbench.harness.verification import measuring, planted

if __name__ == "__main__":
    planted.CASES = (dataclasses.replace(planted.CASES[0], truth_s=0.5),)
    measuring.measure_cost = measuring.measure_throttle = lambda *_: {}
    measuring.measure_copies = lambda *_: Differences(values=(0.1, -0.1), disturbed=0)
    sys.argv[1:] = ["verify", "--quick", "--json"]
    main()
