"""The pytest plugin with a real measurement, alone and beside pytest-playwright's fixtures."""

import importlib.util
import os
from pathlib import Path

import pytest

from billbench.harness.application.ours.fake import running_fake_ccms
from billbench.harness.machine.browser import locate

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
CELLS = ["-p", "billbench.harness.plugin.pytest_plugin", "--bill-launches", "2"]
MEASURING = """
    from billbench import seconds

    def test_nothing_is_lost(bill_page):
        assert bill_page.save(lines=10).nothing_lost

    def test_no_freeze(bill_page):
        assert bill_page.freeze(lines=10) < seconds(30)
"""
BESIDE_PLAYWRIGHT = """
    import pytest

    @pytest.fixture(scope="session")
    def browser_type_launch_args():
        return {"executable_path": BROWSER, "chromium_sandbox": False}

    def test_both(page, bill_page):
        page.set_content("<h1>Ours</h1>")
        assert bill_page.save(lines=10).nothing_lost
        assert page.inner_text("h1") == "Ours"
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Plugins are named one by one, whether they are installed or not."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return pytester


def test_a_page_is_measured_and_its_figures_are_told(suite: pytest.Pytester) -> None:
    """A disturbed machine may leave the freeze undecided; whether a line was saved it always knows."""
    suite.makepyfile(MEASURING)
    result = suite.runpytest_subprocess(*CELLS, "-rs")
    outcomes = result.parseoutcomes()
    assert "failed" not in outcomes
    assert "Single page, 10 lines, office-pc, saved: harm to none of" in result.stdout.str()
    if "skipped" in outcomes:
        result.stdout.fnmatch_lines(["SKIPPED * invalid: *disturbed by other work on this machine"])
    else:
        result.stdout.fnmatch_lines(["Single page, 10 lines, office-pc: a freeze of * 2 launches)"])


def test_a_cell_is_measured_while_the_test_has_a_page_of_playwright(suite: pytest.Pytester) -> None:
    """Its loop runs in the test's own process, in which no second one can be started."""
    if importlib.util.find_spec("pytest_playwright") is None:
        pytest.skip("pytest-playwright is not installed")
    suite.makepyfile(BESIDE_PLAYWRIGHT.replace("BROWSER", repr(str(locate()))))
    result = suite.runpytest_subprocess(*CELLS, "-p", "pytest_playwright.pytest_playwright")
    result.assert_outcomes(passed=1)


def test_lines_that_a_server_cuts_fail_the_test_with_their_evidence(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An application that runs already, and that forgets silently: ten lines are 133 fields."""
    suite.makepyfile(MEASURING)
    with running_fake_ccms({"limits": {"fields": 100, "fields_on_exceed": "cut"}}) as address:
        monkeypatch.setenv("BILLBENCH_TOKEN", address.token)
        result = suite.runpytest_subprocess(*CELLS, "--bill-url", address.url, "-k", "lost")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(
        [
            "E * assert harm to * bills",
            "* lines lost acknowledged on *: *it is field 121 of 133, those after 100 were cut.",
            f"Measure it again: pytest * --bill-url {address.url}",
        ]
    )


def test_an_application_that_does_not_answer_is_a_failure_and_no_skip(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.makepyfile(MEASURING)
    monkeypatch.setenv("BILLBENCH_TOKEN", "secret")
    result = suite.runpytest_subprocess(*CELLS, "--bill-url", "http://127.0.0.1:9", "-k", "freeze")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["*does not answer at http://127.0.0.1:9*"])
