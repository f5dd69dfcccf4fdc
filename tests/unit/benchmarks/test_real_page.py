"""The screen that is built for the real interview's scripts, which are not needed to build it."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.request import urlopen

import pytest

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.designs import Layout
from tests.benchmarks import bench_fidelity
from tests.benchmarks.fidelity.bars import BARS, BASE
from tests.benchmarks.fidelity.real_page import real_page
from tests.benchmarks.fidelity.real_site import NEEDED, serving

WORK = 'Fair </script> & 100% "square"'
SCREEN = {
    "prefix": "PRES",
    "lists": {"colours": ["Red", "Blue"]},
    "columns": [
        {
            "suffix": "COLOUR",
            "label": "Colour",
            "kind": "choice",
            "list": "colours",
            "required": True,
            "calculated": False,
        },
        {
            "suffix": "WORK",
            "label": "Work",
            "kind": "text",
            "list": "",
            "required": False,
            "calculated": False,
        },
        {
            "suffix": "TOTAL",
            "label": "Total",
            "kind": "money",
            "list": "",
            "required": False,
            "calculated": True,
        },
    ],
    "rules": [
        {
            "target": "WORK",
            "hide": {"field": "COLOUR", "op": "In", "values": ["Blue"]},
            "readOnly": None,
            "optional": None,
        }
    ],
    "rows": [
        {"instance": 1, "number": 1, "values": ["Red", WORK, "1.00"], "states": {"WORK": "normal"}},
        {"instance": 2, "number": 2, "values": ["Blue", "", "2.00"], "states": {"WORK": "hidden"}},
    ],
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.starts: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append((tag, dict(attrs)))


def page_of(layout: Layout, *, filtered: bool = False) -> str:
    return real_page(SCREEN, layout=layout, filtered=filtered).decode()


def starts(page: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = _Reader()
    reader.feed(page)
    return reader.starts


@pytest.mark.parametrize("layout", Layout)
def test_each_field_and_one_for_the_instance_would_be_posted(layout: Layout) -> None:
    names = [given["name"] for tag, given in starts(page_of(layout)) if tag in ("input", "select")]
    assert len(names) == len(set(names)) == 2 * (3 + 1)


@pytest.mark.parametrize("layout", Layout)
def test_every_control_is_told_of_by_the_name_and_the_id_that_it_has(layout: Layout) -> None:
    page = page_of(layout, filtered=True)
    told = [json.loads(found) for found in re.findall(r"^hold\((.*)\);$", page, re.MULTILINE)]
    by_id = {given["id"]: given for _, given in starts(page) if "id" in given}
    controls = [one for one in told if "inputType" in one]
    assert len(controls) == 2 * 3
    for control in controls:
        assert by_id[control["id"]]["name"] == control["name"]
        assert f"cd-{control['id']}" in by_id
    kinds = [control["inputType"] for control in controls[:3]]
    assert kinds == ["searching-combo", "TextBox", "TextBox"]
    assert [control["state"] for control in controls] == [
        "enabled",
        "optional",
        "readonly",
        "enabled",
        "hidden",
        "readonly",
    ]


def test_a_rule_reads_and_changes_controls_of_its_own_line() -> None:
    found = re.search(r"^var controlRules = (.*);$", page_of(Layout.FORM), re.MULTILINE)
    assert found is not None
    rules = json.loads(found[1])
    assert len(rules) == 2
    for rule, state in zip(rules, ("optional", "hidden"), strict=True):
        start = rule["ctrlName"].removesuffix("WORK")
        assert rule["hideIfExpr"]["attrCtrlName"] == f"{start}COLOUR"
        assert rule["hideIfExpr"]["exprVals"] == ["Blue"]
        assert rule["readOnlyIfExpr"] == {"isConstant": True, "result": False}
        assert (rule["currentState"], rule["defaultState"]) == (state, "optional")


@pytest.mark.parametrize("layout", Layout)
def test_what_was_typed_becomes_neither_markup_nor_script(layout: Layout) -> None:
    page = page_of(layout)
    values = [given.get("value") for tag, given in starts(page) if tag == "input"]
    assert WORK in values
    assert page.count("</script>") == page.count("<script")


def test_a_folder_that_is_not_there_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        bench_fidelity.main(["--real", str(tmp_path / "none")])
    assert ended.value.code == 2
    assert re.fullmatch(r"\S+/none is no folder; name the folder .* --real\.\n", capsys.readouterr().err)


def test_every_file_that_a_folder_lacks_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "images").mkdir()
    for name in NEEDED[1:-1]:
        (tmp_path / name).touch()
    with pytest.raises(SystemExit) as ended:
        bench_fidelity.main(["--real", str(tmp_path)])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert f"lacks {NEEDED[0]}, {NEEDED[-1]};" in told
    assert told.count("\n") == 1


def test_pages_and_files_are_served_and_nothing_beside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "some.js").write_text("1", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("2", encoding="utf-8")
    with serving(folder, {"/page": b"<p>"}) as address:
        assert urlopen(f"{address}/page").read() == b"<p>"
        assert urlopen(f"{address}/static/some.js").read() == b"1"
        for path in ("/some.js", "/static/../secret.txt", "/static/%2e%2e/secret.txt"):
            with pytest.raises(OSError, match="404"):
                urlopen(address + path)


def test_every_classic_design_is_held_and_the_base_is_a_design() -> None:
    """But the model of a later runtime, whose code nobody has."""
    classic = {name for name, design in PRESETS.items() if design.is_classic}
    assert set(BARS) == classic - {"rederiving"}
    assert BASE in PRESETS
