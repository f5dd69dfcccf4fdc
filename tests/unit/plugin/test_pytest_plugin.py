"""The plugin in a pytest of its own: options, skips, failures, what is measured how often, and its cost."""

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import billbench.harness.plugin.bill_page
import billbench.harness.plugin.measuring

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[3]
PLUGIN = "billbench.harness.plugin.pytest_plugin"

ANSWERING = """
    from pathlib import Path

    import billbench.harness.plugin.measuring
    from billbench.harness.plugin.answer import Refusal
    from tests.unit.plugin.answers import answer

    def measured(order):
        with Path("asked.txt").open("a") as file:
            file.write(f"{order.journey} {order.lines} {order.design} {order.launches}\\n")
        return TOLD

    billbench.harness.plugin.measuring.measured = measured
"""

FREEZE = """
    from billbench import seconds

    def test_page(bill_page):
        assert bill_page.freeze(lines=80) < seconds(LIMIT)
"""


class Suite:
    """A test-suite with the plugin; what the measuring process would tell is given."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester

    def run(self, tests: str, *options: str, told: str = "answer()", ini: str = "") -> pytest.RunResult:
        self.pytester.makeconftest(ANSWERING.replace("TOLD", told))
        self.pytester.makepyfile(test_page=tests)
        self.pytester.makeini(f"[pytest]\n{ini}")
        # The plugin is loaded in this process already, which pytest would remark on.
        quiet = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
        return self.pytester.runpytest_inprocess("-p", PLUGIN, *quiet, *options)

    def run_in_parallel(self, tests: str) -> pytest.RunResult:
        """By two processes of pytest-xdist, each of which gets half of the tests."""
        self.pytester.makeconftest(ANSWERING.replace("TOLD", "answer()"))
        self.pytester.makepyfile(test_page=tests)
        return self.pytester.runpytest_subprocess("-p", PLUGIN, "-p", "xdist.plugin", "-n", "2")

    @property
    def asked(self) -> list[str]:
        file = self.pytester.path / "asked.txt"
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """Only the plugin itself is loaded, whether it is installed or not."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # The inner conftest imports from `tests`.
    # The inner conftest replaces it in this process.
    monkeypatch.setattr(
        billbench.harness.plugin.measuring, "measured", billbench.harness.plugin.measuring.measured
    )
    return Suite(pytester)


def freeze_below(limit: str) -> str:
    return FREEZE.replace("LIMIT", limit)


def test_a_freeze_below_its_limit_passes_and_its_figure_is_told(suite: Suite) -> None:
    result = suite.run(freeze_below("1"))
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["*= billbench =*", "Single page, 80 lines, office-pc: a freeze of 500 ms (95 % interval *"]
    )


def test_a_freeze_above_its_limit_fails_with_figure_parts_and_command(suite: Suite) -> None:
    result = suite.run(freeze_below("0.2"))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">       assert bill_page.freeze(lines=80) < seconds(0.2)",
            "E       *assert a freeze of 500 ms (95 % interval 400 ms to 625 ms, 6 launches) < seconds(0.2)",
            "*- billbench -*",
            "Made of busy 480 ms*",
            "Measure it again: billbench run --design single-page*",
        ]
    )
    assert "figures.py" not in result.stdout.str()


def test_what_failed_stands_in_a_junit_file_too(suite: Suite) -> None:
    suite.run(freeze_below("0.2"), "--junitxml", "junit.xml")
    written = (suite.pytester.path / "junit.xml").read_text()
    assert "Measure it again: billbench run" in written
    assert '<property name="billbench" value="Single page, 80 lines, office-pc: a freeze of 500 ms' in written


def test_an_inconclusive_freeze_skips_the_test_with_its_reason(suite: Suite) -> None:
    result = suite.run(freeze_below("0.6"), "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*test_page.py:4: inconclusive: *about 9 launches would decide"])


def test_by_option_an_inconclusive_freeze_fails_the_test(suite: Suite) -> None:
    result = suite.run(freeze_below("0.6"), "--bill-inconclusive", "fail")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E       Failed: inconclusive: *", "*- billbench -*", "Measure it again: *"])


@pytest.mark.parametrize(("option", "outcome"), [("skip", "skipped"), ("fail", "failed")])
@pytest.mark.parametrize(
    "told",
    ["answer(doubt='every launch was disturbed')", "Refusal(message='No browser stays up.', invalid=True)"],
)
def test_an_invalid_figure_never_passes(suite: Suite, told: str, option: str, outcome: str) -> None:
    result = suite.run(freeze_below("99"), ini=f"bill_inconclusive = {option}", told=told)
    result.assert_outcomes(**{outcome: 1})


