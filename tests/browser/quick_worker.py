"""A launch without what only figures need: its reference work is cold, and no step is traced.

python -m tests.browser.quick_worker JOB
"""

import sys

from billbench.harness.engine.worker import main
from billbench.harness.instrument import reference
from billbench.harness.instrument.kinds import KindsTrace

if __name__ == "__main__":
    reference._WARM_UP = 1
    KindsTrace._start = lambda *_: False  # type: ignore[method-assign]
    sys.exit(main(sys.argv[1]))
