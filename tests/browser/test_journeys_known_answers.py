"""One fault at a known size or rate, and exactly what it must do to each line: no line more, no line less."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from billbench.harness.application.ours import office as own_office
from billbench.harness.engine import trial
from billbench.harness.model.outcomes import Cause, Line, Outcome, Submission
from billbench.harness.model.trials import Trial, TrialState
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.lines import line_pages
from billbench.scenarios.protocol import Journey, Visit
from tests.browser.journeying import Walker, impatient, walking

NEW_DAY = {"DATE": "18-03-2025"}
SAVES = {"route": "*/lines/*", "methods": ["POST"]}


@pytest.fixture(scope="module")
def office(browser: Browser) -> Iterator[Walker]:
    with walking(browser, {}) as walker:
        yield walker


@pytest.fixture
def walker(office: Walker) -> Iterator[Walker]:
    yield office
    office.set_limits()


def fates(done: Trial) -> dict[str, tuple[Outcome, Cause | None]]:
    """What became of every touched or harmed line, by its token."""
    assert done.ledger is not None
    return {fate.token: (fate.outcome, fate.cause) for fate in done.ledger.lines}


def hourly(lines: tuple[Line, ...]) -> list[Line]:
    return [line for line in lines if line.kind == "hourly"]


def edit_from(first: int) -> Journey:
    """Correct every hourly line from the `first` on (from 1), then go on to the next page."""

    def run(visit: Visit) -> None:
        interview.open_lines(visit)
        pages = line_pages(visit)
        for line in hourly(visit.lines)[first - 1 :]:
            pages.open(line, NEW_DAY)
            pages.correct(line, NEW_DAY)
        interview.press(visit, "Next")
        visit.notebook.acknowledged()

    return Journey(name="edit", title="", steps=(), arrive=interview.arrive, run=run)


def walk(walker: Walker, journey: Journey, design: str, lines: int, **more: Any) -> Trial:
    with pytest.MonkeyPatch.context() as patch:
        for module in (own_office, trial):
            patch.setattr(module, "JOURNEYS", {**JOURNEYS, journey.name: journey})
        return walker.walk(journey.name, design, lines, **more)


@pytest.mark.parametrize(
    ("size", "limit", "first", "kept_to"),
    # The form has 3 fields of its own, a line 13, and the day is a line's first field.
    [(20, 150, 10, 12), (20, 146, 10, 11), (20, 3 + 13 * 19, 17, 19), (80, 1_000, 75, 77)],
)
def test_a_silent_field_limit_loses_exactly_the_lines_beyond_it(
    walker: Walker, size: int, limit: int, first: int, kept_to: int
) -> None:
    """The page said that all was saved."""
    walker.set_limits(fields=limit, fields_on_exceed="cut")
    done = walk(walker, edit_from(first), "rewritten-page", size)
    assert done.state is TrialState.COMPLETED, done.reason
    lines = hourly(walker.bill(size))
    assert fates(done) == {
        line.token: (Outcome.SAVED, None)
        if number <= kept_to
        else (Outcome.LOST_ACKNOWLEDGED, Cause.FIELD_LIMIT)
        for number, line in enumerate(lines, start=1)
        if number >= first
    }


def test_a_field_limit_that_refuses_loses_what_was_typed_and_is_named(walker: Walker) -> None:
    """The rewritten page keeps the entries on the screen."""
    walker.set_limits(fields=150)
    done = walk(walker, edit_from(18), "rewritten-page", 20)
    last_two = hourly(walker.bill(20))[17:]
    assert fates(done) == {line.token: (Outcome.REFUSED, Cause.FIELD_LIMIT) for line in last_two}


def test_a_form_that_is_sent_in_parts_is_cut_after_as_many_fields(walker: Walker) -> None:
    """A line of the single page has 14: two fields and ten lines are kept."""
    walker.set_limits(fields=2 + 10 * 14, fields_on_exceed="cut")
    done = walk(walker, edit_from(9), "single-page", 12)
    assert fates(done) == {
        line.token: (Outcome.SAVED, None) if number <= 10 else (Outcome.LOST_ACKNOWLEDGED, Cause.FIELD_LIMIT)
        for number, line in enumerate(hourly(walker.bill(12)), start=1)
        if number >= 9
    }


def test_a_form_of_which_no_field_arrives_was_not_saved_though_a_whole_page_answers(walker: Walker) -> None:
    """It is refused by the service itself, as the proof that the form is its own has vanished, too."""
    walker.set_limits(parts=50, parts_on_exceed="vanish")
    done = walk(walker, edit_from(4), "single-page", 4)
    assert done.state is TrialState.FAILED
    assert done.reason.startswith("The page shows an error: This form is out of date")
    assert fates(done) == {hourly(walker.bill(4))[3].token: (Outcome.LOST_UNSAVED, Cause.FIELD_LIMIT)}


def test_a_body_limit_is_told_from_a_field_limit(walker: Walker) -> None:
    """The paged design is answered by a page of the gateway's, without the entries."""
    walker.set_limits(body_bytes=1_000)
    done = walk(walker, edit_from(5), "paged", 5)
    assert fates(done) == {hourly(walker.bill(5))[4].token: (Outcome.LOST_UNSAVED, Cause.BODY_LIMIT)}


