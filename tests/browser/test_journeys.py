"""Journeys without any fault: every line is `saved`, on every kind of page, and absence is no failure."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from billbench.harness.model.outcomes import Outcome, Submission
from billbench.harness.model.trials import TrialState
from tests.browser.journeying import Walker, impatient, walking

OWN = {"design": {"grid-of-rows": {"rows_per_page": 3, "rendering": "browser", "save_scope": "line"}}}
SIZE = 5


@pytest.fixture(scope="module")
def walker(browser: Browser) -> Iterator[Walker]:
    with walking(browser, OWN) as made:
        yield made


@pytest.mark.parametrize(
    ("journey", "design", "touched"),
    [
        ("open-bill", "windowed-grid", 0),
        ("change-page", "lean-page", 1),
        ("change-page", "add-to-list", 1),
        ("key-in", "rewritten-page", 3),
        ("key-in", "lean-page", 3),
        ("add-line", "windowed-grid", 1),
        ("add-line", "add-to-list", 1),
        ("remove-line", "paged", 1),
        ("remove-line", "add-to-list", 1),
        ("edit-lines", "windowed-grid", 3),
        ("edit-lines", "grid-of-rows", 3),
        ("save-and-return", "paged", 1),
        ("download-report", "rewritten-page", 0),
        ("answer-documents", "add-to-list", 0),
        ("change-page", "single-page", 1),
        ("key-in", "single-page-filtered", 3),
        ("add-line", "classic-table-filtered", 1),
        ("remove-line", "classic-table", 1),
        ("edit-lines", "single-page-filtered", 3),
    ],
)
def test_a_journey_without_fault_saves_every_line(
    walker: Walker, journey: str, design: str, touched: int
) -> None:
    done = walker.walk(journey, design, SIZE)
    assert done.state is TrialState.COMPLETED, done.reason
    assert done.ledger is not None
    assert done.ledger.lines_checked == SIZE
    assert len(done.ledger.lines) == touched
    assert {fate.outcome for fate in done.ledger.lines} <= {Outcome.SAVED}


def test_a_page_change_is_made_four_times(walker: Walker) -> None:
    """One meets the machine's speed of one moment."""
    done = walker.walk("change-page", "paged", SIZE)
    assert [step.name for step in done.steps] == ["open", "edit", *["next", "back"] * 4]


@pytest.mark.parametrize(
    ("journey", "design", "checked"),
    [
        ("submit-bill", "windowed-grid", SIZE),
        ("submit-bill", "classic-table", SIZE),
        ("claim-upload", "claim-upload", SIZE),
        ("summary-level", "summary-level", SIZE + 1),
        ("summary-level", "single-page", SIZE + 1),
    ],
)
def test_a_journey_to_the_submission_is_received_once(
    walker: Walker, journey: str, design: str, checked: int
) -> None:
    done = walker.walk(journey, design, SIZE)
    assert done.state is TrialState.COMPLETED, done.reason
    assert done.ledger is not None
    assert (done.ledger.lines_checked, done.ledger.submission) == (checked, Submission.RECEIVED)
    assert {fate.outcome for fate in done.ledger.lines} <= {Outcome.SAVED}


def test_what_a_design_does_not_offer_is_no_failure(walker: Walker) -> None:
    done = walker.walk("key-in", "claim-upload", SIZE)
    assert done.state is TrialState.NOT_OFFERED
    assert "No line is keyed in" in done.reason


def test_a_person_who_saves_on_the_way_does_so(walker: Walker) -> None:
    done = walker.walk("key-in", "paged", SIZE, person=impatient(saves_every=2))
    names = [step.name for step in done.steps]
    assert names.count("save and return") == 1
    assert done.ledger is not None
    assert {fate.outcome for fate in done.ledger.lines} == {Outcome.SAVED}


def test_a_bill_that_cannot_be_read_back_is_unknown_never_saved(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    support = walker.office
    real = support._client.request

    def request(method: str, path: str, **more: object) -> object:
        return real(method, f"{path}/no-such-place" if path.startswith("/support/bills/") else path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(support._client, "request", request)
    done = walker.walk("edit-lines", "paged", SIZE)
    assert done.ledger is not None
    assert {fate.outcome for fate in done.ledger.lines} == {Outcome.UNKNOWN}
    assert done.ledger.lines_checked == 0
