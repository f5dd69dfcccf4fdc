"""Sides of a gate that run already: they answer, or the person is told which does not."""

import pytest

from billbench.harness.application.ours.fake import running_fake_ccms
from billbench.harness.commands.gate.served import SidesTyped
from billbench.harness.commands.gate.sides import sides_of
from billbench.harness.model.errors import UnreachableError

NOBODY = "http://127.0.0.1:1"


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILLBENCH_TOKEN", "a")


def typed(baseline: str, candidate: str) -> SidesTyped:
    return SidesTyped(baseline_url=baseline, candidate_url=candidate)


def test_two_that_answer_are_served_until_one_of_them_has_gone() -> None:
    with running_fake_ccms({}, token="a") as baseline:
        with running_fake_ccms({}, token="a") as candidate:
            serving = sides_of(typed(f"{baseline.url}/", candidate.url), alone=False).serve()
            served = serving.__enter__()
            assert served.urls == {"baseline": baseline.url, "candidate": candidate.url}
            served.check()
        with pytest.raises(UnreachableError, match=candidate.url):
            served.check()


def test_one_that_is_not_there_is_unreachable() -> None:
    with running_fake_ccms({}, token="a") as baseline:
        sides = sides_of(typed(baseline.url, NOBODY), alone=False)
        with pytest.raises(UnreachableError, match=f"does not answer at {NOBODY}"), sides.serve():
            pytest.fail("it is not served")


def test_one_that_does_not_take_the_token_is_unreachable() -> None:
    with running_fake_ccms({}, token="a") as baseline, running_fake_ccms({}, token="b") as candidate:
        sides = sides_of(typed(baseline.url, candidate.url), alone=False)
        with (
            pytest.raises(UnreachableError, match=r"answered 401. Look at its token"),
            sides.serve(),
        ):
            pytest.fail("it is not open")
