"""How servers read a form beside counting it: what they say and lose, and what is set beside a preset."""

import os
import re
import subprocess
import sys

import pytest

from billbench.fake_ccms.limits.model import Form
from billbench.fake_ccms.limits.reading import Limits
from tests.app.limited import A_LINE, SERVED, UNKNOWN, bill, encoded, fields, sent, through

URL, PARTS = Form.URL_ENCODED, Form.MULTIPART


@pytest.mark.parametrize(("preset", "left"), [("tomcat-old", 998), ("php", 1_001), ("koa", 1_000)])
def test_parameters_of_the_address_count_with_tomcat_alone(preset: str, left: int) -> None:
    cut = through(preset, fields(1_010), URL, query="page=2&saved=1")
    assert len(cut.form or {}) == left


def test_parameters_of_the_address_are_counted_where_fields_are_refused() -> None:
    assert through("tomcat", fields(999), URL, query="page=2").status == SERVED
    assert through("tomcat", fields(1_000), URL, query="page=2").status == 400
    assert through("tomcat", fields(50), PARTS, query="page=2").status == SERVED
    assert through("django", fields(1_000), URL, query="page=2").status == SERVED


def test_jetty_counts_a_name_once() -> None:
    twice = [*fields(1_000), *fields(1_000)]
    assert through("jetty", twice, URL).status == SERVED
    assert through("tomcat", twice, URL).status == 400


def test_without_an_ini_file_php_prints_a_warning_and_loses_session_and_redirect() -> None:
    whole = through("php-no-ini", fields(1_000), URL)
    assert (whole.status, whole.headers[b"location"], whole.cookie) == (SERVED, b"/next", True)
    warned = through("php-no-ini", fields(1_001), URL)
    assert len(warned.form or {}) == 1_001
    assert warned.status == 200
    assert not {b"location", b"set-cookie", b"content-length"} & warned.headers.keys()
    assert warned.cookie is False
    assert re.fullmatch(r"<br />\n<b>Warning</b>: .*<br />\nnext", warned.text)
    quiet = through("php", fields(1_002), URL)
    assert (quiet.headers[b"location"], quiet.text, quiet.cookie) == (b"/next", "next", True)


@pytest.mark.parametrize(
    ("preset", "form", "kind", "told"),
    [
        ("express", URL, b"text/html", "<h1>too many parameters</h1>"),
        ("nestjs", URL, b"application/json", '"message": "too many parameters"'),
        ("starlette", URL, b"text/html", "Too many fields"),
        ("starlette", PARTS, b"text/html", "Too many fields"),
        ("django", URL, b"text/html", "<h1>400 Bad Request</h1>"),
    ],
)
def test_a_refusal_says_what_the_server_says(preset: str, form: Form, kind: bytes, told: str) -> None:
    refused = through(preset, bill(80), form)
    assert refused.headers[b"content-type"].startswith(kind)
    assert told in refused.text


def test_sanic_leaves_blank_entries_out() -> None:
    half_blank = [(name, "" if name.endswith(("_L", "_M")) else value) for name, value in bill(20)]
    arrived = through("sanic", half_blank, URL)
    assert arrived.status == SERVED
    assert arrived.of_lines(20) == [11] * 20
    assert through("sanic", half_blank, PARTS).of_lines(20) == [A_LINE] * 20


def test_litestar_gives_the_fields_in_an_order_of_its_own() -> None:
    arrived = through("litestar", bill(20), URL)
    assert list((arrived.form or {}).items()) != bill(20)
    assert sorted((arrived.form or {}).items()) == sorted(bill(20))


def test_the_order_of_fields_is_another_one_in_another_process() -> None:
    code = (
        "from billbench.fake_ccms.limits.forms import parts_of, shuffled\n"
        "headers = [(b'content-type', b'application/x-www-form-urlencoded')]\n"
        "print([part.name for part in shuffled(parts_of(headers, b'A=1&B=2&C=3&D=4&E=5&F=6&G=7&H=8'))])"
    )
    orders = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(orders) == 2


def test_lines_of_an_array_are_counted_anew_without_their_gaps() -> None:
    kept = [pair for pair in bill(9) if not pair[0].startswith(("PRES_1_", "PRES_2_", "PRES_5_"))]
    arrived = through("express-arrays", kept, URL)
    shown = {name: value for name, value in (arrived.form or {}).items() if name.endswith("_A")}
    assert shown == {
        "HEAD_A": "x",
        "PRES_1_A": "3A",
        "PRES_2_A": "4A",
        "PRES_3_A": "6A",
        "PRES_4_A": "7A",
        "PRES_5_A": "8A",
        "PRES_6_A": "9A",
    }
    assert through("express-arrays", bill(9), URL).form == dict(bill(9))


@pytest.mark.parametrize(("preset", "most"), UNKNOWN.items())
def test_what_a_server_does_that_nobody_ran_is_left_open_until_it_is_said(preset: str, most: int) -> None:
    assert Limits.model_validate({"limits": {"preset": preset}}).chain == ()
    said = {"limits": {"preset": preset, "fields_on_exceed": "vanish"}}
    for form in (URL, PARTS):
        assert len(sent(said, fields(most), form).form or {}) == most
        assert sent(said, fields(most + 1), form).form == {}
    refusing = {"limits": {"preset": preset, "fields_status": 500}}
    assert sent(refusing, fields(most + 1), URL).status == 500


@pytest.mark.parametrize(
    ("beside", "url_encoded", "in_parts"),
    [
        ({}, 400, 413),
        ({"fields": 2_000}, SERVED, SERVED),
        ({"fields": 0}, SERVED, SERVED),
        ({"fields": 10, "fields_status": 422}, 422, 422),
        ({"parts": 0}, 400, SERVED),
        ({"parts": 100}, 400, 413),
        ({"fields": 0, "parts": 100, "parts_status": 431}, SERVED, 431),
        ({"fields_on_exceed": "cut"}, SERVED, SERVED),
        ({"body_bytes": 100, "body_status": 422}, 422, 422),
        ({"field_bytes": 1, "field_status": 414, "fields": 0}, 414, 414),
    ],
)
def test_what_is_set_beside_a_preset_wins_for_both_kinds_of_forms(
    beside: dict[str, object], url_encoded: int, in_parts: int
) -> None:
    limits = {"limits": {"preset": "tomcat", **beside}}
    assert [sent(limits, bill(80), form).status for form in (URL, PARTS)] == [url_encoded, in_parts]


def test_a_made_form_is_what_a_browser_sends() -> None:
    kind, body = encoded([("A", "1")], PARTS)
    assert kind == "multipart/form-data; boundary=xYz"
    assert body == b'--xYz\r\nContent-Disposition: form-data; name="A"\r\n\r\n1\r\n--xYz--\r\n'