def test_a_gateway_that_gives_up_on_a_save_that_is_made_leaves_it_unknown_committed(walker: Walker) -> None:
    walker.set_limits({"kind": "gateway-timeout", "after_s": 0, **SAVES, "route": "*/lines/*/new"})
    done = walker.walk("add-line", "add-to-list", 5)
    assert done.state is TrialState.FAILED
    assert fates(done) == {
        hourly(walker.bill(5))[-1].token: (Outcome.UNKNOWN_COMMITTED, Cause.GATEWAY_TIMEOUT)
    }


def test_who_tries_again_after_it_has_the_line_twice(walker: Walker) -> None:
    walker.set_limits(
        {"kind": "gateway-timeout", "after_s": 0, **SAVES, "route": "*/lines/*/new", "until_request": 2}
    )
    done = walker.walk("key-in", "add-to-list", 5, person=impatient(tries=2))
    assert done.state is TrialState.COMPLETED, done.reason
    first, *others = hourly(walker.bill(5))[-3:]
    assert fates(done) == {
        first.token: (Outcome.DUPLICATED, Cause.GATEWAY_TIMEOUT),
        **{line.token: (Outcome.SAVED, None) for line in others},
    }


@pytest.mark.parametrize(
    ("design", "word"), [("paged", Outcome.LOST_UNSAVED), ("rewritten-page", Outcome.REFUSED)]
)
def test_an_expired_session_loses_exactly_what_was_not_saved(
    walker: Walker, design: str, word: Outcome
) -> None:
    """The hour passes on the session's clock alone. The rewritten page keeps the entries on the screen."""
    lines = hourly(walker.bill(5))

    def run(visit: Visit) -> None:
        interview.open_lines(visit)
        pages = line_pages(visit)
        for line in lines[:2]:
            pages.open(line, NEW_DAY)
            pages.correct(line, NEW_DAY)
        interview.save_and_leave(visit)
        interview.open_lines(visit)
        pages.open(lines[2], NEW_DAY)
        pages.correct(lines[2], NEW_DAY)
        visit.hands.pass_time(61 * 60)
        interview.press(visit, "Next")

    journey = Journey(name="pause", title="", steps=(), arrive=interview.arrive, run=run)
    done = walk(walker, journey, design, 5)
    assert done.state is TrialState.FAILED
    assert fates(done) == {
        lines[0].token: (Outcome.SAVED, None),
        lines[1].token: (Outcome.SAVED, None),
        lines[2].token: (word, Cause.SESSION_EXPIRED),
    }


def test_thinking_time_alone_lets_a_session_expire(walker: Walker) -> None:
    """A person who is called away for hours over the first line; nothing is really waited for."""
    done = walker.walk("key-in", "paged", 5, person=impatient(think_s=1e6))
    assert done.duration_s < 120
    assert fates(done) == {hourly(walker.bill(5))[-3].token: (Outcome.LOST_UNSAVED, Cause.SESSION_EXPIRED)}


