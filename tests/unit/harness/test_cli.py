"""The command line: every bad input is one clear sentence, the right exit status, and no traceback."""

import json
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import billbench
from billbench.harness.cli import main
from billbench.harness.commands import version
from billbench.harness.model.errors import ExitStatus
from billbench.harness.store import runfolder
from tests.unit.harness.factory import info

Captured = pytest.CaptureFixture[str]


def said(capsys: Captured, *words: str) -> tuple[int, str]:
    """Run a command; return its exit status and what it wrote, standard error last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["billbench", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    assert isinstance(ended.value.code, int)
    written = capsys.readouterr()
    return ended.value.code, written.out + written.err


def test_help_names_every_command_and_the_exit_statuses(capsys: Captured) -> None:
    status, text = said(capsys, "--help")
    assert status == ExitStatus.OK
    for word in ("demo", "run", "report", "reproduce", "serve", "verify", "130 interrupted"):
        assert word in text


def test_ctrl_c_counts_where_whoever_started_us_had_it_ignored(capsys: Captured) -> None:
    """Shells do so for commands in the background, and `nohup` is mostly given with one."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        said(capsys, "--help")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_version_is_told_with_what_it_runs_on(capsys: Captured) -> None:
    """Lines that a bug report can quote: place, revision, Python, browser, and what it needs."""
    status, text = said(capsys, "--version")
    assert status == ExitStatus.OK
    first, *facts = text.splitlines()
    assert first == f"billbench, version {metadata.version('billbench')}"
    told = dict(line.split(": ", maxsplit=1) for line in facts)
    assert told["Python"].endswith(f" at {sys.executable}")
    assert " at /" in told["browser"] or told["browser"].startswith("none found. ")
    assert told["Playwright"] == metadata.version("playwright")
    assert told["Locust"] == metadata.version("locust")
    assert told["pytest plugin"].endswith(f"pytest_plugin, for pytest {pytest.__version__}")
    assert str(Path(billbench.__file__).parents[1]) in told["installed"]


