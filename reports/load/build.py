"""The report of a load, as files, in the same forms as that of a browser run."""

from dataclasses import replace
from pathlib import Path

from billbench.harness.model.runs import Run
from billbench.reports.load import extents, sections
from billbench.reports.load.answer import answer
from billbench.reports.load.findings import LoadFindings, find_load
from billbench.reports.load.summary import summary
from billbench.reports.load.tables import tables
from billbench.reports.pages.files import write_files
from billbench.reports.pages.html import to_html
from billbench.reports.pages.markdown import to_markdown
from billbench.reports.pages.page import ReportPage
from billbench.reports.pages.programs import to_csv, to_json
from billbench.reports.pages.shown import Shown
from billbench.reports.words.text import clean, plural
from billbench.reports.words.validity import Severity, State

_MOST_URGENT = 3


def write_load_report(run: Run, folder: Path) -> LoadFindings:
    """Write `folder/report/`, replacing one that is there, and return what it says."""
    findings = find_load(run.info, folder)
    document = compose(findings)
    texts = {
        "index.html": to_html(document),
        "report.md": to_markdown(document),
        "summary.json": to_json(summary(findings)),
        **{f"tables/{table.name}.csv": to_csv(table) for table in tables(findings)},
        **{f"charts/{chart.name}.svg": chart.file + "\n" for chart in document.charts},
    }
    write_files(texts, folder / "report")
    return findings


def compose(findings: LoadFindings) -> ReportPage:
    parts = (
        sections.response(findings),
        sections.work(findings),
        extents.capacity(findings),
        extents.beside(findings),
        sections.generator(findings),
        sections.warnings(findings),
        sections.method(),
    )
    said = answer(findings)
    concerns = sections.concerns(findings)
    state = State.VALID if findings.valid else State.INVALID
    urgent = tuple(one for one in concerns if one.severity is not Severity.NOTE)
    return ReportPage(
        title=clean(findings.info.name) or "(no name)",
        subtitle=f"Load, {findings.load.mode} mode, {plural(len(findings.stages), 'stage')}; "
        f"measured {clean(findings.info.created_at)[:10]}",
        state=state,
        state_sentence=said.validity,
        assumptions="",
        glossary=(),
        answer=replace(said, validity=state.value),
        guideline_title="",
        answer_table=Shown(
            caption="The answer in figures",
            columns=said.columns,
            rows=said.rows,
            numeric=frozenset(range(1, len(said.columns))),
        ),
        urgent=urgent[:_MOST_URGENT],
        less_urgent=len(urgent[_MOST_URGENT:]),
        sections=tuple(part for part in parts if part.says_something),
    )
