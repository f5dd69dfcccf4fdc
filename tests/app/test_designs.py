"""Designs and settings: what is read, and what is refused with the reason."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.designs import (
    Design,
    Dressing,
    Rendering,
    SaveScope,
    as_plain,
    obstacles,
)
from billbench.fake_ccms.errors import StartError
from billbench.fake_ccms.settings_file import read_settings, settings_from


def settings_file(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def design_of(table: dict[str, object]) -> tuple[Design | None, tuple[str, ...]]:
    settings, mistakes = settings_from({"design": {"mine": table}})
    return (settings.designs["mine"] if settings else None), mistakes


def test_the_designs_command_lists_all_designs_without_loading_a_web_server(
    tmp_path: Path,
) -> None:
    path = settings_file(tmp_path, '[design.my-paging]\nrows_per_page = 25\nsentence = "Mine."\n')
    command = (
        "import sys; from billbench.fake_ccms.cli import main; main(sys.argv[1:]); "
        "assert 'starlette' not in sys.modules and 'sqlalchemy' not in sys.modules"
    )
    arguments = [sys.executable, "-c", command, "designs", "--json", "--settings", str(path)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    listed = {design["name"]: design for design in json.loads(done.stdout)}
    assert list(listed) == [*PRESETS, "my-paging"]
    assert listed["my-paging"]["rows_per_page"] == 25
    assert listed["my-paging"]["rendering"] == Rendering.SERVER
    assert listed["single-page"]["rows_per_page"] is None
    assert listed["claim-upload"]["route"] == "upload"


@pytest.mark.parametrize("command", ["designs", "designs --json", "limits", "limits --json"])
def test_who_has_read_enough_of_a_list_gets_no_traceback(command: str) -> None:
    """As `head -1` does it; here the reader is gone before anything is written."""
    reads, writes = os.pipe()
    os.close(reads)
    arguments = [sys.executable, "-m", "billbench.fake_ccms", *command.split()]
    with os.fdopen(writes, "wb") as gone:
        done = subprocess.run(arguments, stdout=gone, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_mistake_in_a_settings_file_is_reported_at_once(tmp_path: Path) -> None:
    path = settings_file(
        tmp_path,
        """
[lists]
fee_earners = 0
fee_earnerz = 3
[session]
life_minutes = "long"
[serverr]
threads = 1
[design.paged]
rows_per_page = 5
[design.mine]
rendering = "fax"
rows_per_page = -1
colour = "red"
""",
    )
    with pytest.raises(StartError) as caught:
        read_settings(path)
    message = str(caught.value)
    for part in (
        "fee_earners must be",
        "fee_earnerz is not known",
        "life_minutes must be",
        "[serverr] is not known",
        "[design.paged] is the name of a preset",
        '[design.mine] rendering = "fax"',
        "[design.mine] rows_per_page must be",
        "[design.mine] colour is not known",
    ):
        assert part in message


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"mounted_rows": "visible"}, 'needs rendering = "browser"'),
        ({"editable_rows": "one", "save_scope": "screen"}, 'needs save_scope = "line"'),
        ({"editable_rows": "one", "save_scope": "page", "rows_per_page": 5}, 'needs save_scope = "line"'),
        ({"save_scope": "line"}, 'needs rendering = "browser" or editable_rows = "one"'),
        ({"save_scope": "page"}, "needs a number as rows_per_page"),
        ({"save_scope": "screen", "rows_per_page": 5}, "with pages needs rendering"),
        ({"client_code": "classic", "rendering": "browser"}, 'needs rendering = "server"'),
        ({"client_code": "classic", "row_fields": "essential"}, 'row_fields = "all"'),
        ({"client_code": "classic", "choice_lists": "datalist"}, 'choice_lists = "select" or "combobox"'),
        ({"layout": "form"}, 'needs client_code = "classic"'),
        ({"dressing": "in-place"}, 'needs client_code = "classic"'),
        ({"client_code": "classic", "dressing": "detached"}, 'choice_lists = "combobox"'),
        (
            {"client_code": "classic", "choice_lists": "combobox", "dressing": "with-rows"},
            "has built the rows already",
        ),
    ],
)
def test_an_impossible_or_pointless_combination_is_refused_with_the_reason(
    table: dict[str, object], reason: str
) -> None:
    _, mistakes = design_of(table)
    assert len(mistakes) == 1
    assert reason in mistakes[0]


def test_several_obstacles_are_reported_together() -> None:
    _, mistakes = design_of({"mounted_rows": "visible", "save_scope": "line"})
    assert len(mistakes) == 2


@pytest.mark.parametrize(
    ("table", "scope"),
    [
        ({}, SaveScope.SCREEN),
        ({"rows_per_page": 25}, SaveScope.PAGE),
        ({"rows_per_page": 25, "editable_rows": "one"}, SaveScope.LINE),
        ({"rows_per_page": 25, "rendering": "browser", "save_scope": "screen"}, SaveScope.SCREEN),
    ],
)
def test_a_design_that_names_no_save_scope_saves_what_is_edited_at_once(
    table: dict[str, object], scope: SaveScope
) -> None:
    design, mistakes = design_of(table)
    assert mistakes == ()
    assert design is not None
    assert design.save_scope is scope


def test_a_design_is_told_as_before_where_it_has_none_of_the_axes_that_came_later() -> None:
    """Else no baseline from before could be compared with what is measured now."""
    later = {"client_code", "layout", "dressing"}
    for design in PRESETS.values():
        told = as_plain(design)
        assert (told.keys() & later != set()) is design.is_classic
        assert later - told.keys() == later or told["client_code"] == "classic"


def test_searching_boxes_of_a_classic_design_are_made_in_place_unless_it_says_otherwise() -> None:
    table: dict[str, object] = {"client_code": "classic", "choice_lists": "combobox"}
    design, mistakes = design_of(table)
    assert mistakes == ()
    assert design is not None
    assert design.dressing is Dressing.IN_PLACE
    detached, mistakes = design_of({**table, "dressing": "detached", "layout": "form"})
    assert mistakes == ()
    assert detached is not None
    assert "worked by the classic code in a form" in detached.sentence


def test_presets_are_possible_and_described() -> None:
    for design in PRESETS.values():
        assert list(obstacles(design)) == []
        assert design.sentence.endswith(".")


def test_the_seven_presets_that_the_study_compares_stand_in_its_order() -> None:
    """Others may stand between them."""
    studied = (
        *("single-page", "paged", "lean-page", "add-to-list", "windowed-grid", "claim-upload"),
        "summary-level",
    )
    assert tuple(name for name in PRESETS if name in studied) == studied


def test_a_design_of_ones_own_without_a_sentence_is_described_by_its_values() -> None:
    design, _ = design_of({"rows_per_page": 25, "row_fields": "essential"})
    assert design is not None
    assert design.sentence.startswith("25 lines a page with the essential fields")


def test_a_settings_file_that_is_missing_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"none\.toml"):
        read_settings(tmp_path / "none.toml")
    with pytest.raises(StartError, match="not valid TOML"):
        read_settings(settings_file(tmp_path, "[lists"))
