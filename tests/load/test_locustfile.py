"""The plain locustfile, for those who want Locust's own command and web page."""

import json
import os
import subprocess
import sys

import pytest

from billbench.harness.application.ours.fake import known_designs
from tests.app.driving import TOKEN, running

DESIGNS = ("single-page", "add-to-list")
FACTS = """
import json, sys, dataclasses
from billbench.scenarios.load.drafts import DesignFacts
from billbench.scenarios.load.locustfile import _DESIGNS
axes = json.load(sys.stdin)
assert {name: DesignFacts.of(name, axes[name]) for name in _DESIGNS} == _DESIGNS
"""


@pytest.mark.parametrize("design", DESIGNS)
def test_locusts_own_command_runs_the_same_people(design: str) -> None:
    command = ["-m", "locust", "-f", "scenarios/load/locustfile.py", "--headless", "--json", "--skip-log"]
    with running() as server:
        environment = {
            **os.environ,
            "FAKE_CCMS_SUPPORT_TOKEN": TOKEN,
            "BILLBENCH_DESIGN": design,
            "BILLBENCH_LINES": "25",
        }
        done = subprocess.run(
            [sys.executable, *command, "--host", server.url, "-u", "4", "-r", "4", "-t", "6s"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    steps = {one["name"]: one for one in json.loads(done.stdout)}
    assert {name: one["num_failures"] for name, one in steps.items()} == dict.fromkeys(steps, 0)
    assert steps["save"]["num_requests"] > 1


def test_its_designs_are_those_of_the_application() -> None:
    axes = {design.name: dict(design.axes) for design in known_designs({})}
    subprocess.run([sys.executable, "-c", FACTS], input=json.dumps(axes), text=True, check=True)
