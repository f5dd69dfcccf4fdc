"""The files of a report: complete, self-contained, safe against what people name things, and repeatable."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from defusedxml import ElementTree

from billbench.harness.model.runs import Run, StepInfo
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.pages.schemas import schema
from billbench.reports.run.answer import answer
from billbench.reports.run.build import write_report
from billbench.reports.run.summary_rows import Summary
from tests.unit.reports.made_runs import STEPS, flat, make_run, with_trials

SCHEMA = schema(Summary)
HOSTILE = "<script>alert(1)</script>\"'&=cmd|\x00\x1b[31m\u202e$x^2$ {{7*7}} `a` [b](http://evil)"


pytestmark = pytest.mark.slow  # Whole reports, read as files.


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write_report(make_run(journeys=("change-page", "submit-bill")), folder)
    return folder / "report"


@pytest.fixture(scope="module")
def hostile_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    write_report(hostile(), folder)
    return folder / "report"


def hostile() -> Run:
    run = make_run(truths={HOSTILE: flat(0.5), "=1+1": flat(0.2)}, titles={HOSTILE: HOSTILE})
    steps = {"change-page": tuple(replace(step, title=HOSTILE) for step in STEPS["change-page"])}
    info = replace(
        run.info,
        name=HOSTILE,
        steps=steps,
        environment={HOSTILE: HOSTILE, "nan": float("nan")},
        command=("billbench", HOSTILE),
        warnings=(HOSTILE,),
    )

    def spoil(trial: Trial) -> Trial:
        flags = (HOSTILE,) if trial.position == 0 else ()
        steps_ = tuple(replace(step, scripts={HOSTILE: 0.1}) for step in trial.steps)
        return replace(trial, flags=flags, diagnoses=(HOSTILE,), host=HOSTILE, steps=steps_)

    return with_trials(replace(run, info=info), spoil)


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)


class Page(HTMLParser):
    """Tags, addresses and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "xlink:href", "action", "data"} or name.startswith("on"):
                self.addresses.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read_page(folder: Path) -> Page:
    page = Page()
    page.feed((folder / "index.html").read_text(encoding="utf-8"))
    return page


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def test_a_report_has_every_format(report: Path) -> None:
    for name in ("index.html", "report.md", "summary.json", "tables/levels.csv", "charts/freeze-0.svg"):
        assert (report / name).stat().st_size > 100


def test_the_page_refers_to_nothing_outside_itself(report: Path) -> None:
    page = read_page(report)
    assert all(address.startswith("#") for address in page.addresses)
    assert not {"script", "link", "img", "iframe", "object", "base"} & set(page.tags)
    assert "url(http" not in (report / "index.html").read_text()


def test_every_id_of_the_page_is_its_own(report: Path) -> None:
    ids = read_page(report).ids
    assert len(ids) == len(set(ids))


def test_every_link_of_the_page_has_its_target(report: Path) -> None:
    page = read_page(report)
    assert {address[1:] for address in page.addresses} <= set(page.ids)


def test_every_number_of_the_sentences_stands_in_the_summary(report: Path) -> None:
    summary = json.loads((report / "summary.json").read_text())
    headline = [
        one
        for one in summary["safe_sizes"]
        if (one["journey"], one["step"], one["criterion"]["limit"]) == ("change-page", "back", 1.0)
    ]
    for sentence, one in zip(summary["answer"]["sentences"], headline, strict=True):
        known = {"1", "95", str(one["launches"]), str(one["held"])}
        known |= {str(one[end]) for end in ("estimate", "low", "high")}
        known |= {str(end["lines"]) for end in one["beyond"].values() if end}
        title = summary["designs"][one["design"]]["title"]
        assert sentence.startswith(title)
        assert set(numbers(sentence.removeprefix(title))) <= known


def test_the_sentences_are_the_same_in_every_format(report: Path) -> None:
    said = json.loads((report / "summary.json").read_text())["answer"]["sentences"]
    text = " ".join("".join(read_page(report).text).replace("\xa0", " ").split())
    for sentence in said:
        assert sentence in text


def test_the_summary_holds_no_nan_and_what_the_issue_names(report: Path) -> None:
    text = (report / "summary.json").read_text()
    summary = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert {"format", "run", "cells", "safe_sizes", "outcomes", "validity"} <= set(summary)
    cell = summary["cells"][0]
    assert {"design", "lines", "device", "journey", "step", "launches", "freeze_s"} <= set(cell)
    assert {"median", "p95", "low", "high", "censored"} <= set(cell["freeze_s"])
    assert {"design", "device", "step", "criterion", "estimate", "low", "high", "censored", "words"} <= set(
        summary["safe_sizes"][0]
    )


