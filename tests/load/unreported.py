"""The command line, with loads that end without a report.

python -m tests.load.unreported load …
"""

import sys
from types import SimpleNamespace
from typing import Any

from billbench.harness.cli import main
from billbench.harness.model.errors import ExitStatus

_NO_REPORT: Any = SimpleNamespace(report=lambda *_, **__: ExitStatus.OK)

if __name__ == "__main__":
    # In its module's place: what draws the charts takes as long to import as a load to start.
    sys.modules["billbench.harness.commands.report"] = _NO_REPORT
    main()
