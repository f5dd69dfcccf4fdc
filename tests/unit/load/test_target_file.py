"""Load goes to this machine, or where somebody authorised it until a day."""

import datetime
from pathlib import Path

import pytest

from harness.errors import UnreachableError, UsageError
from harness.load.target_file import read_target

TODAY = datetime.date(2026, 6, 1)


def target(folder: Path, text: str) -> Path:
    path = folder / "target.toml"
    path.write_text(text + '\ntoken_variable = "T"\n')
    return path


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T", "secret")


@pytest.mark.parametrize(
    "url", ["http://203.0.113.5", "http://no-such-host.invalid", "http://[2001:db8::1]:80"]
)
def test_another_host_needs_a_name_and_a_day(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="does not say who authorised"):
        read_target(target(tmp_path, f'url = "{url}"'), TODAY)
    with pytest.raises(UsageError, match="does not say who authorised"):
        read_target(target(tmp_path, f'url = "{url}"\nauthorised_by = "A. Owner"'), TODAY)


def test_an_authorisation_ends(tmp_path: Path) -> None:
    text = 'url = "http://203.0.113.5"\nauthorised_by = "A. Owner"\nauthorised_until = 2026-05-31'
    with pytest.raises(UsageError, match="ended on 2026-05-31"):
        read_target(target(tmp_path, text), TODAY)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.9.9"])
def test_this_machine_needs_no_authorisation(tmp_path: Path, host: str) -> None:
    with pytest.raises(UnreachableError, match="does not answer"):
        read_target(target(tmp_path, f'url = "http://{host}:9"'), TODAY)


def test_a_missing_token_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("T")
    with pytest.raises(UsageError, match="which is not set"):
        read_target(target(tmp_path, 'url = "http://127.0.0.1:9"'), TODAY)
