"""Each preset of limits does what the real server did: which lines of a bill arrive, and what is told."""

from pathlib import Path

import pytest

from billbench.fake_ccms.limits.model import Form, GatewayTimeout, UploadTimeout, WorkerTimeout
from billbench.fake_ccms.limits.preset import Source
from billbench.fake_ccms.limits.presets import PRESETS
from billbench.fake_ccms.limits.reading import Limits
from tests.app.limited import A_LINE, BEFORE_LINES, SERVED, UNKNOWN, bill, fields, sized, through

URL, PARTS = Form.URL_ENCODED, Form.MULTIPART
MANY = 12_000
MIB = 1024 * 1024

DOCUMENT = Path(__file__).parents[2] / "fake_ccms" / "README.md"

COUNTS = [
    # The preset, how the form is sent, how many fields arrive; of one more, what is told and what arrives.
    ("tomcat", URL, 1_000, 400, None),
    ("tomcat", PARTS, 50, 413, None),
    ("tomcat-old", URL, 1_000, SERVED, 1_000),
    ("tomcat-old", PARTS, 50, SERVED, 0),
    ("tomcat-10000", URL, 10_000, SERVED, 10_000),
    ("tomcat-10000", PARTS, 50, SERVED, 0),
    ("tomcat-9", PARTS, 1_000, SERVED, 0),
    ("jetty", URL, 1_000, 400, None),
    ("wildfly", URL, 1_000, 500, None),
    ("wildfly", PARTS, 1_000, 500, None),
    ("php", URL, 1_001, SERVED, 1_001),
    ("php", PARTS, 1_000, SERVED, 1_000),
    ("php-no-ini", URL, 1_000, 200, 1_001),
    ("php-no-ini", PARTS, 1_000, 200, 1_000),
    ("express", URL, 1_000, 413, None),
    ("nestjs", URL, 1_000, 413, None),
    ("fastify", PARTS, 1_000, 413, None),
    ("koa", URL, 1_000, SERVED, 1_000),
    ("hapi", URL, 1_000, SERVED, 1_000),
    ("hapi", PARTS, 1_000, 400, None),
    ("django", URL, 1_000, 400, None),
    ("django", PARTS, 1_000, 400, None),
    ("werkzeug", PARTS, 1_000, 413, None),
    ("werkzeug-3.1.8", PARTS, 1_000, 413, None),
    ("starlette", URL, 1_000, 400, None),
    ("starlette", PARTS, 1_000, 400, None),
    ("aiohttp", URL, 1_000, 413, None),
    ("aiohttp", PARTS, 1_000, 413, None),
    ("tornado", URL, 1_000, 400, None),
    ("tornado", PARTS, 99, 400, None),
    ("litestar", PARTS, 1_000, 400, None),
    ("falcon", PARTS, 64, 400, None),
    ("quart", PARTS, 1_000, 413, None),
    ("rack", URL, 4_096, 500, None),
    ("rack", PARTS, 4_095, 500, None),
    ("rails", URL, 4_096, 400, None),
    ("rails", PARTS, 4_095, 500, None),
    ("go", PARTS, 1_000, SERVED, 0),
]

ALL = [
    ("none", URL),
    ("none", PARTS),
    ("fastify", URL),
    ("werkzeug", URL),
    ("bottle", URL),
    ("bottle", PARTS),
    ("sanic", URL),
    ("sanic", PARTS),
    ("litestar", URL),
    ("falcon", URL),
    ("quart", URL),
    ("go", URL),
]

BYTES = [
    # The preset, how the form is sent, how many bytes all arrive; of one more, what is told.
    ("tomcat", URL, 2_097_152, 413),
    ("jetty", URL, 200_000, 400),
    ("express", URL, 102_400, 413),
    ("express-arrays", URL, 102_400, 413),
    ("fastify", URL, MIB, 413),
    ("koa", URL, 57_344, 413),
    ("hapi", URL, MIB, 413),
    ("django", URL, 2_621_440, 400),
    ("werkzeug-3.1.8", URL, 500_000, 413),
    ("aiohttp", URL, MIB, 413),
    ("aiohttp", PARTS, MIB, 413),
    ("bottle", URL, 102_400, 413),
    ("litestar", URL, 10_000_000, 413),
    ("nginx", URL, 1_048_576, 413),
    ("nginx", PARTS, 1_048_576, 413),
    ("wildfly", URL, 10 * MIB, 413),
]

VANISHING = [
    # How many bytes all arrive, and of one more nothing does.
    ("tomcat-old", URL, 2 * MIB, SERVED),
    ("tomcat-10000", URL, 2 * MIB, SERVED),
    ("php", URL, 8 * MIB, SERVED),
    ("php", PARTS, 8 * MIB, SERVED),
    ("php-no-ini", URL, 8 * MIB, 200),
]

ENTRIES = [
    # The preset, how many bytes of one entry arrive; of one more, what is told.
    ("werkzeug", 500_000, 413),
    ("werkzeug-3.1.8", 500_000, 413),
    ("starlette", MIB, 400),
]

TIMES = [
    ("gunicorn-sync", WorkerTimeout(after_s=30)),
    ("node", UploadTimeout(after_s=329)),
    ("nginx", GatewayTimeout(after_s=60)),
    ("haproxy", GatewayTimeout(after_s=50)),
    ("aws-elb", GatewayTimeout(after_s=60)),
]

READING = ("sanic", "litestar", "express-arrays")


def names(preset_rows: list[tuple[object, ...]]) -> list[str]:
    return [" ".join(map(str, row[:2])) for row in preset_rows]


