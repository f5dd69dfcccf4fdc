"""No process holds both Playwright and Locust."""

import subprocess
import sys

import pytest


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("billbench.harness.commands.load.load", ("locust", "gevent")),
        ("billbench.harness.load.locust_master", ("playwright",)),
        ("billbench.harness.load.locust_worker", ("playwright",)),
        ("billbench.scenarios.load.locustfile", ("playwright",)),
    ],
)
def test_a_process_that_loads_one_has_not_the_other(module: str, absent: tuple[str, ...]) -> None:
    code = f"import sys, {module}; sys.exit(any(name in sys.modules for name in {absent!r}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