def test_a_stale_screen_is_refused_with_the_entries_kept(walker: Walker) -> None:
    def run(visit: Visit) -> None:
        interview.open_lines(visit)
        _save_elsewhere(walker, visit)
        pages = line_pages(visit)
        pages.open(visit.lines[0], NEW_DAY)
        pages.correct(visit.lines[0], NEW_DAY)
        interview.press(visit, "Next")

    journey = Journey(name="stale", title="", steps=(), arrive=interview.arrive, run=run)
    done = walk(walker, journey, "paged", 5)
    assert fates(done) == {walker.bill(5)[0].token: (Outcome.REFUSED, Cause.STALE_VERSION)}


def _save_elsewhere(walker: Walker, visit: Visit) -> None:
    other = walker.browser.new_page()
    other.goto(f"{visit.site}/paged/sign-in")
    other.get_by_label("User name").fill(visit.user)
    other.get_by_role("button", name="Sign in").click()
    other.goto(f"{visit.site}/paged/bills/{visit.bill_id}/lines/hourly")
    other.get_by_role("button", name="Save and come back later").click()
    other.get_by_text("The bill is saved.").wait_for()
    other.close()


def test_who_gives_up_on_a_slow_answer_does_not_know_that_it_was_saved(walker: Walker) -> None:
    walker.set_limits({"kind": "slow-answer", "bytes_per_s": 100, **SAVES})
    done = walk(walker, edit_from(5), "rewritten-page", 5, person=impatient(gives_up_s=2.0))
    assert done.reason == "The person gave up after 2 s."
    assert fates(done) == {hourly(walker.bill(5))[4].token: (Outcome.UNKNOWN_COMMITTED, Cause.GIVEN_UP)}


def test_who_reloads_a_slow_page_and_keys_in_again_has_the_line_twice(walker: Walker) -> None:
    """The list after the save comes too slowly; the line had been saved."""
    slow = {"kind": "slow-answer", "bytes_per_s": 100, "route": "*/lines/hourly", "methods": ["GET"]}
    walker.set_limits({**slow, "from_request": 2, "until_request": 3})
    done = walker.walk("key-in", "add-to-list", 5, person=impatient(reloads_s=2.0, tries=2))
    assert done.state is TrialState.COMPLETED, done.reason
    assert "reloaded" in done.diagnoses
    first, *others = hourly(walker.bill(5))[-3:]
    assert fates(done) == {
        first.token: (Outcome.DUPLICATED, Cause.GIVEN_UP),
        **{line.token: (Outcome.SAVED, None) for line in others},
    }


def test_a_connection_lost_after_the_save_is_found_although_the_browser_sends_again(walker: Walker) -> None:
    """Chromium repeats a request whose reused connection is lost, without a word to the page."""
    walker.set_limits({"kind": "drop-after", **SAVES})
    done = walk(walker, edit_from(5), "paged", 5)
    assert fates(done) == {
        hourly(walker.bill(5))[4].token: (Outcome.UNKNOWN_COMMITTED, Cause.CONNECTION_LOST)
    }


def test_clicking_again_while_the_submission_is_slow_sends_it_once(walker: Walker) -> None:
    walker.set_limits({"kind": "slow-answer", "bytes_per_s": 2_000, "route": "*/confirmation"})
    done = walker.walk("submit-bill", "paged", 5, person=impatient(clicks_again_s=0.5))
    assert "clicked again" in done.diagnoses
    assert done.ledger is not None
    assert (fates(done), done.ledger.submission) == ({}, Submission.RECEIVED)


def test_a_submission_whose_connection_is_lost_is_sent_twice_where_each_is_taken(browser: Browser) -> None:
    """The browser sends it again by itself; the page would not let a person do so."""
    with walking(browser, {"saving": {"second_submit": "twice"}}) as walker:
        walker.set_limits({"kind": "drop-after", "route": "*/declaration", "methods": ["POST"]})
        done = walker.walk("submit-bill", "paged", 5)
    assert done.ledger is not None
    assert (done.ledger.submission, done.ledger.submission_cause) == (
        Submission.SENT_TWICE,
        Cause.CONNECTION_LOST,
    )
