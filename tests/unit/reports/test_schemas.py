"""The schemas of what programs read: whole, and true of documents that were written before they were made."""

import json
from pathlib import Path

import jsonschema
import pytest

from billbench.harness.commands.schema import KINDS
from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.findings import find
from billbench.reports.pages.programs import plain, to_json
from billbench.reports.pages.schemas import schema
from billbench.reports.run.summary import summary
from tests.unit.harness.test_cli import Captured, said
from tests.unit.reports.made_runs import flat, make_run

KEPT = Path(__file__).parent / "kept"


@pytest.mark.parametrize("name", KINDS)
def test_documents_of_before_are_what_the_schema_says(name: str) -> None:
    """Else a field was renamed, lost or changed its kind: the document's `format` must tell its readers.

    A field that came since may be missing: who read the documents of before does not need it.
    """
    document = json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8"))
    known = schema(KINDS[name])
    for one in known["$defs"].values():
        one.pop("required", None)
    jsonschema.validate(document, known, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", KINDS)
def test_every_field_says_what_it_is(name: str) -> None:
    """By itself, by what it holds, or in what is written of the whole that it is a field of."""
    silent = [
        f"{kind}.{field}"
        for kind, one in schema(KINDS[name])["$defs"].items()
        for field, told in one.get("properties", {}).items()
        if not (told.get("description") or "$ref" in json.dumps(told))
        and f"`{field}`" not in one.get("description", "")
    ]
    assert silent == []


@pytest.mark.parametrize("name", KINDS)
def test_the_schema_is_printed(name: str, capsys: Captured) -> None:
    _, text = said(capsys, "schema", name)
    assert json.loads(text) == schema(KINDS[name])


def test_the_measures_of_a_cell_are_told_with_their_units() -> None:
    told = schema(KINDS["summary"])["$defs"]["CellRow"]["description"]
    assert all(f"`{one.name}` ({one.unit}): {one.description}" in told for one in METRICS.values())


def test_names_that_no_encoding_has_are_written() -> None:
    run = make_run(truths={"\udcff": flat(0.2)}, launches=1, lines=(20, 80))
    assert "\\udcff" in to_json(summary(find(run)))


def test_what_json_does_not_know_becomes_text_or_null() -> None:
    assert plain({1: (float("nan"), Path("a"))}) == {"1": [None, "a"]}
