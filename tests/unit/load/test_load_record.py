"""The record of a load: it comes back as it was written, and what is wrong with it is told in a sentence."""

import json
from pathlib import Path

import pytest

from billbench.harness.model.errors import UsageError
from billbench.harness.store.loads import LOAD_NAME, LoadRecord, Reason, is_load, read_load, write_load
from tests.load.loading import stage_record


def test_a_load_comes_back_as_it_was_written(tmp_path: Path) -> None:
    stage = stage_record(
        level=2.5, lag_p99_s=0.004, reasons=(Reason(kind="lost", text="Worker 1 was lost."),)
    )
    written = LoadRecord(mode="open", stages=(stage,), find_capacity=True)
    write_load(tmp_path, written)
    assert is_load(tmp_path)
    assert read_load(tmp_path) == written


def _damage(folder: Path, **other: object) -> None:
    path = folder / LOAD_NAME
    write_load(folder, LoadRecord(mode="closed", stages=(stage_record(),)))
    path.write_text(json.dumps({**json.loads(path.read_text()), **other}), encoding="utf-8")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"stages": [{"stage": 0}]}, r"load\.json is damaged: stages\.0\.workers: .* Restore the file"),
        ({"stages": 3}, r"load\.json is damaged: stages: "),
        ({"mode": None}, r"load\.json is damaged: mode: "),
        ({"format": 9}, r"load\.json has format 9, and this billbench reads format 1"),
    ],
)
def test_a_damaged_load_is_told_with_the_place_of_the_damage(
    tmp_path: Path, other: dict[str, object], said: str
) -> None:
    _damage(tmp_path, **other)
    with pytest.raises(UsageError, match=said):
        read_load(tmp_path)


def test_a_folder_without_a_load_is_told_apart(tmp_path: Path) -> None:
    assert not is_load(tmp_path)
    with pytest.raises(UsageError, match="holds no load"):
        read_load(tmp_path)
