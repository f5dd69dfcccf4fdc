"""Servers of Python."""

from billbench.fake_ccms.limits.model import BodySize, FieldCount, FieldSize, Form, FormReading, Weighed
from billbench.fake_ccms.limits.preset import MIB, Preset, body, fields, parts

_DJANGO_BYTES = 2_621_440
_WERKZEUG_FIELD = FieldSize(limit=500_000, form=Form.MULTIPART)
_TOO_MANY = "Too many fields. Maximum number of fields is 1000."

PYTHON = (
    Preset(
        name="django",
        server="Django 4.2 to 6.1",
        url_encoded="beyond 1,000 fields 400, beyond 2,621,440 bytes 400; those of the address are apart",
        multipart="the same, but its size is that of names and entries",
        fields=FieldCount(limit=1_000),
        body=body(_DJANGO_BYTES, 400),
        parts_body=BodySize(
            limit=_DJANGO_BYTES, status=400, form=Form.MULTIPART, counts=Weighed.NAMED_ENTRIES
        ),
    ),
    Preset(
        name="werkzeug",
        server="Flask 3.1.3 (Werkzeug 3.1.9)",
        url_encoded="no limit",
        multipart="from the 1,001st field on 413; an entry beyond 500,000 bytes 413",
        parts=parts(1_000, 413),
        field=_WERKZEUG_FIELD,
    ),
    Preset(
        name="werkzeug-3.1.8",
        server="Flask with Werkzeug 3.0.6 to 3.1.8",
        url_encoded="beyond 500,000 bytes 413",
        multipart="from the 1,001st field on 413; an entry beyond 500,000 bytes 413",
        parts=parts(1_000, 413),
        body=body(500_000),
        field=_WERKZEUG_FIELD,
    ),
    Preset(
        name="starlette",
        server="Starlette 1.10.0, FastAPI 0.165.0",
        url_encoded="beyond 1,000 fields 400 “Too many fields”, from 1.3.1 on (1.3.0: all)",
        multipart="beyond 1,000 fields 400, before 1.3.1, too; an entry beyond 1 MiB 400",
        fields=fields(1_000, says=_TOO_MANY),
        parts=parts(1_000, says=_TOO_MANY),
        field=FieldSize(limit=MIB, status=400, form=Form.MULTIPART),
    ),
    Preset(
        name="aiohttp",
        server="aiohttp 3.14.5",
        url_encoded="beyond 1,000 fields 413, from 3.14.4 on (3.14.3: all); beyond 1 MiB 413",
        multipart="the same",
        fields=FieldCount(limit=1_000, status=413),
        body=BodySize(limit=MIB),
    ),
    Preset(
        name="tornado",
        server="Tornado 6.6.1",
        url_encoded="beyond 1,000 fields 400, from 6.5.8 on",
        multipart="from the 100th field on 400, from 6.5.5 on",
        fields=fields(1_000),
        parts=parts(99),
    ),
    Preset(
        name="bottle",
        server="Bottle 0.13.4",
        url_encoded="all fields; beyond 102,400 bytes 413",
        multipart="all fields; beyond 102,400 bytes in all entries together 400",
        body=body(102_400),
        parts_body=BodySize(limit=102_400, status=400, form=Form.MULTIPART, counts=Weighed.ENTRIES),
    ),
    Preset(
        name="sanic",
        server="Sanic 25.12.1, BlackSheep 2.6.4",
        url_encoded="blank entries are left out",
        multipart="all fields, blank ones, too",
        reading=FormReading(form=Form.URL_ENCODED, blanks_lost=True),
    ),
    Preset(
        name="litestar",
        server="Litestar 2.25.0",
        url_encoded="all fields, in an order that differs by process; beyond 10,000,000 bytes 413",
        multipart="beyond 1,000 fields 400",
        beside="that it answers 201 where others answer 200 is no limit and not modelled",
        parts=parts(1_000),
        body=body(10_000_000),
        reading=FormReading(form=Form.URL_ENCODED, order_lost=True),
    ),
    Preset(
        name="falcon",
        server="Falcon 4.4.0",
        url_encoded="no limit",
        multipart="from the 65th field on 400",
        parts=parts(64),
    ),
    Preset(
        name="quart",
        server="Quart 0.23.1",
        url_encoded="no limit",
        multipart="from the 1,001st field on 413",
        parts=parts(1_000, 413),
    ),
    Preset(
        name="gunicorn-sync",
        server="gunicorn 27.0.1 with its sync workers",
        url_encoded="a worker is killed after 30 s: 500, and what it had committed stays",
        multipart="the same",
        beside='of 80 lines committed one by one (`[saving] commits = "line"`) in 35 s, 69 stayed; '
        "gthread and uvicorn workers answered",
        worker_timeout_s=30,
    ),
)
