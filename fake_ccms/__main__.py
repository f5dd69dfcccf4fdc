"""Run the fake CCMS: `python -m fake_ccms serve`."""

import sys

from fake_ccms.cli import main

if __name__ == "__main__":
    sys.exit(main())
