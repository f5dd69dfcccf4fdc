"""The server as a process, and what holds for every page."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.app.driving import (
    DESIGNS,
    JSON,
    NO_TLS,
    Server,
    Support,
    forms_of,
    heading,
    hourly_line,
    main_form,
    running,
    sign_in,
)


def refused(*options: str) -> str:
    """What a server that cannot start says."""
    command = [sys.executable, "-m", "billbench.fake_ccms", "serve", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def test_an_occupied_port_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port}" in refused("--port", port)


def test_an_unusable_database_is_one_clear_sentence() -> None:
    assert "cannot be used" in refused("--database-url", "sqlite:////nowhere/at/all.sqlite")
    assert "cannot be used" in refused("--database-url", "nonsense")


def test_wrong_settings_are_one_clear_sentence(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[server]\nthreads = 0\n", encoding="utf-8")
    assert "threads must be" in refused("--settings", str(path))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_cleanly(number: signal.Signals) -> None:
    with running() as server:
        server.process.send_signal(number)
        assert server.process.wait(timeout=10) == 0


def test_the_entrance_lists_every_design_with_a_link(visitor: httpx.Client) -> None:
    page = visitor.get("/")
    for design in DESIGNS:
        assert f'href="/{design}/cases"' in page.text


def test_an_unknown_design_is_a_page_that_names_the_known_ones(visitor: httpx.Client) -> None:
    page = visitor.get("/no-such-design/cases")
    assert page.status_code == 404
    assert "no-such-design" in page.text
    assert 'href="/paged/cases"' in page.text


def test_an_unknown_address_is_a_clear_page(solicitor: httpx.Client) -> None:
    for path in ("/paged/nothing", "/paged/bills/999999", "/paged/cases/1", "/paged/bills/1/lines/nothing"):
        page = solicitor.get(path)
        assert page.status_code == 404
        assert heading(page) == "Page not found"


def test_every_answer_says_where_the_time_went(solicitor: httpx.Client) -> None:
    for path in ("/", "/paged/cases", "/nothing/at/all", "/static/0/none.js", "/support/health"):
        timing = solicitor.get(path).headers["server-timing"]
        for span in ("queue", "parse", "rules", "store", "render", "total"):
            assert f"{span};dur=" in timing, (path, timing)


def test_time_is_told_where_it_was_spent(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/lines/hourly")
    form = main_form(page)
    saved = solicitor.post(form.action, data={**form.fields, "action": "save"}, follow_redirects=False)
    for span in ("parse", "rules", "store"):
        assert f"{span};dur=0.00" not in saved.headers["server-timing"], span
    assert "render;dur=0.00" not in page.headers["server-timing"]


def test_pages_are_never_stored_and_scripts_are_kept_for_long(solicitor: httpx.Client) -> None:
    page = solicitor.get("/paged/cases")
    assert page.headers["cache-control"] == "no-store"
    sheet = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in solicitor.get(sheet).headers["cache-control"]


def test_a_form_from_elsewhere_is_refused(solicitor: httpx.Client, support: Support) -> None:
    made = support.make([hourly_line()])
    for path in (
        "/paged/sign-in",
        "/paged/sign-out",
        f"/paged/bills/{made['bill_id']}",
        f"/paged/bills/{made['bill_id']}/lines/hourly?page=1",
        f"/paged/bills/{made['bill_id']}/declaration",
        f"/paged/cases/{made['case_reference']}/billing",
    ):
        page = solicitor.post(path, data={"csrf": "guessed", "action": "save", "version": "2"})
        assert page.status_code == 403, path
    assert support.read(made["bill_id"])["version"] == made["version"]


def test_nobody_sees_the_bills_of_another_firm(visitor: httpx.Client, support: Support) -> None:
    made = support.make([hourly_line()])
    sign_in(visitor, "paged", "costs1")
    assert visitor.get(f"/paged/bills/{made['bill_id']}").status_code == 200
    sign_in(visitor, "paged", "hill1")
    assert visitor.get(f"/paged/bills/{made['bill_id']}").status_code == 404
    assert visitor.get(f"/paged/cases/{made['case_reference']}").status_code == 404


def test_a_wrong_user_name_is_kept_beside_the_message(visitor: httpx.Client) -> None:
    page = sign_in(visitor, "paged", '<nobody> "x"')
    assert page.status_code == 422
    assert "There is no user with this name" in page.text
    assert main_form(page).fields["user_name"] == '<nobody> "x"'


def test_sign_in_never_leads_to_another_site(visitor: httpx.Client) -> None:
    form = main_form(visitor.get("/paged/sign-in?next=//elsewhere.example/"))
    page = visitor.post(form.action, data={**form.fields, "user_name": "costs1"})
    assert page.url.path == "/paged/cases"


def test_signing_out_ends_the_session(solicitor: httpx.Client) -> None:
    page = solicitor.get("/paged/cases")
    token = solicitor.cookies["fake_ccms_session"]
    form = next(form for form in forms_of(page) if "sign-out" in form.action)
    assert heading(solicitor.post(form.action, data=form.fields)) == "Sign in"
    solicitor.cookies.set("fake_ccms_session", token)
    assert heading(solicitor.get("/paged/cases")) == "Sign in"


def test_a_session_ends_after_its_life_and_a_script_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[session]\nlife_minutes = 0.01\n", encoding="utf-8")
    with (
        running("--settings", str(path)) as server,
        httpx.Client(base_url=server.url, verify=NO_TLS) as client,
    ):
        sign_in(client, "paged")
        assert client.get("/paged/cases").status_code == 200
        _wait_until_signed_out(client)
        answer = client.get("/rewritten-page/cases", headers=JSON)
        assert answer.status_code == 401
        assert "session has ended" in answer.json()["problem"]["title"]


def _wait_until_signed_out(client: httpx.Client) -> None:
    import time

    time.sleep(0.8)
    assert client.get("/paged/cases").status_code == 303


def test_a_paper_case_reference_is_answered_with_where_to_turn(solicitor: httpx.Client) -> None:
    page = solicitor.get("/paged/cases", params={"reference": "XKDMFKSI3D56/A/D/3"})
    assert "began on paper" in page.text


def test_the_support_interface_answers_only_to_its_token(server: Server, support: Support) -> None:
    assert support.client.get("/support/health").json() == {"ok": True}
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = httpx.get(f"{server.url}/support/health", headers=headers, verify=NO_TLS)
        assert answer.status_code == 401


def test_support_refuses_bad_lines_with_the_reason_for_each(support: Support) -> None:
    bad = [
        hourly_line(DATE="99-99-2024"),
        hourly_line(CATEGORY="Letters out"),
        hourly_line(FEE_EARNER="Nobody"),
        hourly_line(TIME=""),
        {"type": "hourly", "fields": {"TOTAL_CLAIM": "1.00"}},
        {"type": "unheard-of", "fields": {}},
    ]
    for position, line in enumerate(bad):
        wanted = {"user": "solicitor1", "lines": [hourly_line(), line]}
        answer = support.client.post("/support/bills", json=wanted)
        assert answer.status_code == 422, position
        assert answer.json()["reasons"][0]["line"] == 1, position
    assert support.client.post("/support/bills", json={"user": "x", "lines": []}).status_code == 422
    assert support.client.post("/support/bills", content=b"[" * 9999).status_code == 400


def test_support_lists_hold_the_choices_that_a_bill_accepts(support: Support) -> None:
    lists = support.client.get("/support/lists").json()["lists"]
    assert lists["disbursements"]["ACTIVITY"][-1] == "Profit Cost (Summary)"
    assert "Preparation" in lists["hourly"]["CATEGORY"]
    support.make([hourly_line(FEE_EARNER=lists["hourly"]["FEE_EARNER"][-1])])
