"""The command line, with loads that end without a report.

python -m tests.load.unreported load …
"""

import importlib
from typing import Any

from billbench.harness.cli import main
from billbench.harness.model.errors import ExitStatus


def no_report(*_: Any, **__: Any) -> ExitStatus:
    return ExitStatus.OK


if __name__ == "__main__":
    # The package has a function of the same name.
    importlib.import_module("billbench.harness.commands.load.load").report = no_report  # type: ignore[attr-defined]
    main()