def test_every_preset_is_held_to_its_server() -> None:
    held = {row[0] for table in (COUNTS, BYTES, VANISHING, ENTRIES, TIMES) for row in table}
    assert held | {*READING, *UNKNOWN, "none"} == set(PRESETS)


def test_a_bill_is_as_large_as_the_one_that_the_servers_were_sent() -> None:
    assert [len(bill(80)), len(bill(160))] == [1_045, 2_085]


@pytest.mark.parametrize(("preset", "form", "most", "status", "left"), COUNTS)
def test_fields_arrive_up_to_the_count_of_the_server(
    preset: str, form: Form, most: int, status: int, left: int | None
) -> None:
    # Other limits of the same server are met by other rows.
    small = [(name, "") for name, _ in fields(most + 1)]
    whole = through(preset, small[:most], form)
    assert (whole.status, len(whole.form or {})) == (SERVED, most)
    beyond = through(preset, small, form)
    assert (beyond.status, None if beyond.form is None else len(beyond.form)) == (status, left)


@pytest.mark.parametrize(("preset", "form", "most", "status", "left"), COUNTS)
def test_of_a_bill_beyond_the_count_exactly_these_lines_arrive(
    preset: str, form: Form, most: int, status: int, left: int | None
) -> None:
    last = (most - BEFORE_LINES) // A_LINE
    whole = through(preset, bill(last), form)
    assert (whole.status, whole.of_lines(last)) == (SERVED, [A_LINE] * last)
    lines = max(last + 1, 80)
    beyond = through(preset, bill(lines), form)
    assert beyond.status == status
    kept = 0 if left is None else left - BEFORE_LINES
    assert beyond.of_lines(lines) == [min(max(kept - A_LINE * n, 0), A_LINE) for n in range(lines)]


@pytest.mark.parametrize(
    ("preset", "form", "whole", "part"),
    [
        ("tomcat-old", URL, 76, 7),
        ("php", URL, 76, 8),
        ("php", PARTS, 76, 7),
        ("koa", URL, 76, 7),
        ("hapi", URL, 76, 7),
    ],
)
def test_a_bill_of_80_lines_is_cut_in_its_77th(preset: str, form: Form, whole: int, part: int) -> None:
    cut = through(preset, bill(80), form)
    assert cut.of_lines(80) == [A_LINE] * whole + [part] + [0] * (79 - whole)


@pytest.mark.parametrize(("preset", "form"), ALL)
def test_where_a_server_has_no_limit_all_of_many_fields_arrive(preset: str, form: Form) -> None:
    many = [(f"F{number}", "" if preset == "bottle" and form is URL else "x") for number in range(MANY)]
    arrived = through(preset, many, form)
    assert (arrived.status, len(arrived.form or {})) == (SERVED, MANY)


@pytest.mark.parametrize(("preset", "form", "most", "status"), BYTES)
def test_a_body_arrives_up_to_the_size_of_the_server(preset: str, form: Form, most: int, status: int) -> None:
    assert through(preset, sized(most, form), form).status == SERVED
    beyond = through(preset, sized(most + 1, form), form)
    assert (beyond.status, beyond.form) == (status, None)


@pytest.mark.parametrize(("preset", "form", "most", "status"), VANISHING)
def test_of_a_body_beyond_the_size_nothing_is_left(preset: str, form: Form, most: int, status: int) -> None:
    assert len(through(preset, sized(most, form), form).form or {}) == 1
    beyond = through(preset, sized(most + 1, form), form)
    assert (beyond.status, beyond.form) == (status, {})


@pytest.mark.parametrize(("preset", "most", "status"), ENTRIES)
def test_a_single_entry_arrives_up_to_the_size_of_the_server(preset: str, most: int, status: int) -> None:
    assert through(preset, [("A", "x" * most), ("B", "x" * most)], PARTS).status == SERVED
    beyond = through(preset, [("A", "x"), ("B", "x" * (most + 1))], PARTS)
    assert (beyond.status, beyond.form) == (status, None)


def test_the_size_of_a_form_in_parts_is_that_of_its_entries_with_bottle() -> None:
    """As Bottle 0.13.4 itself does: 160 lines of this bill pass, which are more bytes than its limit."""
    assert through("bottle", bill(160), PARTS).of_lines(160) == [A_LINE] * 160
    assert through("bottle", [("A", "x" * 51_200), ("B", "x" * 51_200)], PARTS).status == SERVED
    assert through("bottle", [("A", "x" * 51_200), ("B", "x" * 51_201)], PARTS).status == 400


def test_the_size_of_a_form_in_parts_is_that_of_its_names_and_entries_with_django() -> None:
    """As Django 5.2.19 itself does: two more bytes a field, nothing for what stands between the parts."""
    most = 2_621_440 - 2 * (len("A") + 2)
    assert through("django", [("A", "x" * 1_000), ("B", "x" * (most - 1_000))], PARTS).status == SERVED
    assert through("django", [("A", "x" * 1_000), ("B", "x" * (most - 999))], PARTS).status == 400


@pytest.mark.parametrize(("preset", "rule"), TIMES)
def test_a_server_waits_as_long_as_it_does(preset: str, rule: object) -> None:
    assert rule in Limits.model_validate({"limits": {"preset": preset}}).chain


def test_a_table_of_the_document_says_of_each_server_what_its_preset_says() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    sources = {Source.RUN: "", Source.READ: "documentation"}
    for preset in PRESETS.values():
        cells = (f"`{preset.name}`", preset.server, preset.url_encoded, preset.multipart)
        beside = "; ".join(filter(None, (sources[preset.source], preset.beside)))
        assert f"| {' | '.join(cells)} | {beside} |".replace("|  |", "| |") in text, preset.name
