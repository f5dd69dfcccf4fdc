"""One measurement at a time, and each cell once, over threads and processes."""

import errno
import os
import pwd
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from billbench.harness.plugin import measuring
from billbench.harness.plugin.answer import Figures, PageOrder, Refusal
from billbench.harness.plugin.measuring import Measuring
from billbench.harness.plugin.settings import PluginSettings, Undecided
from billbench.harness.plugin.turn import turn
from tests.unit.plugin.answers import answer

SETTINGS = PluginSettings(
    design="paged", url="", target="", device="office-pc", launches=6, undecided=Undecided.SKIP, runs="runs"
)
HOLD = """
import sys, pathlib
from billbench.harness.plugin.turn import turn
with turn(pathlib.Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_the_next_has_its_turn_when_the_first_is_done(tmp_path: Path) -> None:
    had_it = threading.Event()

    def wait_for_it() -> None:
        with turn(tmp_path):
            had_it.set()

    with turn(tmp_path):
        second = threading.Thread(target=wait_for_it)
        second.start()
        assert not had_it.wait(timeout=0.3)
    assert had_it.wait(timeout=10)
    second.join()


def test_a_killed_process_blocks_nobody(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "mine\n"
    holder.kill()
    holder.communicate()
    with turn(tmp_path):
        pass


def test_a_user_without_a_name_has_a_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container with any user id: no entry in /etc/passwd, and nothing in the environment."""

    def nobody(number: int) -> None:
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    with turn(tmp_path):
        pass


def test_an_answer_that_could_not_be_kept_whole_is_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other processes would take half of it for the answer."""

    def half(path: Path, text: str, **_: object) -> int:
        path.write_bytes(text.encode()[:20])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(measuring, "measured", lambda _: answer())
    cells = Measuring(SETTINGS, tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_text", half)
        refused = cells.ask("change-page", 80)
    assert isinstance(refused, Refusal)
    assert "No space left on device" in refused.message
    assert cells.ask("change-page", 80) == answer()


def test_two_that_ask_at_once_for_a_cell_have_it_measured_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[PageOrder] = []

    def measured(order: PageOrder) -> Figures:
        asked.append(order)
        time.sleep(0.1)  # The other asks meanwhile.
        return answer()

    monkeypatch.setattr(measuring, "measured", measured)
    told: list[object] = []
    threads = [
        threading.Thread(target=lambda: told.append(Measuring(SETTINGS, tmp_path).ask("change-page", 80)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [answer(), answer()]
    assert [(one.design, one.lines, one.launches) for one in asked] == [("paged", 80, 6)]
