"""`ci/gate.sh` with a fake `billbench`: what it is told, what is published, and the status it leaves with."""

import shutil
import subprocess
from pathlib import Path

import pytest

from billbench.reports.gate.markdown import MARKER
from tests.unit.ci.job import SCRIPT, Job

pytestmark = pytest.mark.slow  # A shell and its processes in every test.


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


@pytest.mark.parametrize(
    ("status", "verdict", "level"),
    [
        (0, "pass", "notice"),
        (1, "fail", "error"),
        (3, "inconclusive", "warning"),
        (3, "invalid", "error"),
        (0, "inconclusive", "warning"),  # --inconclusive pass: green, and yet said.
    ],
)
def test_a_verdict_is_published_and_its_status_passed_on(
    job: Job, status: int, verdict: str, level: str
) -> None:
    ended = job.run("measure", FAKE_STATUS=str(status), FAKE_VERDICT=verdict)
    assert ended.status == status
    assert f"Page gate: {verdict}. 50 % slower, surely." in ended.said
    assert f"::{level} title=Page gate: {verdict}::50 %25 slower, surely." in ended.said
    assert job.output.read_text() == f"verdict={verdict}\nstatus={status}\n"


@pytest.mark.parametrize(
    ("status", "word"),
    [(2, "wrong command"), (3, "invalid"), (4, "unreachable"), (130, "interrupted"), (127, "broken")],
)
def test_without_a_verdict_the_end_of_the_log_is_published(job: Job, status: int, word: str) -> None:
    ended = job.run("measure", FAKE_STATUS=str(status))
    assert ended.status == status
    assert f"::error title=Page gate: {word}::" in ended.said
    for page in (job.summary, job.gate / "gate" / "comment.md"):
        assert f"## Page gate: {word}" in page.read_text()
        assert "\n    measuring <b>%\n    billbench: the reason is here" in page.read_text()


def test_a_gate_that_left_no_verdict_has_not_passed(job: Job) -> None:
    assert job.run("measure", FAKE_STATUS="0").status == 3


def test_an_earlier_verdict_is_not_told_again(job: Job) -> None:
    job.run("measure", FAKE_VERDICT="pass")
    ended = job.run("measure", FAKE_STATUS="2")
    assert ended.status == 2
    assert "Page gate: wrong command." in ended.said
    assert "Page gate: pass" not in ended.said


def test_the_summary_comes_without_the_picture_that_a_job_page_cannot_show(job: Job) -> None:
    job.run("measure", FAKE_VERDICT="pass")
    assert job.summary.read_text() == "## Page gate\n\n\nThe end.\n"
    assert "chart.svg" in (job.gate / "gate" / "summary.md").read_text()


def test_a_whole_gate_is_measured_with_the_options_that_were_given(job: Job) -> None:
    options = "\n  --baseline-rev main\n--start  serve --port $PORT 'x y'\n\n--json\n"
    job.run("measure", "--lines", "80", GATE_OPTIONS=options, FAKE_VERDICT="pass")
    assert job.told == [
        *("gate", "--baseline-rev", "main", "--start", "serve --port $PORT 'x y'", "--json"),
        *("--lines", "80", "--out", "billbench-gate"),
    ]


def test_a_shard_is_measured_into_a_folder_of_its_own_and_judged_by_nobody(job: Job) -> None:
    ended = job.run("shard", "2/4", GATE_OPTIONS="--lines 80")
    assert ended.status == 0
    assert job.told == ["gate", "--lines", "80", "--shard", "2/4", "--out", "billbench-gate/shard-2"]
    assert not job.summary.exists()
    assert (job.gate / "shard-2" / "gate.log").read_text().startswith("measuring")


def test_a_shard_that_could_not_be_measured_says_so(job: Job) -> None:
    ended = job.run("shard", "2/4", FAKE_STATUS="4")
    assert ended.status == 4
    assert "::error title=Page gate: unreachable::shard 2/4 was not measured" in ended.said


def test_the_last_job_judges_every_shard(job: Job) -> None:
    for shard in ("1/2", "2/2"):
        job.run("shard", shard)
    ended = job.run("judge", GATE_OPTIONS="--lines 80", FAKE_STATUS="1", FAKE_VERDICT="fail")
    assert ended.status == 1
    assert job.told == ["gate", "billbench-gate/shard-1", "billbench-gate/shard-2", "--out", "billbench-gate"]
    assert "The end." in job.summary.read_text()


def test_outside_github_only_the_log_is_written(job: Job) -> None:
    nothing = dict.fromkeys(("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"), "")
    ended = job.run("measure", FAKE_VERDICT="pass", **nothing)
    assert ended.status == 0
    assert "::" not in ended.said
    assert "Page gate: pass." in ended.said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say what to do: setup, measure, shard I/N, judge"),
        (("mesure",), "say what to do"),
        (("shard", "4"), "such as 1/4, and not '4'"),
        (("judge",), "there is no shard in billbench-gate/"),
        (("comment", "7; rm"), "a pull request has a number, and not '7; rm'"),
        (("comment", "7"), "there is no billbench-gate/gate/comment.md"),
    ],
)
def test_a_wrong_command_is_one_sentence(job: Job, words: tuple[str, ...], said: str) -> None:
    ended = job.run(*words)
    assert ended.status == 2
    assert said in ended.said
    assert len(ended.said.splitlines()) == 1
    assert not (job.folder / "told.txt").exists()


def test_the_first_comment_is_made_and_later_ones_are_written_over_it(job: Job) -> None:
    job.run("measure", FAKE_VERDICT="fail")
    assert job.run("comment", "7").status == 0
    assert "--method POST repos/firm/pages/issues/7/comments" in job.gh_told[-1]
    assert "body=@billbench-gate/gate/comment.md" in job.gh_told[-1]
    assert job.run("comment", "7", FAKE_COMMENTS="11 12").status == 0
    assert "--method PATCH repos/firm/pages/issues/comments/11" in job.gh_told[-1]


def test_the_marker_of_the_comment_is_the_one_that_the_gate_writes(job: Job) -> None:
    job.run("measure", FAKE_STATUS="4")
    assert (job.gate / "gate" / "comment.md").read_text().splitlines()[0] == MARKER


def test_the_script_has_no_fault_that_shellcheck_knows() -> None:
    shellcheck = shutil.which("shellcheck")
    if shellcheck is None:
        pytest.skip("shellcheck is not installed")
    done = subprocess.run([shellcheck, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert done.stdout == ""
