"""A plan whose designs are targets: what they can answer, and how the plan is named again."""

from pathlib import Path
from typing import Any

import pytest
import tomli_w

from billbench.harness.commands.preparing.targets import of_targets, prepare_targets
from billbench.harness.model.errors import UsageError
from billbench.harness.plan.plan_file import parse_plan


def write(folder: Path, name: str, **bills: Any) -> Path:
    path = folder / f"{name}.toml"
    typed = {
        "url": "http://127.0.0.1:9",
        "bills": bills or {"open": "/b/{id}", "ids": {"20": ["1"], "80": ["2"]}},
        "page": {"row": "tr", "known_by": "ACTIVITY", "fields": {"ACTIVITY": {"cell": "input"}}},
    }
    path.write_text(tomli_w.dumps(typed), encoding="utf-8")
    return path


def test_without_sizes_those_that_all_targets_have_are_measured(tmp_path: Path) -> None:
    one, any_size = write(tmp_path, "one"), write(tmp_path, "any", open="/b?n={lines}")
    prepared = prepare_targets(None, {}, [one, any_size], short=False)
    assert (prepared.plan.designs, prepared.plan.lines) == (("one", "any"), (20, 80))
    assert prepared.named == f"--target {one} --target {any_size}"


def test_a_size_that_is_not_there_is_refused_with_what_exists(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no bill of 40, 60 lines\. There are bills of 20, 80 lines"):
        prepare_targets(None, {"lines": (20, 40, 60)}, [write(tmp_path, "one")], short=False)


def test_what_sets_up_our_own_fake_is_refused(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("lines = [20]\nworkers = 2\n[app.session]\nlife_s = 5\n")
    with pytest.raises(UsageError, match="by app, workers, and a target runs already"):
        prepare_targets(plan, {}, [write(tmp_path, "one")], short=False)


def test_two_targets_of_one_name_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "one")
    with pytest.raises(UsageError, match="the same name"):
        prepare_targets(None, {}, [path, path], short=False)


def test_a_plan_is_the_same_when_it_is_resumed(tmp_path: Path) -> None:
    """It comes back from the run's folder with every key, those left out as well."""
    prepared = prepare_targets(None, {}, [write(tmp_path, "one")], short=False)
    again = parse_plan(prepared.typed.model_dump(mode="json"), "run")
    assert of_targets(again, "run", prepared.targets).plan == prepared.plan


def test_a_report_says_that_nothing_is_read_back(tmp_path: Path) -> None:
    path = write(tmp_path, "one")
    path.write_text(path.read_text() + '[read_back]\nby = "none"\n', encoding="utf-8")
    (design,) = prepare_targets(None, {}, [path], short=False).designs.values()
    assert "what became of its lines is unknown" in design.sentence
