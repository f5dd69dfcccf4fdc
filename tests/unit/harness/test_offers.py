"""What a target lacks for a journey, told before anything is done there."""

import pytest

from billbench.harness.engine.offers import lacking
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.page_map import BillsMap, PageMap, TargetMap

ALL = {"add": "#a", "remove": "#r", "save": "#s", "success": "#said"}


def target(may_add_lines: bool, *others: str, **parts: str) -> TargetMap:
    fields = {name: {"cell": "input"} for name in ("ACTIVITY", *others)}
    page = PageMap.model_validate({"row": "tr", "known_by": "ACTIVITY", "fields": fields, **parts})
    bills = BillsMap.model_validate({"open": "/bills/{id}", "ids": {"5": ["5"]}})
    return TargetMap(page=page, bills=bills, keeps_content=False, may_add_lines=may_add_lines)


@pytest.mark.parametrize(
    ("journey", "found", "told"),
    [
        ("open-bill", target(False), ""),
        ("edit-lines", target(False), "The target has no save."),
        ("edit-lines", target(False, "DATE", save="#s", success="#said"), ""),
        ("edit-lines", target(False, save="#s", success="#said"), "no field DATE"),
        ("key-in", target(False, **ALL), ""),
        ("key-in", target(True, **{**ALL, "remove": ""}), "could not be taken away again"),
        ("remove-line", target(True, **ALL), ""),
        ("remove-line", target(False, **ALL), "may_add_lines = true"),
        ("claim-upload", target(True, **ALL), "does not map"),
    ],
)
def test_what_is_lacking_is_told_in_a_sentence(journey: str, found: TargetMap, told: str) -> None:
    said = lacking(found, JOURNEYS[journey])
    assert (told in said) if told else not said
