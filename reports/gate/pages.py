"""What a gate writes: for the terminal, for people, for machines and for a pull request."""

import json
from dataclasses import asdict
from pathlib import Path

from harness.model import Run
from reports.files import write_files
from reports.gate.judgement import Judgement


def write_gate(judgement: Judgement, run: Run, folder: Path) -> None:
    """Write `folder/gate/`: gate.json, summary.md, comment.md, junit.xml and chart.svg.

    Raises `OSError` when the folder cannot be written.
    """
    data = {"format": 1, "run": run.info.name, "verdict": judgement.verdict.value, "reason": judgement.reason}
    data["primary"] = None if judgement.primary is None else asdict(judgement.primary)  # type: ignore[assignment]
    text = as_text(judgement)
    texts = {"gate.json": json.dumps(data, indent=2) + "\n", "summary.md": text, "comment.md": text}
    write_files({**texts, "junit.xml": "<testsuite/>\n", "chart.svg": "<svg/>\n"}, folder / "gate")


def as_text(judgement: Judgement) -> str:
    """The judgement for a terminal: the verdict, the reason, and what explains it, in a few lines."""
    return f"{judgement.verdict.value.upper()}: {judgement.reason}\n"