def test_the_summary_is_what_its_schema_says(report: Path, hostile_report: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for folder in (report, hostile_report):
        jsonschema.validate(json.loads((folder / "summary.json").read_text()), SCHEMA)


def test_a_summary_with_a_wrong_verdict_breaks_the_schema(report: Path) -> None:
    summary = json.loads((report / "summary.json").read_text())
    summary["claims"][0]["verdict"] = "maybe"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(summary, SCHEMA)


def test_the_page_says_what_the_work_is_made_of(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert "of the page’s work, 42 % script, 29 % layout and 17 % style." in page


def test_junit_fails_what_is_shown_and_skips_what_is_open(report: Path) -> None:
    suite = ElementTree.parse(report / "junit.xml").getroot()
    cases = {(case.get("classname"), case.get("name")): case for case in suite}
    broken = [key for key, case in cases.items() if case.find("failure") is not None]
    assert int(suite.get("failures")) == len(broken)
    assert int(suite.get("tests")) == len(cases)
    assert int(suite.get("skipped")) == sum(case.find("skipped") is not None for case in cases.values())


def test_hostile_names_stay_text_in_junit(hostile_report: Path) -> None:
    text = (hostile_report / "junit.xml").read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert "<script" not in text


def test_the_state_of_the_run_stands_before_the_first_figure(report: Path) -> None:
    text = (report / "index.html").read_text(encoding="utf-8")
    assert text.index('class="belief') < text.index('class="sentence')


def test_every_cell_names_the_command_that_repeats_it(report: Path) -> None:
    cell = json.loads((report / "summary.json").read_text())["cells"][0]
    assert cell["command"] == (
        "billbench run --design single-page --lines 10 --device office-pc --journey change-page --launches 1"
    )


def test_charts_are_well_formed_and_described(report: Path) -> None:
    for path in (report / "charts").iterdir():
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        assert root.get("role") == "img"
        assert root.find("{http://www.w3.org/2000/svg}title") is not None
        assert root.find("{http://www.w3.org/2000/svg}desc") is not None


def test_the_same_run_gives_the_same_bytes(report: Path, tmp_path: Path) -> None:
    write_report(make_run(journeys=("change-page", "submit-bill")), tmp_path)
    for path in report.rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "report" / path.relative_to(report)).read_bytes(), path.name


def test_a_report_replaces_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "old.txt").write_text("old")
    write_report(replace(make_run(), trials=()), tmp_path)
    assert not (tmp_path / "report" / "old.txt").exists()


def test_hostile_names_stay_text_in_the_page(hostile_report: Path) -> None:
    page = read_page(hostile_report)
    assert "script" not in page.tags
    assert all(address.startswith("#") for address in page.addresses)
    text = (hostile_report / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", text)
    assert "{{7*7}}" in text


def test_hostile_names_stay_text_in_the_charts(hostile_report: Path) -> None:
    for path in (hostile_report / "charts").iterdir():
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        assert not [one for one in root.iter() if one.tag.endswith("script")]


def test_no_cell_of_a_table_is_a_formula(hostile_report: Path) -> None:
    for path in (hostile_report / "tables").iterdir():
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for value in (value for row in rows for value in row):
            assert not value.startswith(("=", "+", "@", "\t", "\r"))
            assert not re.search(r"[\x00-\x08\x1b]", value)


def test_hostile_names_make_no_markup_in_the_markdown(hostile_report: Path) -> None:
    text = (hostile_report / "report.md").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "](http" not in text


def test_hostile_names_survive_in_the_summary_as_they_are(hostile_report: Path) -> None:
    summary = json.loads((hostile_report / "summary.json").read_text())
    assert HOSTILE in {cell["design"] for cell in summary["cells"]}


def not_a_trial_completed(run: Run) -> Run:
    return with_trials(run, lambda trial: replace(trial, state=TrialState.FAILED, steps=(), ledger=None))


def without_values(run: Run) -> Run:
    def strip(trial: Trial) -> Trial:
        return replace(trial, steps=tuple(replace(step, measures={}) for step in trial.steps), device=None)

    return with_trials(run, strip)


def with_values(run: Run, value: float) -> Run:
    def strip(trial: Trial) -> Trial:
        broken = dict.fromkeys(("freeze_s", "busy_s", "wait_s"), value)
        return replace(trial, steps=tuple(replace(step, measures=broken) for step in trial.steps))

    return with_trials(run, strip)


BAD_RUNS = {
    "one launch": make_run(launches=1),
    "one size": make_run(lines=(80,)),
    "one trial": replace(make_run(), trials=make_run().trials[:1]),
    "only hangs": make_run(truths={"single-page": flat(99)}),
    "no trial": replace(make_run(), trials=()),
    "nothing completed": not_a_trial_completed(make_run()),
    "no values": without_values(make_run()),
    "values beyond all measure": with_values(make_run(), 1e308),
    "only NaN": with_values(make_run(), float("nan")),
    "freezes of nought": make_run(truths={"single-page": flat(0.0)}),
    "no titles": make_run(titles={}),
    "empty plan": replace(make_run(), info=replace(make_run().info, plan={}, steps={}, environment={})),
    "unknown step": replace(
        make_run(), info=replace(make_run().info, steps={"change-page": (StepInfo(name="gone", title=""),)})
    ),
    "nine designs": make_run(
        truths={f"design-{index}": flat(0.1 * index + 0.1) for index in range(9)}, lines=(20, 80)
    ),
}


@pytest.mark.parametrize("name", BAD_RUNS)
def test_a_bad_run_still_gives_a_report_that_says_so(name: str, tmp_path: Path) -> None:
    findings = write_report(BAD_RUNS[name], tmp_path)
    summary = json.loads((tmp_path / "report" / "summary.json").read_text())
    page = "".join(read_page(tmp_path / "report").text)
    assert answer(findings).sentences
    assert summary["validity"]["state"] in page
    jsonschema.validate(summary, SCHEMA)
    ElementTree.parse(tmp_path / "report" / "junit.xml")
    for text in strings(summary["answer"]):
        assert "nan" not in text.lower().split()
        assert "None" not in text
