"""What a gate writes: for people, for machines and for a pull request."""

from pathlib import Path

from billbench.harness.model.runs import Run
from billbench.reports.gate.chart import gate_chart
from billbench.reports.gate.data import gate_document
from billbench.reports.gate.judgement import Judgement
from billbench.reports.gate.junit import junit_page
from billbench.reports.gate.markdown import comment_page, summary_page
from billbench.reports.gate.text import as_text
from billbench.reports.pages.files import write_files
from billbench.reports.pages.programs import to_json

__all__ = ["as_text", "write_gate"]


def write_gate(judgement: Judgement, run: Run, folder: Path) -> None:
    """Write `folder/gate/`: gate.json, summary.md, comment.md, junit.xml and chart.svg.

    Raises `OSError` when the folder cannot be written.
    """
    texts = {
        "gate.json": to_json(gate_document(judgement, run)),
        "summary.md": summary_page(judgement),
        "comment.md": comment_page(judgement),
        "junit.xml": junit_page(judgement),
        "chart.svg": gate_chart(judgement).file + "\n",
    }
    write_files(texts, folder / "gate")
