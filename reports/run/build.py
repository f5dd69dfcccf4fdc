"""The report of a run, as files: what `billbench report` and every finished run write."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from billbench.harness.model.runs import Run
from billbench.reports.findings.findings import Findings, find
from billbench.reports.pages.files import write_files
from billbench.reports.pages.html import to_html
from billbench.reports.pages.markdown import to_markdown
from billbench.reports.pages.programs import to_csv, to_json
from billbench.reports.run.document import compose
from billbench.reports.run.gallery import gallery
from billbench.reports.run.junit import run_junit
from billbench.reports.run.summary import summary
from billbench.reports.run.tables import tables


def write_report(run: Run, folder: Path) -> Findings:
    """Write `folder/report/`, replacing one that is there, and return what it says.

    Raises `OSError` when the folder cannot be written; the run itself is not touched.
    """
    with _uncollected():
        return _write(run, folder)


def _write(run: Run, folder: Path) -> Findings:
    findings = find(run)
    document = compose(findings, gallery(folder, findings.plan))
    said = summary(findings)
    texts = {
        "index.html": to_html(document),
        "report.md": to_markdown(document),
        "summary.json": to_json(said),
        "junit.xml": run_junit(findings),
        **{f"tables/{table.name}.csv": to_csv(table) for table in tables(said, findings.cells)},
        **{f"charts/{chart.name}.svg": chart.file + "\n" for chart in document.charts},
    }
    write_files(texts, folder / "report")
    return findings


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hardly anything of a report is given up before it is written. Looking for what is, among the values of
    thousands of trials, takes a tenth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
