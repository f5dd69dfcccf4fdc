"""What `fake_ccms/README.md` says is so: its examples run, and nothing that can be set is missing in it."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from billbench.fake_ccms.cli import main
from billbench.fake_ccms.design_presets import PRESETS as DESIGNS
from billbench.fake_ccms.designs import OwnDesign
from billbench.fake_ccms.limits.model import EFFECTS, Rule
from billbench.fake_ccms.limits.presets import PRESETS
from billbench.fake_ccms.limits.reading import ServerLimits
from billbench.fake_ccms.settings import (
    HistorySettings,
    ListSettings,
    ServerSettings,
    SessionSettings,
    Settings,
)
from billbench.fake_ccms.tables import Table
from tests.app.in_process import Inside, inside, settings_of
from tests.app.nasty import addresses

DOCUMENT = Path(__file__).parents[2] / "fake_ccms" / "README.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with inside(tmp_path_factory.mktemp("document")) as started:
        yield started


@pytest.mark.parametrize("example", blocks("toml"))
def test_an_example_of_settings_is_accepted(example: str) -> None:
    assert settings_of(tomllib.loads(example)) is not None


@pytest.mark.parametrize("example", blocks("http"), ids=lambda text: text.partition("\n")[0])
def test_an_example_request_is_answered(example: str, app: Inside) -> None:
    head, _, body = example.partition("\n")
    method, path = head.split()
    more = {"json": json.loads(body)} if body.strip() else {}
    answer = app.support(method, path.removeprefix("/support/"), **more)
    assert answer.is_success, answer.text


def test_every_address_of_the_support_interface_has_an_example(app: Inside) -> None:
    shown = {example.partition("\n")[0].replace("/1", "/{bill}") for example in blocks("http")}
    there = {
        f"{address.method} {address.path.replace(':int', '')}"
        for address in addresses(app.app)
        if address.path.startswith("/support")
    }
    assert shown == there


def test_every_setting_is_in_the_document() -> None:
    kinds = [one.annotation for one in Settings.model_fields.values()]
    groups = [one for one in kinds if isinstance(one, type) and issubclass(one, Table)]
    assert {ListSettings, ServerLimits} <= set(groups)
    names = {name for group in (*groups, Rule, OwnDesign) for name in group.model_fields} - {"route"}
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", TEXT)] == []
    assert [name for name in (*PRESETS, *EFFECTS) if f"`{name}`" not in TEXT] == []


def test_the_defaults_in_the_document_are_the_defaults() -> None:
    lists = ListSettings()
    lengths = [str(getattr(lists, name)) for name in ListSettings.model_fields]
    assert f"the defaults are {', '.join(lengths[:-1])} and {lengths[-1]}," in TEXT
    history = HistorySettings()
    assert f"default {history.earlier_bills} bills of {history.lines_each} lines" in TEXT
    assert f"{SessionSettings().life_minutes:g} minutes is" in TEXT
    assert f"yes, default {ServerSettings().threads} " in TEXT


COMMANDS = re.findall(r"^    python -m billbench.fake_ccms (.*?)(?: +#.*)?$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.startswith("serve")])
def test_a_command_of_the_document_runs(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shlex.split(command)) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in (DESIGNS if command == "designs" else PRESETS))


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("serve")])
def test_a_serve_command_of_the_document_is_understood(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, object]] = []
    monkeypatch.setattr("billbench.fake_ccms.server.serve", lambda **options: started.append(options))
    monkeypatch.setattr("billbench.fake_ccms.cli.read_settings", lambda _path: None)
    assert main(shlex.split(command)) == 0
    assert len(started) == 1
