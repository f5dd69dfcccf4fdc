"""Run the fake CCMS: `python -m billbench.fake_ccms serve`."""

import sys

from billbench.fake_ccms.cli import main

if __name__ == "__main__":
    sys.exit(main())
