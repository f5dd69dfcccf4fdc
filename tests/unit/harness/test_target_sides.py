"""Which pages of others a gate holds against each other, and that two sides never work at one bill."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from billbench.harness.commands.gate.held_against import MEASURED_BESIDE
from billbench.harness.commands.gate.measuring import question_of
from billbench.harness.commands.gate.order import GateOrder
from billbench.harness.commands.gate.preparing import prepared_for, where_they_are
from billbench.harness.commands.gate.served import Served, Sides, SidesTyped
from billbench.harness.commands.gate.sides import sides_of
from billbench.harness.model.errors import UsageError
from billbench.harness.plan.target_file import TargetFile
from billbench.reports.gate.question import Side

IDS = {"20": ["7", "8", "9"], "80": ["70"]}
PAGE = {
    "row": "tr",
    "known_by": "ACTIVITY",
    "save": "#save",
    "success": "#said",
    "fields": {"ACTIVITY": {"cell": "input"}, "DATE": {"cell": "[type=date]", "kind": "date"}},
}


def file(folder: Path, name: str, **changes: Any) -> Path:
    bills = {"open": "/b/{id}", "ids": IDS}
    plain = {"name": name, "url": "http://127.0.0.1:9", "bills": bills, "page": PAGE, **changes}
    path = folder / f"{name}-{len(list(folder.iterdir()))}.toml"
    path.write_text(tomli_w.dumps(plain), encoding="utf-8")
    return path


def found(*paths: Path, alone: bool = False, **typed: str) -> Sides:
    return sides_of(SidesTyped(targets=paths, **typed), alone=alone)


def prepared(sides: Sides, **asked: Any) -> Mapping[str, TargetFile]:
    order = GateOrder(sides=SidesTyped(), held=MEASURED_BESIDE, **asked)
    return prepared_for(order, sides, question_of(order, sides)).targets


def test_two_target_files_are_told_apart_by_design(tmp_path: Path) -> None:
    sides = found(file(tmp_path, "old", url="http://127.0.0.1:8"), file(tmp_path, "new"))
    assert sides.sides == (Side(design="old"), Side(design="new"))
    assert list(sides.targets) == ["old", "new"]


def test_a_page_at_two_revisions_is_two_variants_each_at_an_address_of_its_own(tmp_path: Path) -> None:
    named = {"baseline_rev": "main", "candidate_rev": "HEAD", "start": "serve"}
    sides = found(file(tmp_path, "page"), **named)
    assert [side.variant for side in sides.sides] == ["baseline", "candidate"]
    assert sides.sentences["candidate"] == "the candidate: HEAD"
    order = GateOrder(sides=SidesTyped(), lines=(20,))
    ready = prepared_for(order, sides, question_of(order, sides))
    assert [variant.name for variant in ready.plan.variants] == ["baseline", "candidate"]
    urls = {"baseline": "http://127.0.0.1:1", "candidate": "http://127.0.0.1:2"}
    there = where_they_are(ready, sides, Served(urls=urls, token="", check=lambda: None))
    assert {name: one.url for name, one in there.targets.items()} == {
        "page.baseline": "http://127.0.0.1:1",
        "page.candidate": "http://127.0.0.1:2",
    }
    assert [one.name for one in there.targets.values()] == ["page.baseline", "page.candidate"]
    assert [one.map.bills.ids["20"] for one in there.targets.values()] == [["7", "8", "9"]] * 2


def test_sides_at_one_application_never_have_a_bill_in_common(tmp_path: Path) -> None:
    path = file(tmp_path, "page")
    by_name = file(tmp_path, "named", url="http://localhost:9")
    for sides in (found(path, path), found(path, file(tmp_path, "other")), found(path, by_name)):
        bills = [one.map.bills.ids["20"] for one in prepared(sides, lines=(20,)).values()]
        assert bills == [["7", "9"], ["8"]]
        with pytest.raises(UsageError, match="one bill of 80 lines, 70: each would find there"):
            prepared(sides, lines=(80,))
    by_size = file(tmp_path, "made", bills={"open": "/b/{lines}"})
    with pytest.raises(UsageError, match="bills by their size alone"):
        prepared(found(by_size, file(tmp_path, "new", bills={"open": "/new/{lines}"})), lines=(20,))


def test_the_size_of_the_guideline_is_measured_or_else_the_largest_that_all_have(tmp_path: Path) -> None:
    def lines(**ids: list[str]) -> tuple[int, ...]:
        bills = {"open": "/b/{id}", "ids": {name.strip("_"): some for name, some in ids.items()}}
        sides = found(file(tmp_path, "a", bills=bills), file(tmp_path, "b", url="http://127.0.0.1:8"))
        return question_of(GateOrder(sides=SidesTyped()), sides).lines

    assert lines(_20=["7"], _80=["8"]) == (80,)
    assert lines(_20=["7"], _160=["8"]) == (20,)
    with pytest.raises(UsageError, match="no bills of the same size"):
        lines(_5=["7"])


def test_the_journey_is_the_first_that_both_offer_and_its_step_decides(tmp_path: Path) -> None:
    def asked(**page: Any) -> str:
        path = file(tmp_path, "page", page={**PAGE, **page})
        return question_of(GateOrder(sides=SidesTyped(), lines=(20,)), found(path, path)).step

    assert asked(next="#next", back="#back", rows_per_page=10) == "back"
    assert asked(next="#next", back="#back", rows_per_page=50) == "return"
    assert asked() == "return"
    assert asked(save="") == "open"
    assert asked(fields={"ACTIVITY": {"cell": "input"}}) == "open"


def test_a_journey_that_cannot_be_measured_is_refused_before_anything_is(tmp_path: Path) -> None:
    path = file(tmp_path, "page")
    with pytest.raises(UsageError, match='"edit-lines" is none of change-page, save-and-return, open-bill'):
        question_of(GateOrder(sides=SidesTyped(), journey="edit-lines"), found(path, path))
    with pytest.raises(UsageError, match=r"page\.baseline cannot be measured in .*change-page: .*no back"):
        prepared(found(path, path), lines=(20,), journey="change-page")


def test_sides_that_make_no_gate_are_refused_with_what_to_do(tmp_path: Path) -> None:
    page, other = file(tmp_path, "page"), file(tmp_path, "other")
    twin = file(tmp_path, "page", url="http://127.0.0.1:8")
    revisions = {"baseline_rev": "main", "candidate_rev": "HEAD"}
    away = file(tmp_path, "away", url="http://203.0.113.5", authorised_by="me", authorised_until="2999-01-01")
    for paths, alone, typed, told in (
        ((page,), False, {}, "--target twice"),
        ((page, other), True, {}, "give --target once"),
        ((page, twin), False, {}, "the same name"),
        ((page,), False, {"candidate_url": "http://127.0.0.1:1"}, "leave out --baseline-url"),
        ((page, other), False, {**revisions, "start": "x"}, "give --target once"),
        ((page,), False, revisions, "--start what starts the page"),
        ((page,), False, {"candidate_rev": "HEAD", "start": "x"}, "add --baseline-rev"),
        ((away,), False, {**revisions, "start": "x"}, r"started on this machine, and away is at|authorised"),
    ):
        with pytest.raises(UsageError, match=told):
            found(*paths, alone=alone, **typed)
    with pytest.raises(UsageError, match="leave out --design"):
        sides_of(SidesTyped(targets=(page,), designs=("paged",)), alone=True)
