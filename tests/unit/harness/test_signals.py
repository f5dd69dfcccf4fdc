"""Signals: what messages of a page say of a step."""

import json

import pytest

from billbench.harness.instrument import signals
from billbench.harness.instrument.freezes import freeze
from billbench.harness.instrument.signals import SignalKind, SignalLog


def log(*messages: dict[str, object]) -> SignalLog:
    found = SignalLog()
    for message in messages:
        found.receive(json.dumps([message]))
    return found


def entry(kind: str, start_ms: float, duration_ms: float, **more: object) -> dict[str, object]:
    return {"kind": kind, "start": start_ms, "duration": duration_ms, **more}


def test_freeze_is_the_longest_of_all_signals() -> None:
    """Each signal has a blind spot: no one of them is believed alone."""
    found = log(
        entry("longtask", 1000, 300),
        entry("event", 990, 500, handled=420),
        entry("long-animation-frame", 1000, 310),
    ).signals
    assert freeze(found, 0.9) == 0.42


def test_an_event_that_waits_for_its_frame_only_is_no_freeze() -> None:
    """A page at rest takes one or two frames to show anything, and answers meanwhile."""
    assert freeze(log(entry("event", 1000, 32, handled=2)).signals, 0.9) == 0.002


def test_a_heartbeat_counts_where_many_short_tasks_starve_the_page() -> None:
    assert freeze(log(entry("heartbeat", 1000, 800)).signals, 0.9) == 0.8


def test_a_heartbeat_that_let_two_tasks_go_first_is_no_longer_freeze() -> None:
    """The page answered between the two."""
    found = log(
        entry("longtask", 1000, 200), entry("longtask", 1205, 200), entry("heartbeat", 1005, 395)
    ).signals
    assert freeze(found, 0.9) == 0.2


def test_an_urgent_heartbeat_is_not_hidden_by_a_long_frame_beside_it() -> None:
    """It waits for one task alone: a task that no observer tells of (accessibility) is the freeze."""
    found = log(entry("long-animation-frame", 1000, 430), entry("heartbeat", 1500, 800, urgent=True)).signals
    assert freeze(found, 0.9) == 0.8


@pytest.mark.parametrize(("screen_reader", "freeze_s"), [(False, 0.06), (True, 0.09)])
def test_a_screen_readers_work_too_short_to_starve_anybody_counts_all_the_same(
    screen_reader: bool, freeze_s: float
) -> None:
    """Its task comes after the frame: the beat alone tells of it, and waited for that task alone."""
    found = log(entry("long-animation-frame", 1000, 60), entry("heartbeat", 1070, 90, urgent=True)).signals
    assert freeze(found, 0.9, screen_reader=screen_reader) == pytest.approx(freeze_s)


def test_with_a_screen_reader_what_came_before_a_frame_was_drawn_is_apart_from_what_came_after() -> None:
    """A key is handled in between, a beat is not."""
    frame = entry("long-animation-frame", 1000, 150, rendered=1110)
    found = log(frame, entry("heartbeat", 1000, 610, urgent=True)).signals
    assert freeze(found, 0.9, screen_reader=True) == pytest.approx(0.5)


def test_what_a_page_does_while_it_is_left_is_a_freeze() -> None:
    assert freeze(log(entry("leaving", 1000, 600)).signals, 0.9) == 0.6


def test_entries_that_ended_before_the_step_do_not_count() -> None:
    found = log(entry("longtask", 100, 300)).signals
    assert freeze(found, 0.5) == 0.0


def test_an_entry_that_reaches_into_the_step_counts_whole() -> None:
    """A page that was frozen when the person clicked was frozen for them."""
    found = log(entry("longtask", 100, 500)).signals
    assert freeze(found, 0.5) == 0.5


def test_the_step_starts_at_the_first_input_after_its_beginning() -> None:
    found = log({"kind": "input", "start": 100}, {"kind": "input", "start": 600}).signals
    assert signals.first_input(found, 0.5) == 0.6
    assert signals.first_input(found, 0.7) is None


def test_server_time_is_told_by_the_application() -> None:
    """Time under way is what the request took less what the server took."""
    found = log(
        entry("navigation", 0, 500, initiator="navigation", server=200, bytes=1000),
        entry("resource", 0, 100, initiator="fetch", server=None, bytes=50),
        entry("resource", 0, 900, initiator="img", server=None, bytes=9),
    ).signals
    assert signals.server_s(found, 0.0) == 0.2
    assert signals.transfer_s(found, 0.0) == 0.4
    assert signals.response_bytes(found, 0.0) == 1050


def test_no_request_is_absent_not_zero() -> None:
    assert signals.server_s([], 0.0) is None
    assert signals.transfer_s([], 0.0) is None


def test_a_message_that_comes_twice_is_taken_once() -> None:
    """A document that is being left hands its messages over once more."""
    assert len(log(entry("longtask", 1000, 300), entry("longtask", 1000, 300)).signals) == 1


def test_lost_entries_are_counted() -> None:
    found = log({"kind": "dropped", "count": 3}, {"kind": "dropped", "count": 2}).signals
    assert signals.dropped(found) == 5
    assert signals.longest(found, SignalKind.LONG_TASK, 0.0) == 0.0


def test_a_freeze_lasts_until_the_beat_that_it_kept_waiting() -> None:
    """Work too short to be reported follows a long piece; a beat that waited longer is no part of it."""
    piece = (entry("longtask", 1000, 400), entry("heartbeat", 1003, 416))
    assert freeze(log(*piece).signals, 0.9) == pytest.approx(0.419)
    other = (entry("longtask", 1000, 400), entry("heartbeat", 1003, 460))
    assert freeze(log(*other).signals, 0.9) == pytest.approx(0.4)


def test_a_frame_lasts_for_the_person_until_it_is_on_the_screen() -> None:
    """One that was never drawn is none, and of one that is still under way the browser says nothing."""
    found = log(
        entry("long-animation-frame", 1000, 300, presented=1308),
        entry("long-animation-frame", 1400, 900, presented=0),
    ).signals
    assert signals.frame_shown_s(found, 0.9) == pytest.approx(0.308)
    assert signals.frame_shown_s(found, 1.35) == 0.0


def test_content_counts_from_the_action_to_the_last_that_its_inputs_led_to() -> None:
    """What an input of the step before led to belongs to that one."""
    found = log(
        entry("interaction-contentful-paint", 500, 1900),
        entry("interaction-contentful-paint", 1020, 30),
        entry("interaction-contentful-paint", 1200, 600),
    ).signals
    assert signals.content_shown_s(found, 0.9, 1.0) == pytest.approx(0.8)
    assert signals.content_shown_s(found[:1], 0.9, 1.0) == 0.0


def test_scripts_of_long_frames_are_told_by_their_file() -> None:
    ran = [
        {"url": "https://a.example/static/combobox.js?v=2", "duration": 200},
        {"url": "https://a.example/bills/80/lines", "duration": 30},
        {"url": "", "duration": 5},
    ]
    found = log(
        entry("long-animation-frame", 100, 100, scripts=ran),
        entry("long-animation-frame", 1000, 300, scripts=ran),
    ).signals
    assert signals.scripts(found, 0.9) == {"combobox.js": 0.2, "the page itself": pytest.approx(0.035)}
