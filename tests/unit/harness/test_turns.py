"""Trials in turns of which one cannot begin."""

from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from billbench.harness.application.office import NotPreparedError
from billbench.harness.engine import turns
from billbench.harness.engine.messages import TrialJob
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.flags import Flag
from billbench.harness.model.trials import Cell, TrialState


def test_without_something_to_begin_with_on_each_side_none_begins_and_no_page_is_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unprepared(*_: object) -> NoReturn:
        raise NotPreparedError("Bill 7 is not as it was found.")

    monkeypatch.setattr(turns, "seated", unprepared)
    bench: Any = SimpleNamespace(launch=1, devices=DEVICES)
    cells = [
        Cell(design="page", lines=5, device="unthrottled", journey="save-and-return", variant=side)
        for side in ("baseline", "candidate")
    ]
    jobs = [TrialJob(id=f"001-{place}", position=place, cell=cell) for place, cell in enumerate(cells)]
    found = turns.run_in_turns([(bench, job) for job in jobs], 1)
    assert [one.cell for one in found] == cells
    assert {(one.state, one.flags) for one in found} == {(TrialState.FAILED, (Flag.NOT_PREPARED,))}
    assert all("Bill 7" in one.reason for one in found)
