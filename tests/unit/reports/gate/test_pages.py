"""What a gate writes: complete, as its schema says, readable aloud, safe against what people name things."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from defusedxml import ElementTree

from billbench.harness.model.runs import Run, StepInfo
from billbench.reports.gate.budgets import parse
from billbench.reports.gate.data import GateDocument
from billbench.reports.gate.judge import judge
from billbench.reports.gate.markdown import MARKER, fenced
from billbench.reports.gate.pages import as_text, write_gate
from billbench.reports.gate.question import Question, Side
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.within import judge_budgets
from billbench.reports.pages.schemas import schema
from tests.unit.reports.gate.made_gates import (
    BASELINE,
    QUESTION,
    contended,
    launch_noise,
    make_gate,
    of_side,
)
from tests.unit.reports.test_report_files import HOSTILE

SCHEMA = schema(GateDocument)
FILES = {"gate.json", "summary.md", "comment.md", "junit.xml", "chart.svg"}
RUNS = {
    GateVerdict.PASS: make_gate(noise=launch_noise(0.03)),
    GateVerdict.FAIL: make_gate(ratio=1.3, more={"nodes": 1}),
    GateVerdict.INCONCLUSIVE: make_gate(ratio=1.06, noise=launch_noise(0.25), seed=2),
    GateVerdict.INVALID: of_side(make_gate(), BASELINE, contended),
}


def written(run: Run, folder: Path, question: Question = QUESTION) -> Path:
    write_gate(judge(run, question), run, folder)
    return folder / "gate"


@pytest.fixture(scope="module", params=RUNS)
def gate(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[GateVerdict, Path]:
    return request.param, written(RUNS[request.param], tmp_path_factory.mktemp(request.param))


def hostile() -> tuple[Run, Question]:
    """Every name and text that comes from others tries to be markup."""
    sides = [Side(design=HOSTILE, variant=name) for name in ("<b>one", "two|```\n# x")]
    question = replace(QUESTION, baseline=sides[0], candidate=sides[1])
    run = make_gate(question=question, ratio=1.5, more={"nodes": 1})
    steps = tuple(
        StepInfo(name=one.name, title=HOSTILE, headline=one.headline) for one in run.info.steps["change-page"]
    )
    info = replace(
        run.info,
        name=HOSTILE,
        steps={"change-page": steps},
        environment={HOSTILE: float("nan")},
        command=("billbench", "gate", "```", HOSTILE),
        warnings=(HOSTILE,),
        plan={**run.info.plan, "design_titles": {HOSTILE: HOSTILE}},
    )
    return replace(run, info=info), question


def test_every_verdict_writes_every_file(gate: tuple[GateVerdict, Path]) -> None:
    assert {path.name for path in gate[1].iterdir()} >= FILES


def test_the_data_is_what_its_schema_says(gate: tuple[GateVerdict, Path]) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    data = json.loads((gate[1] / "gate.json").read_text())
    jsonschema.validate(data, SCHEMA)
    assert data["verdict"] == gate[0]


def test_data_with_another_verdict_breaks_the_schema(gate: tuple[GateVerdict, Path]) -> None:
    data = json.loads((gate[1] / "gate.json").read_text())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "verdict": "perhaps"}, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "more": 1}, SCHEMA)


def test_verdict_and_reason_stand_in_every_text(gate: tuple[GateVerdict, Path]) -> None:
    verdict, folder = gate
    found = judge(RUNS[verdict], QUESTION)
    assert as_text(found).startswith(f"{verdict.value.upper()}: {found.reason}")
    for name in ("summary.md", "comment.md"):
        text = (folder / name).read_text().replace("\\", "")
        assert f"Page gate: {verdict.value}" in text
        assert found.reason in text


def test_junit_has_the_verdict_as_such(gate: tuple[GateVerdict, Path]) -> None:
    suite = ElementTree.parse(gate[1] / "junit.xml").getroot()
    counts = {name: int(suite.get(name)) for name in ("failures", "errors", "skipped")}
    expected = {
        GateVerdict.PASS: set(),
        GateVerdict.FAIL: {"failures"},
        GateVerdict.INCONCLUSIVE: {"skipped"},
        GateVerdict.INVALID: {"errors"},
    }
    assert {name for name, count in counts.items() if count} == expected[gate[0]]
    assert int(suite.get("tests")) == len(suite.findall("testcase"))


def test_the_chart_can_be_read_aloud(gate: tuple[GateVerdict, Path]) -> None:
    root = ElementTree.parse(gate[1] / "chart.svg").getroot()
    assert root.get("role") == "img"
    assert root.find("{*}title").text == f"Page gate: {gate[0].value}"
    assert judge(RUNS[gate[0]], QUESTION).reason in root.find("{*}desc").text


def test_the_comment_can_be_found_again_and_tells_how_to_repeat_the_worst_trial(
    gate: tuple[GateVerdict, Path],
) -> None:
    text = (gate[1] / "comment.md").read_text()
    assert text.startswith(MARKER)
    assert "billbench gate --design single-page --design single-page" in text


def test_what_grew_is_told_part_by_part() -> None:
    text = as_text(judge(RUNS[GateVerdict.FAIL], QUESTION))
    for part in ("script", "style", "layout", "server", "network", "DOM nodes"):
        assert part in text


def test_the_text_fits_a_terminal_in_columns() -> None:
    text = as_text(judge(RUNS[GateVerdict.PASS], QUESTION))
    table = [line for line in text.splitlines() if line.startswith("  ")]
    assert max(len(line) for line in table) <= 110
    assert "slow-down of" in text


def test_nothing_from_others_is_markup(tmp_path: Path) -> None:
    run, question = hostile()
    folder = written(run, tmp_path, question)
    for name in ("summary.md", "comment.md"):
        text = (folder / name).read_text()
        prose = "".join(text.split("````")[::2])
        assert "<script" not in prose
        assert "<b>" not in prose
        assert "\n# x" not in text
        assert "](http" not in prose
    ElementTree.parse(folder / "junit.xml")
    svg = (folder / "chart.svg").read_text()
    ElementTree.fromstring(svg)
    assert "<script" not in svg
    jsonschema.validate(json.loads((folder / "gate.json").read_text()), SCHEMA)
    assert "\x1b" not in as_text(judge(run, question))


def test_a_command_cannot_end_its_block() -> None:
    assert fenced("a ``` b").startswith("````\n")


def test_the_same_judgement_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = [written(RUNS[GateVerdict.FAIL], tmp_path / name) for name in ("one", "two")]
    assert all(((folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()) for name in FILES)


def test_budgets_are_written_too(tmp_path: Path) -> None:
    question = Question(candidate=Side(design="single-page"), lines=(80,))
    run = make_gate(question=question, launches=6)
    lines = [
        parse(line) for line in ("freeze_s <= 1.0", "nodes per line <= 60", "lost_lines_per_100_bills == 0")
    ]
    found = judge_budgets(run, question, lines)
    write_gate(found, run, tmp_path)
    data = json.loads((tmp_path / "gate" / "gate.json").read_text())
    jsonschema.validate(data, SCHEMA)
    assert [one["verdict"] for one in data["budgets"]] == ["pass", "fail", "pass"]
    cases = ElementTree.parse(tmp_path / "gate" / "junit.xml").getroot().findall("testcase")
    assert [case.get("name") for case in cases][1:] == [one["text"] for one in data["budgets"]]


def test_the_notices_say_what_the_candidates_work_is_made_of() -> None:
    (told,) = [text for text in judge(RUNS[GateVerdict.FAIL], QUESTION).notices if "work" in text]
    assert told.startswith("The candidate’s work in the page change")
    assert "42 % script" in told
