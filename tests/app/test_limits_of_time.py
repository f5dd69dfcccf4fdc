"""A server that kills what takes too long, or does not wait for an upload: what is told, and what stays."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Message

from billbench.fake_ccms.limits.controls import Controls
from billbench.fake_ccms.limits.layer import LimitLayer
from billbench.fake_ccms.limits.reading import Limits
from billbench.fake_ccms.limits.shared import Shared
from billbench.fake_ccms.store import bills
from tests.app.driving import TOKEN, hourly_line, main_form
from tests.app.in_process import Inside, inside, loop_of_its_own, settings_of
from tests.app.limited import Service

LINES = 12


@contextmanager
def saving(folder: Path, **settings: Any) -> Iterator[Inside]:
    with inside(folder, settings_of(settings)) as app:
        app.sign_in()
        yield app


def made(app: Inside, lines: int = LINES) -> int:
    new = {"user": "solicitor1", "lines": [hourly_line(ACTIVITY=f"Line {n}") for n in range(1, lines + 1)]}
    return int(app.support("POST", "bills", json=new).json()["bill_id"])


def save_all(app: Inside, bill: int, design: str = "lean-page", lines: int = LINES) -> httpx.Response:
    """Every line of the bill with another text, as the page of the design sends it."""
    form = main_form(app.get(f"/{design}/bills/{bill}/lines/hourly"))
    changed = {
        name: f"Changed {n}"
        for n in range(1, lines + 1)
        for name in form.fields
        if name.endswith(f"PRES_{n}_ACTIVITY")
    }
    assert len(changed) == lines
    sent = {**form.fields, **changed, "action": "save"}
    if design.startswith("single"):
        return app.post(form.action, files={name: (None, value) for name, value in sent.items()})
    return app.post(form.action, data=sent)


def activities(app: Inside, bill: int) -> list[str]:
    return [line["fields"]["ACTIVITY"] for line in app.support("GET", f"bills/{bill}").json()["lines"]]


def changed_first(count: int, lines: int = LINES) -> list[str]:
    return [f"Changed {n}" if n <= count else f"Line {n}" for n in range(1, lines + 1)]


class Stalled:
    """Saving comes to a stop before a number of saves, until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, before: int) -> None:
        self.done = 0
        self.let_go = threading.Event()
        save = bills.save

        def save_or_wait(*given: Any) -> int:
            if self.done == before:
                self.let_go.wait(20)
            version = save(*given)
            self.done += 1
            return version

        monkeypatch.setattr(bills, "save", save_or_wait)


TIMEOUT = {"kind": "worker-timeout", "after_s": 0.5, "route": "*/lines/*", "methods": ["POST"]}


def test_of_lines_committed_one_by_one_those_before_the_kill_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with saving(tmp_path, fault=[TIMEOUT], saving={"commits": "line"}) as app:
        bill = made(app)
        stalled = Stalled(monkeypatch, before=7)
        assert save_all(app, bill).status_code == 500
        before_the_kill = stalled.done
        stalled.let_go.set()
        (rule,) = app.support("GET", "faults").json()["rules"]
        assert (rule["effect"]["kind"], rule["applied"]) == ("WorkerTimeout", 1)
        assert before_the_kill <= 7
        monkeypatch.undo()
        # Whoever writes next waits for the turn of the one that was killed.
        other = made(app, 1)
        assert activities(app, other) == ["Line 1"]
        assert activities(app, bill) == changed_first(before_the_kill)


def test_of_a_screen_committed_at_once_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with saving(tmp_path, fault=[TIMEOUT]) as app:
        bill = made(app)
        stalled = Stalled(monkeypatch, before=0)
        assert save_all(app, bill).status_code == 500
        stalled.let_go.set()
        monkeypatch.undo()
        made(app, 1)
        assert activities(app, bill) == changed_first(0)


def test_lines_committed_one_by_one_are_saved_whole_by_who_has_time(tmp_path: Path) -> None:
    with saving(tmp_path, limits={"preset": "gunicorn-sync"}, saving={"commits": "line"}) as app:
        bill = made(app)
        assert save_all(app, bill).status_code == 200
        assert activities(app, bill) == changed_first(LINES)
        assert app.support("GET", f"bills/{bill}").json()["version"] == 1 + LINES + 1


