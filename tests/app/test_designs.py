"""Designs and settings: what is read, and what is refused with the reason."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fake_ccms.designs import PRESETS, Rendering
from fake_ccms.errors import StartError
from fake_ccms.settings import read_settings


def settings_file(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_designs_command_lists_all_designs_without_loading_a_web_server(
    tmp_path: Path,
) -> None:
    path = settings_file(tmp_path, '[design.my-paging]\nrows_per_page = 25\nsentence = "Mine."\n')
    command = (
        "import sys; from fake_ccms.cli import main; main(sys.argv[1:]); "
        "assert 'starlette' not in sys.modules and 'sqlalchemy' not in sys.modules"
    )
    arguments = [sys.executable, "-c", command, "designs", "--json", "--settings", str(path)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    listed = {design["name"]: design for design in json.loads(done.stdout)}
    assert list(listed) == [*PRESETS, "my-paging"]
    assert listed["my-paging"]["rows_per_page"] == 25
    assert listed["my-paging"]["rendering"] == Rendering.SERVER
    assert listed["single-page"]["rows_per_page"] is None


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
    ("axis", "value"),
    [
        ("mounted_rows", "visible"),
        ("save_scope", "line"),
        ("editable_rows", "one"),
        ("choice_lists", "datalist"),
    ],
)
def test_an_axis_value_that_is_not_built_is_refused_with_the_reason(
    tmp_path: Path, axis: str, value: str
) -> None:
    path = settings_file(tmp_path, f'[design.mine]\n{axis} = "{value}"\n')
    with pytest.raises(StartError, match="has not been built yet"):
        read_settings(path)


def test_a_settings_file_that_is_missing_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"none\.toml"):
        read_settings(tmp_path / "none.toml")
    with pytest.raises(StartError, match="not valid TOML"):
        read_settings(settings_file(tmp_path, "[lists"))
