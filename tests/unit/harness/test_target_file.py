"""Target files: what they may say, what they must say, and who may be tested."""

import datetime
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from billbench.harness.model.errors import UsageError
from billbench.harness.plan.target_file import TargetFile, is_loopback, read_target
from billbench.scenarios.field_map import FieldMap, as_told
from billbench.scenarios.page_map import Part

ROOT = Path(__file__).parents[3]
TARGETS = ROOT / "scenarios" / "targets"
TODAY = datetime.date(2026, 6, 1)
OWNER = 'authorised_by = "A. Owner"\nauthorised_until = 2026-06-01\n'
CAPS = "most_people = 5\nmost_requests_per_s = 20\n"
PAGE = """
[bills]
open = "/bills/{id}"
ids = { 10 = ["a"], 80 = ["b", "c"] }
[page]
row = "tr"
known_by = "ACTIVITY"
fields = { ACTIVITY = { cell = "input" } }
"""


def target(folder: Path, text: str) -> Path:
    path = folder / "target.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "url", ["http://203.0.113.5", "http://no-such-host.invalid", "http://[2001:db8::1]:80"]
)
@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("", "authorised_by"),
        ('authorised_by = "A. Owner"\n', "authorised_until"),
        (OWNER, "most_people"),
        (f"{OWNER}most_people = 5\n", "most_requests_per_s"),
        (f'authorised_by = " "\nauthorised_until = 2026-06-01\n{CAPS}', "authorised_by"),
    ],
)
def test_another_host_needs_a_name_a_day_and_caps(tmp_path: Path, url: str, said: str, missing: str) -> None:
    with pytest.raises(UsageError, match=f"does not say who authorised.*{missing}"):
        read_target(target(tmp_path, f'url = "{url}"\n{said}'), TODAY)


def test_with_all_of_them_it_may_be_tested_to_the_last_day(tmp_path: Path) -> None:
    path = target(tmp_path, f'url = "http://203.0.113.5"\n{OWNER}{CAPS}')
    assert read_target(path, TODAY).most_people == 5
    with pytest.raises(UsageError, match="ended on 2026-06-01"):
        read_target(path, TODAY + datetime.timedelta(days=1))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.9.9", "[::1]"])
def test_this_machine_needs_no_authorisation(tmp_path: Path, host: str) -> None:
    assert read_target(target(tmp_path, f'url = "http://{host}:9"'), TODAY).name == "target"


