"""The report of a run, as files: what `billbench report` and every finished run write."""

import json
import shutil
from pathlib import Path

from harness.model import Run
from reports.document import compose
from reports.findings import Findings, find
from reports.pages.html import to_html
from reports.pages.markdown import to_markdown
from reports.summary import summary
from reports.tables import tables, to_csv


def write_report(run: Run, folder: Path) -> Findings:
    """Write `folder/report/`, replacing one that is there, and return what it says.

    Raises `OSError` when the folder cannot be written; the run itself is not touched.
    """
    findings = find(run)
    document = compose(findings)
    texts = {
        "index.html": to_html(document),
        "report.md": to_markdown(document),
        "summary.json": json.dumps(summary(findings), indent=2, allow_nan=False) + "\n",
        **{f"tables/{table.name}.csv": to_csv(table) for table in tables(findings)},
        **{f"charts/{chart.name}.svg": chart.file + "\n" for chart in document.charts},
    }
    _write(texts, folder / "report")
    return findings


def _write(texts: dict[str, str], target: Path) -> None:
    """A report that is being replaced stays whole until the new one is."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, text in texts.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # As bytes: a lone surrogate of a name is replaced, and CSV rows end alike on every system.
        path.write_bytes(text.encode("utf-8", errors="replace"))
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
