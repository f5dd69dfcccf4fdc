"""`billbench schema`: what shape the files for programs have."""

import json
from collections.abc import Mapping

from rich.console import Console

from billbench.harness.model.errors import ExitStatus
from billbench.reports.gate.data import GateDocument
from billbench.reports.gate.trend import Trend
from billbench.reports.load.summary import LoadSummary
from billbench.reports.pages.schemas import schema as schema_of
from billbench.reports.run.summary_rows import Summary

KINDS: Mapping[str, type] = {"summary": Summary, "load": LoadSummary, "gate": GateDocument, "trend": Trend}


def schema(name: str, console: Console) -> ExitStatus:
    console.print_json(json.dumps(schema_of(KINDS[name])))
    return ExitStatus.OK
