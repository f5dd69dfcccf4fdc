"""The command line: every bad input is one clear sentence, the right exit status, and no traceback."""

import json
import signal
import sys
from pathlib import Path

import pytest

from billbench.harness.cli import main
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
