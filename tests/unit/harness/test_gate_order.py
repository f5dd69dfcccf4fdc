"""What can be asked of a gate on the command line, and how what cannot is refused."""

import pytest

from billbench.harness.commands.gate.held_against import MEASURED_BESIDE
from billbench.harness.commands.gate.order import Shard, order_of
from billbench.harness.commands.gate.served import SidesTyped
from billbench.harness.commands.gate.sides import sides_of
from billbench.harness.model.errors import UsageError
from billbench.reports.gate.question import Side

PAIR = {"baseline_url": "http://127.0.0.1:8001", "candidate_url": "http://127.0.0.1:8002"}


def test_two_designs_are_told_apart_by_design() -> None:
    found = sides_of(SidesTyped(designs=("single-page", "paged")), alone=False)
    assert found.sides == (Side(design="single-page"), Side(design="paged"))


def test_a_design_against_itself_is_two_variants_of_one_application() -> None:
    """What the gate finds between them is its own error."""
    found = sides_of(SidesTyped(designs=("paged", "paged")), alone=False)
    assert found.sides == (
        Side(design="paged", variant="baseline"),
        Side(design="paged", variant="candidate"),
    )


def test_two_addresses_are_two_variants_of_one_design() -> None:
    found = sides_of(SidesTyped(**PAIR, designs=("paged",)), alone=False)
    assert [side.variant for side in found.sides] == ["baseline", "candidate"]
    assert {side.design for side in found.sides} == {"paged"}
    assert found.sentences["candidate"] == "the candidate: http://127.0.0.1:8002"


@pytest.mark.parametrize(
    ("typed", "alone", "named"),
    [
        (SidesTyped(), False, "--design twice"),
        (SidesTyped(designs=("paged",)), False, "--against FILE or --budgets FILE"),
        (SidesTyped(designs=("a", "b", "c")), False, "--design twice"),
        (SidesTyped(designs=("a", "b")), True, "give --design once"),
        (SidesTyped(designs=("a", "b"), **PAIR), False, "in one way"),
        (SidesTyped(**PAIR, candidate_rev="HEAD"), False, "in one way"),
        (SidesTyped(baseline_url="http://127.0.0.1:1"), False, "add --candidate-url"),
        (SidesTyped(candidate_rev="HEAD"), False, "add --baseline-rev"),
        (SidesTyped(**PAIR), True, "leave out --baseline-url"),
        (SidesTyped(designs=("a", "b"), start="serve"), False, "add --candidate-rev"),
    ],
)
def test_sides_that_make_no_gate_are_refused_with_what_to_do(
    typed: SidesTyped, alone: bool, named: str
) -> None:
    with pytest.raises(UsageError, match=named):
        sides_of(typed, alone=alone)


def test_an_application_elsewhere_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILLBENCH_TOKEN", "x")
    typed = SidesTyped(baseline_url="http://192.0.2.1:80", candidate_url="http://127.0.0.1:8002")
    with (
        pytest.raises(UsageError, match="is not on this machine"),
        sides_of(typed, alone=False).serve(),
    ):
        pytest.fail("nothing is served there")


def test_a_running_application_needs_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BILLBENCH_TOKEN", raising=False)
    with (
        pytest.raises(UsageError, match="set BILLBENCH_TOKEN"),
        sides_of(SidesTyped(**PAIR), alone=False).serve(),
    ):
        pytest.fail("nobody may enter")


def test_the_shards_of_a_gate_have_every_launch_once() -> None:
    shards = [order_of({"shard": f"{i}/3", "launches": 10}, MEASURED_BESIDE, ()) for i in (1, 2, 3)]
    assert [list(order.todo) for order in shards] == [[1, 4, 7, 10], [2, 5, 8], [3, 6, 9]]
    assert shards[0].shard == Shard(first=1, of=3)


def test_a_shard_without_a_launch_is_refused() -> None:
    with pytest.raises(UsageError, match="ask for fewer shards"):
        order_of({"shard": "4/4", "launches": 3}, MEASURED_BESIDE, ())


def test_each_side_turns_as_often_as_the_gates_own_figures_were_measured_with() -> None:
    """False alarms and what is found of a slow-down (README) hold for eight turns a trial."""
    assert order_of({}, MEASURED_BESIDE, ()).rounds == 8


def test_a_tolerance_is_a_counter_and_the_share_by_which_it_may_grow() -> None:
    order = order_of({"tolerances": ("nodes=0.02", "response_bytes=1")}, MEASURED_BESIDE, ())
    assert order.tolerances == {"nodes": 0.02, "response_bytes": 1.0}


@pytest.mark.parametrize("text", ["nodes", "nodes=", "nodes=2%", "=0.1", "nodes=-1", "nodes=nan"])
def test_a_tolerance_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no tolerance"):
        order_of({"tolerances": (text,)}, MEASURED_BESIDE, ())


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "a/b", "1/0", "-1/4"])
def test_a_shard_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no shard"):
        order_of({"shard": text}, MEASURED_BESIDE, ())