def test_the_version_says_what_to_do_without_a_browser(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLBENCH_BROWSER", str(tmp_path / "no-browser"))
    status, text = said(capsys, "--version")
    assert status == ExitStatus.OK
    assert "\nbrowser: none found. BILLBENCH_BROWSER is " in text
    assert "Set it to the path of a browser.\n" in text


def test_a_browser_that_does_not_answer_is_ended(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\nsleep 5 && touch {tmp_path}/went-on\n")
    program.chmod(0o755)
    monkeypatch.setenv("BILLBENCH_BROWSER", str(program))
    monkeypatch.setattr(version, "_ANSWER_WITHIN_S", 0.1)
    _, text = said(capsys, "--version")
    assert f"\nbrowser: of unknown version, at {program}\n" in text
    assert not (tmp_path / "went-on").exists()


def test_the_version_imports_nothing_heavy() -> None:
    heavy = ("gevent", "locust", "matplotlib", "numpy", "pandas", "pyarrow", "pydantic", "pytest", "scipy")
    code = (
        "import sys; from billbench.harness.commands.version import version_lines; list(version_lines()); "
        f"print(sorted(set({heavy!r}) & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"


def test_an_older_python_is_refused_by_a_checkout(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it may be imported before, as an older Python could not."""
    source = Path(billbench.__file__).read_text(encoding="utf-8")
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(ImportError, match=r"needs Python 3\.11 or newer, and this is .*\. Use a newer one\."):
        exec(source, {})  # noqa: S102 - it is our own
    monkeypatch.setattr(sys, "argv", ["-m"])
    with pytest.raises(SystemExit) as ended:
        exec(source, {})  # noqa: S102
    assert ended.value.code == ExitStatus.USAGE
    assert capsys.readouterr().err.startswith("billbench needs Python 3.11 or newer")


@pytest.mark.parametrize(
    ("words", "kind", "ready"),
    [
        (("run", "gidelines"), "plan", "guideline"),
        (("serve", "--plan", "claims/C44", "--list-designs"), "plan", "claims/C4"),
        (("load", "load-mixt"), "load plan", "load-mixed"),
        (("run", "--target", "admn"), "target file", "admin"),
        (("target", "check", "gird"), "target file", "grid"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_ready_one(
    capsys: Captured, words: tuple[str, ...], kind: str, ready: str
) -> None:
    status, text = said(capsys, *words)
    assert status == ExitStatus.USAGE
    assert f"There is no {kind} " in text
    assert f'Did you mean "{ready}"?' in text


def test_one_plan_is_served_and_no_folder_of_them(capsys: Captured) -> None:
    status, text = said(capsys, "serve", "--plan", "claims", "--list-designs")
    assert status == ExitStatus.USAGE
    assert "claims names 8 plans. Name one of them, such as claims/C1." in text


@pytest.mark.parametrize("command", ["demo", "run", "report", "reproduce", "serve", "verify"])
def test_every_command_has_help_with_an_example(capsys: Captured, command: str) -> None:
    _, text = said(capsys, command, "--help")
    assert f"billbench {command}" in text.partition("Example")[2]


@pytest.mark.parametrize(
    ("words", "said_of"),
    [
        ((), "--design, --lines, --device is missing"),
        (("--design", "paged", "--lines", "5"), "--device is missing"),
        (
            ("--worst", "--design", "paged", "--lines", "5", "--device", "office-pc"),
            "--worst picks from a run",
        ),
        (("somewhere",), "TRIAL-ID, or --worst, or --median"),
        (("somewhere", "001-000", "--worst"), "TRIAL-ID, or --worst, or --median"),
        (("somewhere", "001-000", "--lines", "5"), "go with --worst or --median"),
        (("somewhere", "--worst", "--device", "office-pc"), "--device is for a cell without a run"),
        (("somewhere", "--worst"), "somewhere is no run folder"),
        (("--design", "pagd", "--lines", "5", "--device", "office-pc"), 'did you mean "paged"?'),
    ],
)
def test_what_is_to_be_reproduced_must_be_one_thing(
    capsys: Captured, words: tuple[str, ...], said_of: str
) -> None:
    status, text = said(capsys, "reproduce", *words)
    assert status == ExitStatus.USAGE
    assert said_of in text
    assert "Traceback" not in text


def test_an_unknown_command_is_a_usage_error(capsys: Captured) -> None:
    status, text = said(capsys, "mesure")
    assert status == ExitStatus.USAGE
    assert "No such command 'mesure'" in text


def test_an_unknown_design_is_a_usage_error(capsys: Captured) -> None:
    status, text = said(capsys, "run", "--design", "singel-page")
    assert status == ExitStatus.USAGE
    assert 'did you mean "single-page"?' in text
    assert "Traceback" not in text


def test_a_plan_with_several_mistakes_is_told_them_all(capsys: Captured, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('lines = [-1]\njourneys = ["fly"]\n')
    status, text = said(capsys, "run", str(plan))
    assert status == ExitStatus.USAGE
    assert "for 2 reasons" in text


def test_an_impossible_design_of_a_plan_is_refused_with_the_reason(capsys: Captured, tmp_path: Path) -> None:
    """The application itself says why."""
    plan = tmp_path / "plan.toml"
    plan.write_text('designs = ["mine"]\n[design.mine]\nrows_per_page = -3\n')
    status, text = said(capsys, "run", str(plan))
    assert status == ExitStatus.USAGE
    assert "rows_per_page" in text


def test_a_missing_browser_is_a_usage_error(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLBENCH_BROWSER", str(tmp_path / "no-browser"))
    status, text = said(capsys, "run", "--lines", "10", "--out", str(tmp_path / "run"))
    assert status == ExitStatus.USAGE
    assert "BILLBENCH_BROWSER is" in text
    assert "Set it to the path of a browser" in text


def test_a_window_without_a_display_is_a_usage_error(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is measured."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("billbench.harness.machine.browser.platform.system", lambda: "Linux")
    status, text = said(capsys, "run", "--window", "--out", str(tmp_path / "run"))
    assert status == ExitStatus.USAGE
    assert "No window can be measured: there is no display." in text
    assert not (tmp_path / "run").exists()


def test_a_run_folder_of_another_format_is_a_usage_error(capsys: Captured, tmp_path: Path) -> None:
    runfolder.create(tmp_path / "run", info()).__exit__(None, None, None)
    path = tmp_path / "run" / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 7}))
    status, text = said(capsys, "report", str(tmp_path / "run"))
    assert status == ExitStatus.USAGE
    assert "has format 7" in text


def test_resume_takes_nothing_beside_it(capsys: Captured, tmp_path: Path) -> None:
    status, text = said(capsys, "run", "--resume", str(tmp_path), "--launches", "3")
    assert status == ExitStatus.USAGE
    assert "takes its plan from the run folder" in text
