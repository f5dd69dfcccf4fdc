"""What the pytest plugin starts to measure a page, for tests of what it does with the figures.

python -m tests.browser.quick_cell ORDER
"""

import sys

from billbench.harness.plugin.cell_worker import main
from tests.browser.quick import hurry, unchecked

if __name__ == "__main__":
    hurry()
    unchecked("run", setattr)
    sys.exit(main(sys.argv[1]))
