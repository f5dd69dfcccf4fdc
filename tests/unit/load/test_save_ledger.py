"""What became of the saves: counted by stage, with what the people were told."""

from pathlib import Path

import pytest

from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.outcomes import Outcome
from billbench.harness.store.requests import SAVES_FOLDER, SUPERSEDED, SaveRow, count_saves, write_saves
from billbench.reports.load.ledger import ledger


def _save(seq: int, outcome: str, verdict: str = "ok") -> SaveRow:
    return SaveRow(
        stage=1,
        worker=0,
        seq=seq,
        bill=1,
        token=f"ref {seq}",
        design="paged",
        lines=20,
        sent_s=1.0,
        verdict=verdict,
        outcome=outcome,
        evidence="",
    )


def test_saves_are_counted_by_what_became_of_them_and_what_was_told(tmp_path: Path) -> None:
    ends = [
        ("saved", "ok"),
        ("saved", "ok"),
        ("lost_unsaved", "timeout"),
        ("lost_unsaved", "ok"),
        ("lost_unsaved", "ok"),
    ]
    saves = [_save(number, *end) for number, end in enumerate([*ends, (SUPERSEDED, "ok")])]
    write_saves(tmp_path, 1, saves)
    found = ledger(count_saves(tmp_path, 1))
    assert (found.sent, found.proven, found.superseded) == (6, 5, 1)
    assert (found.failed.count, found.failed.total) == (3, 5)
    assert [one.outcome for one in found.outcomes] == [Outcome.SAVED, Outcome.LOST_UNSAVED]
    assert found.outcomes[1].causes == (("ok", 2), ("timeout", 1))


def test_a_stage_without_saves_has_an_empty_ledger(tmp_path: Path) -> None:
    write_saves(tmp_path, 1, [_save(0, "saved")])
    assert ledger(count_saves(tmp_path, 0)).sent == 0


def test_a_damaged_ledger_is_told_with_its_file(tmp_path: Path) -> None:
    write_saves(tmp_path, 1, [])
    path = tmp_path / SAVES_FOLDER / "01.parquet"
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(MeasurementError, match=r"01\.parquet cannot be read"):
        count_saves(tmp_path, 1)