def test_a_gateway_before_a_worker_gives_up_first_and_the_worker_is_killed_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = {"kind": "gateway-timeout", "after_s": 0.2, "route": "*/lines/*", "methods": ["POST"]}
    with saving(tmp_path, fault=[TIMEOUT, gateway]) as app:
        bill = made(app)
        stalled = Stalled(monkeypatch, before=0)
        assert save_all(app, bill).status_code == 504
        worker, front = ({"applied": 0}, {"applied": 0})
        while not worker["applied"]:
            worker, front = app.support("GET", "faults").json()["rules"]
        stalled.let_go.set()
        monkeypatch.undo()
        made(app, 1)
        assert (worker["applied"], front["applied"]) == (1, 1)
        assert activities(app, bill) == changed_first(0)


def uploaded(*parts: bytes, pause_s: float, limits: dict[str, Any]) -> tuple[int, Service]:
    """A body that comes in pieces with pauses between them."""
    service = Service()
    layer = LimitLayer(service, Controls(Limits.model_validate(limits), Shared()), threads=8)
    told: list[Message] = []
    left = list(parts)

    async def receive() -> Message:
        if len(left) < len(parts):
            await asyncio.sleep(pause_s)
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: Message) -> None:
        told.append(message)

    head = [
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", b"%d" % sum(map(len, parts))),
    ]
    scope = {"type": "http", "method": "POST", "path": "/bill", "headers": head}
    with loop_of_its_own() as loop:
        asyncio.run_coroutine_threadsafe(layer(scope, receive, send), loop).result()
    return told[0]["status"], service


def test_an_upload_that_takes_too_long_is_answered_with_408_and_nothing_arrives() -> None:
    late, service = uploaded(b"A=1", b"&B=2", pause_s=5, limits={"limits": {"upload_timeout_s": 0.05}})
    assert (late, service.form) == (408, None)
    in_time, service = uploaded(b"A=1", b"&B=2", pause_s=0.01, limits={"limits": {"upload_timeout_s": 5}})
    assert (in_time, service.form) == (303, {"A": "1", "B": "2"})


def test_an_upload_that_a_timeout_is_not_about_is_waited_for() -> None:
    rule = {"kind": "upload-timeout", "after_s": 0.02, "from_request": 2}
    status, service = uploaded(b"A=1", b"&B=2", pause_s=0.1, limits={"fault": [rule]})
    assert (status, service.form) == (303, {"A": "1", "B": "2"})


@pytest.mark.parametrize(
    ("preset", "lines", "status", "kept"),
    [
        ("tomcat-old", 3, 200, 3),
        # Nothing arrives, the proof that the form is ours neither.
        ("tomcat-old", 4, 403, 0),
        ("tomcat", 4, 413, 0),
        ("php", 72, 200, 71),
        ("django", 72, 400, 0),
    ],
)
def test_the_single_page_is_posted_in_parts_and_meets_the_limits_of_those(
    tmp_path: Path, preset: str, lines: int, status: int, kept: int
) -> None:
    with saving(tmp_path) as app:
        bill = made(app, lines)
        app.support("PUT", "faults", json={"limits": {"preset": preset}})
        assert save_all(app, bill, "single-page", lines).status_code == status
        assert activities(app, bill) == changed_first(kept, lines)


def test_what_php_prints_before_a_page_takes_the_session_and_the_save_with_it(tmp_path: Path) -> None:
    with saving(tmp_path) as app:
        bill = made(app, 72)
        app.support("PUT", "faults", json={"limits": {"preset": "php-no-ini"}})
        answer = save_all(app, bill, "single-page", 72)
        assert (answer.status_code, answer.text[:16]) == (200, "<br />\n<b>Warnin")
        assert "location" not in answer.headers
        assert activities(app, bill) == changed_first(0, 72)
        assert TOKEN not in answer.text
