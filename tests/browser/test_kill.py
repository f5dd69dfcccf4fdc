"""The parent killed at counted lines: no finished trial is lost or done twice, and the end is the same."""

from pathlib import Path

from tests.browser.killing import kill_again_and_again

KILLS = 20


def test_a_run_killed_at_twenty_counted_lines_ends_as_an_uninterrupted_one(tmp_path: Path) -> None:
    assert list(kill_again_and_again(tmp_path, KILLS)) == []
