"""Reading back: a loss counts when the application has had its own time, and a look after it says so, too."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from billbench.harness.model.outcomes import BillHandle, Change, Line, Noted, Outcome
from billbench.harness.outcomes import readback
from billbench.harness.outcomes.evidence import AppliedRule, Evidence
from billbench.harness.outcomes.ledger import StoredBill, StoredLine
from billbench.harness.outcomes.readback import Begun, read_back

LINES = tuple(
    Line(
        kind="lines",
        token=f"Call {n}",
        known_by="WORK",
        fields={"WORK": f"Call {n}", "DATE": "1"},
        whole=True,
    )
    for n in range(3)
)
CHANGE = Change(token="Call 0", fields={"DATE": "2"}, acknowledged=True)
BEGUN = Begun(bill=BillHandle(bill_id=0, case_reference="7", user=""), before=LINES)

OLD = {"Call 0": "1", "Call 1": "1", "Call 2": "1"}
NEW = {**OLD, "Call 0": "2"}
HALF = {"Call 0": "2", "Call 1": "1"}
WRONG = {**OLD, "Call 0": "9"}

SAVED, LATE, LOST = (Outcome.SAVED, False), (Outcome.SAVED, True), (Outcome.LOST_ACKNOWLEDGED, False)

Days = dict[str, str]


@dataclass
class Records:
    """Bills as they can be read at a moment. Only waiting moves the clock, and a reading by half a second."""

    at: Callable[[float], Days]
    settles_within_s: float = 15.0
    tells_values: bool = True
    now: float = 0.0
    read_at: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def rules(self) -> tuple[AppliedRule, ...]:
        return ()

    def pass_time(self, seconds: float) -> None:
        """Nobody's session."""

    def read_bill(self, bill_id: int) -> StoredBill:
        raise AssertionError(bill_id)

    def bill_of_case(self, case_reference: str) -> StoredBill:
        assert case_reference == "7"
        self.read_at.append(self.now)
        lines = self.at(self.now).items()
        self.now += 0.5
        return StoredBill(
            lines=tuple(StoredLine(kind="lines", fields={"WORK": work, "DATE": day}) for work, day in lines),
            submissions=None,
        )


def looked(monkeypatch: pytest.MonkeyPatch, records: Records) -> dict[str, tuple[Outcome, bool]]:
    """The fate of each line that is told, and whether it is told to have been late."""
    monkeypatch.setattr(readback, "time", records)
    found = read_back(records, BEGUN, Noted(changes=(CHANGE,)), Evidence())
    assert all(fate.evidence for fate in found.lines if fate.late_s is not None)
    return {fate.token: (fate.outcome, fate.late_s is not None) for fate in found.lines}


def since(*bills: tuple[float, Days]) -> Callable[[float], Days]:
    """Each bill from its moment on."""
    return lambda now: [days for moment, days in bills if moment <= now][-1]


@pytest.mark.parametrize(
    ("bills", "told"),
    [
        ([(0, NEW)], {"Call 0": SAVED}),
        ([(0, OLD), (4, NEW)], {"Call 0": LATE}),
        ([(0, OLD), (14.9, NEW)], {"Call 0": LATE}),
        ([(0, {}), (4, NEW)], dict.fromkeys(OLD, LATE)),
        ([(0, WRONG), (4, NEW)], {"Call 0": LATE}),
        ([(0, OLD), (20, NEW)], {"Call 0": LOST}),
        ([(0, WRONG)], {"Call 0": (Outcome.ALTERED, False)}),
        # A copy that lags behind is met after one that does not: what was seen was stored.
        ([(0, HALF), (1, OLD), (3, HALF)], {"Call 0": SAVED, "Call 2": LATE}),
        # A line that was read once as it was is not lost by one look that misses it.
        ([(0, OLD), (1, HALF)], {"Call 0": LATE}),
        # Two come late, and one is gone for good.
        ([(0, {"Call 0": "1"}), (4, HALF)], {"Call 0": LATE, "Call 1": LATE, "Call 2": LOST}),
    ],
)
def test_a_line_is_lost_when_every_look_in_its_time_says_so(
    monkeypatch: pytest.MonkeyPatch, bills: list[tuple[float, Days]], told: dict[str, tuple[Outcome, bool]]
) -> None:
    assert looked(monkeypatch, Records(since(*bills))) == told


def test_a_bill_that_is_as_it_should_be_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    records = Records(since((0, NEW)))
    looked(monkeypatch, records)
    assert records.read_at == [0]


@pytest.mark.parametrize(("within_s", "last"), [(0.0, 0.0), (3.0, 3.0), (15.0, 15.0)])
def test_the_last_look_is_taken_when_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch, within_s: float, last: float
) -> None:
    """Not before, however long a reading takes; and whoever watches is told that it only waits."""
    records, breaths = Records(since((0, OLD)), settles_within_s=within_s), list[float]()
    monkeypatch.setattr(readback, "time", records)
    read_back(
        records, BEGUN, Noted(changes=(CHANGE,)), Evidence(), meanwhile=lambda: breaths.append(records.now)
    )
    assert records.read_at[-1] == pytest.approx(last + 0.5 * bool(within_s))
    assert all(later - one <= 2.5 for one, later in itertools.pairwise(breaths))
