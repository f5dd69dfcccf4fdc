"""The pytest plugin with a real measurement, alone and beside pytest-playwright's fixtures."""

import importlib.util
import os
import re
import sys
from pathlib import Path

import pytest

from billbench.harness.application.ours.fake import running_fake_ccms
from billbench.harness.machine.browser import locate
from billbench.harness.machine.guard import Guarded

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "scenarios" / "targets" / "sample"
CELLS = ["-p", "billbench.harness.plugin.pytest_plugin", "--bill-launches", "2"]
# Whole measurements by the plugin are in tests/wheel.
HURRIED = """
    import sys
    from billbench.harness.plugin import measuring

    measuring.own_python = lambda _, order: [sys.executable, "-m", "tests.browser.quick_cell", order]
"""
NOTHING_LOST = """
    def test_nothing_is_lost(bill_page):
        assert bill_page.save(lines=3).nothing_lost
"""
NO_FREEZE = """
    from billbench import seconds

    def test_no_freeze(bill_page):
        assert bill_page.freeze(lines=3) < seconds(30)
"""
BESIDE_PLAYWRIGHT = """
    import pytest

    @pytest.fixture(scope="session")
    def browser_type_launch_args():
        return {"executable_path": BROWSER, "chromium_sandbox": False}

    from billbench import seconds

    def test_both(page, bill_page):
        page.set_content("<h1>Ours</h1>")
        assert bill_page.freeze(lines=3) < seconds(30)
        assert page.inner_text("h1") == "Ours"
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Plugins are named one by one, whether they are installed or not."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    pytester.makeconftest(HURRIED)
    return pytester


def test_a_page_is_measured_while_a_test_has_one_of_playwright_and_its_figures_are_told(
    suite: pytest.Pytester,
) -> None:
    """Playwright's loop runs in the tests' own process, in which no second one can be started.

    A disturbed machine may leave the freeze undecided.
    """
    beside = importlib.util.find_spec("pytest_playwright") is not None
    if beside:
        suite.makepyfile(test_before=BESIDE_PLAYWRIGHT.replace("BROWSER", repr(str(locate()))))
    suite.makepyfile(test_measuring=NO_FREEZE)
    more = ("-p", "pytest_playwright.pytest_playwright") if beside else ()
    result = suite.runpytest_subprocess(*CELLS, *more, "-rs")
    outcomes = result.parseoutcomes()
    assert "failed" not in outcomes
    assert outcomes.get("passed", 0) + outcomes.get("skipped", 0) == 1 + beside
    if "skipped" in outcomes:
        result.stdout.fnmatch_lines(["SKIPPED * invalid: *disturbed by other work on this machine"])
    else:
        result.stdout.fnmatch_lines(["Single page, 3 lines, office-pc: a freeze of * 2 launches)"])


def test_lines_that_a_server_cuts_fail_the_test_with_their_evidence(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An application that runs already, and that forgets silently: three lines are 45 fields."""
    suite.makepyfile(NOTHING_LOST)
    with running_fake_ccms({"limits": {"fields": 25, "fields_on_exceed": "cut"}}) as address:
        monkeypatch.setenv("BILLBENCH_TOKEN", address.token)
        result = suite.runpytest_subprocess(*CELLS, "--bill-url", address.url)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E * assert harm to * bills",
            "* lines lost acknowledged on *: *it is field 32 of 45, those after 25 were cut.",
            f"Measure it again: pytest * --bill-url {address.url}",
        ]
    )


def test_an_application_that_does_not_answer_is_a_failure_and_no_skip(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.makepyfile(NO_FREEZE)
    monkeypatch.setenv("BILLBENCH_TOKEN", "secret")
    result = suite.runpytest_subprocess(*CELLS, "--bill-url", "http://127.0.0.1:9")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*does not answer at http://127.0.0.1:9*"])


def test_the_page_of_a_target_file_is_measured(suite: pytest.Pytester) -> None:
    suite.makepyfile(NOTHING_LOST.replace("lines=3", "lines=20"))
    process = Guarded([sys.executable, str(SAMPLE / "bills.py"), "0"])
    try:
        url = process.stdout.readline().strip()
        target = re.sub(r'(?m)^url = ".*"$', f'url = "{url}"', (SAMPLE / "bills.toml").read_text("utf-8"))
        (suite.path / "bills.toml").write_text(target, encoding="utf-8")
        result = suite.runpytest_subprocess(*CELLS, "--bill-target", "bills.toml")
    finally:
        process.stop()
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*My bill page, 20 lines, office-pc, saved: harm to none of 2 bills*"])