def test_a_host_of_which_one_address_is_elsewhere_is_not_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What connects may take the other address."""

    def both(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(None, None, 0, "", (address, 80)) for address in ("127.0.0.1", "203.0.113.5")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert not is_loopback("http://bills.example")


def test_a_secret_that_is_not_set_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    login = '[login]\nfields = { "#name" = "NOT_SET" }\nsubmit = "#go"\nshown_by = "#me"\n'
    for said in ('token_variable = "NOT_SET"\n', login):
        with pytest.raises(UsageError, match="not set: NOT_SET"):
            read_target(target(tmp_path, f'url = "http://127.0.0.1:9"\n{said}'), TODAY)


def test_a_saved_state_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"me\.json, which is not there"):
        read_target(target(tmp_path, 'url = "http://127.0.0.1:9"\n[login]\nstate = "me.json"\n'), TODAY)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('url = "http://me:secret@127.0.0.1"', "url"),
        ('url = "ftp://127.0.0.1"', "url"),
        ('url = "http://h"\nkeep_content = true', "keep_content_reason"),
        ('url = "http://h"\n[login]\npage = "/in"', "either fields or a saved state"),
        ('url = "http://h"\n[login]\nfields = { "#a" = "A" }', "shown_by"),
        (f'url = "http://h"\n{PAGE.partition("[page]")[0]}', "belong together"),
        (f'url = "http://h"\n{PAGE.replace("{id}", "7")}', "{id} or {lines}"),
        (f'url = "http://h"\n{PAGE}save = "#s"', "what shows that the page has saved"),
        (f'url = "http://h"\n{PAGE.replace("known_by = ", "known_by = 1 #")}', "known_by"),
        (f'url = "http://h"\n{PAGE}[read_back]\nby = "api"', "its key for each field"),
        (f'url = "http://h"\n{PAGE}[page.nothing]\n', "there is no such key"),
        (f'url = "http://h"\n{PAGE}success = {{ css = "#s", says = " " }}', "words that the page shows"),
        (f'url = "http://h"\n{PAGE}success = {{ cs = "#s" }}', "page.success.cs: there is no such key"),
        (
            f'url = "http://h"\n{PAGE}succes = "#s"',
            'page.succes: there is no such key; did you mean "success"?',
        ),
        ("title = 'Mine'", "url: it is missing"),
        ('url = "http://h"\nsettles_within = -1\n', "settles_within"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, said: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read_target(target(tmp_path, said), TODAY)


def test_a_target_says_which_bills_it_has_and_what_it_offers(tmp_path: Path) -> None:
    found = read_target(target(tmp_path, f'url = "http://127.0.0.1:9/"\n{PAGE}add = "#add"\n'), TODAY)
    assert found.map.bills.sizes == (10, 80)
    assert [found.map.bills.bill_of(80, turn) for turn in range(3)] == ["b", "c", "b"]
    assert found.site + found.map.bills.path("b") == "http://127.0.0.1:9/bills/b"
    assert found.map.page.offers == {Part.ADD}


def test_the_server_is_told_who_tests_it(tmp_path: Path) -> None:
    path = target(tmp_path, f'name = "test-env"\nurl = "http://203.0.113.5"\n{OWNER}{CAPS}')
    header = read_target(path, TODAY).header("run-1\r\nX: ü")
    assert header == {"X-Billbench": "test-env; run-1X: ; A. Owner"}


@pytest.mark.parametrize(
    ("typed", "shown", "ours"),
    [
        ({"kind": "date", "format": "%d %b %Y"}, "05 Mar 2024", "05-03-2024"),
        ({"kind": "date"}, "2024-03-05T00:00:00", "05-03-2024"),
        ({"kind": "date"}, "soon", "soon"),
        ({"kind": "number"}, "£1,058.40", "1058.4"),
        ({"kind": "number"}, "", ""),
        ({"kind": "number"}, "58,410", "58410"),
        ({"kind": "number", "decimal": ","}, "58,410", "58.41"),
        ({"kind": "date"}, "/Date(1709596800000)/", "05-03-2024"),
        ({}, "two\r\nlines", "two\nlines"),
        ({}, " a text ", "a text"),
    ],
)
def test_what_a_field_shows_is_written_in_our_way(typed: dict[str, Any], shown: str, ours: str) -> None:
    assert FieldMap(cell="input", **typed).as_ours(shown) == ours


@pytest.mark.parametrize(
    ("typed", "ours", "found", "shown"),
    [
        ({"kind": "date", "format": "%Y-%m-%dT%H:%M"}, "16-03-2025", "2024-01-08T09:30", "2025-03-16T09:30"),
        ({"kind": "date", "format": "%Y-%m-%dT%H:%M"}, "16-03-2025", "", "2025-03-16T00:00"),
        ({"kind": "number", "decimal": ","}, "58.41", "1,00", "58,41"),
        ({"kind": "number", "values": ["58,410"], "decimal": ","}, "58.41", "", "58,410"),
        ({"kind": "number"}, "58.41", "1,00", "58.41"),
    ],
)
def test_a_value_is_written_as_its_field_has_it(
    typed: dict[str, Any], ours: str, found: str, shown: str
) -> None:
    assert FieldMap(cell="input", **typed).as_shown(ours, found) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (0.0, "0.0"), (False, "no"), (True, "yes"), ("", ""), (58.41, "58.41")],
)
def test_a_value_of_an_api_is_told_as_a_page_would_show_it(value: Any, text: str) -> None:
    assert as_told(value) == text


def test_a_sign_is_a_selector_or_has_words(tmp_path: Path) -> None:
    """And is written down as it was typed: old files and records have a selector alone."""
    worded = 'save = "#s"\nsuccess = { css = "#status", says = "Saved" }\nfailure = { says = ["Wrong"] }\n'
    for said, plain in (
        ('save = "#s"\nsuccess = "#status"\n', ["#status", ""]),
        (worded, [{"css": "#status", "says": "Saved"}, {"css": "", "says": ["Wrong"]}]),
    ):
        found = read_target(target(tmp_path, f'url = "http://127.0.0.1:9"\n{PAGE}{said}'), TODAY)
        assert [found.plain["page"][key] for key in ("success", "failure")] == plain
        assert TargetFile.model_validate(found.plain) == found


def test_the_schema_in_the_repository_is_the_one_of_the_code() -> None:
    """Else: billbench target schema > scenarios/targets/target.schema.json"""
    kept = json.loads((TARGETS / "target.schema.json").read_text(encoding="utf-8"))
    assert kept == TargetFile.model_json_schema()


@pytest.mark.parametrize("path", sorted(TARGETS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_ready_target_file_has_no_mistakes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BILLS_USER", "BILLS_PASSWORD"):
        monkeypatch.setenv(name, "somebody")
    assert read_target(path, TODAY).page is not None