def test_a_wrong_question_fails_whatever_the_option_says(suite: Suite) -> None:
    """A skip would hide a mistyped design for ever."""
    result = suite.run(freeze_below("99"), told="Refusal(message='designs: x is not known', invalid=False)")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*designs: x is not known"])


def test_lost_lines_fail_with_their_evidence(suite: Suite) -> None:
    tests = """
        def test_page(bill_page):
            assert bill_page.save(lines=200).nothing_lost
    """
    suite.run(tests).assert_outcomes(passed=1)
    result = suite.run(tests, told="answer(harmed=2, harm=('4 lines lost acknowledged: field 1,012.',))")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E       *assert harm to 2 of 6 bills", "*- billbench -*", "4 lines lost acknowledged: field 1,012."]
    )


def test_equal_cells_are_measured_once_and_only_when_asked_for(suite: Suite) -> None:
    tests = """
        from billbench import seconds

        def test_first(bill_page):
            assert bill_page.freeze(lines=80) < seconds(1)

        def test_second(bill_page):
            assert bill_page.freeze(lines=80) < seconds(2)
            assert bill_page.save(lines=80).nothing_lost

        def test_other(bill_page):
            pass
    """
    suite.run(tests).assert_outcomes(passed=3)
    assert suite.asked == ["change-page 80 single-page 6", "edit-lines 80 single-page 6"]


def test_processes_of_xdist_share_what_one_of_them_measured(suite: Suite) -> None:
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    tests = """
        import pytest
        from billbench import seconds

        @pytest.mark.parametrize("number", range(8))
        def test_page(bill_page, number):
            assert bill_page.freeze(lines=80) < seconds(1)
    """
    result = suite.run_in_parallel(tests)
    result.assert_outcomes(passed=8)
    assert suite.asked == ["change-page 80 single-page 6"]
    assert result.stdout.str().count("a freeze of 500 ms") == 1


def test_options_win_over_the_ini_file(suite: Suite) -> None:
    suite.run(freeze_below("1"), "--bill-launches", "9", ini="bill_launches = 3\nbill_design = paged")
    assert suite.asked == ["change-page 80 paged 9"]


@pytest.mark.parametrize(
    ("ini", "said"),
    [
        ("bill_launches = 1", "bill_launches is '1', give a whole number from 2"),
        ("bill_launches = many", "bill_launches is 'many'"),
        ("bill_inconclusive = pass", "bill_inconclusive is 'pass', give skip or fail"),
    ],
)
def test_a_wrong_setting_is_one_sentence(suite: Suite, ini: str, said: str) -> None:
    result = suite.run(freeze_below("1"), ini=ini)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: billbench: {said}*"])
    assert suite.asked == []


def test_a_folder_that_cannot_be_written_is_one_sentence(suite: Suite) -> None:
    suite.pytester.makefile(".txt", taken="no folder")
    result = suite.run(freeze_below("1"), "--bill-runs", "taken.txt")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*taken.txt* cannot be written: Not a directory. Name another folder*"])


def test_a_suite_without_a_bill_page_measures_nothing_and_is_told_nothing(suite: Suite) -> None:
    result = suite.run("def test_page(): pass")
    result.assert_outcomes(passed=1)
    assert "billbench" not in result.stdout.str().partition("collected")[2]
    assert not (suite.pytester.path / "runs").exists()


def test_the_example_of_the_readme_is_a_test_suite(suite: Suite) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"(?:^ {4}.*\n|^\n)*^ {4}.*bill_page.*\n(?:^ {4}.*\n|^\n)*", text, re.MULTILINE)
    assert example is not None
    suite.run(example[0]).assert_outcomes(passed=2)
    assert suite.asked == ["change-page 80 single-page 6", "edit-lines 200 single-page 6"]


def test_the_entry_point_is_a_plugin_of_its_own_name() -> None:
    """Locust installs one, too, named `locust`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"billbench": PLUGIN}
    assert hasattr(importlib.import_module(PLUGIN), "pytest_addoption")


def test_a_suite_that_does_not_use_it_loads_nothing_heavy() -> None:
    """Every pytest on the machine imports the plugin."""
    heavy = ("playwright", "pandas", "numpy", "scipy", "matplotlib", "locust", "psutil", "pydantic", "click")
    code = (
        f"import sys, pytest, pathlib; before = set(sys.modules); import {PLUGIN}; "
        f"print(sorted(set({heavy!r}) & (set(sys.modules) - before)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"
