"""Servers of Node."""

from billbench.fake_ccms.limits.model import Form, FormReading
from billbench.fake_ccms.limits.preset import CUT, MIB, NOT_RUN, Preset, body, fields, parts

_TOO_MANY = "too many parameters"

JAVASCRIPT = (
    Preset(
        name="express",
        server="Express 5.3.0 (body-parser 2.4.0)",
        url_encoded=f"beyond 1,000 fields 413 “{_TOO_MANY}”, beyond 102,400 bytes 413",
        multipart=NOT_RUN,
        beside="in production it says “Payload Too Large”",
        fields=fields(1_000, 413, says=_TOO_MANY),
        body=body(102_400),
    ),
    Preset(
        # What `lines[7][date]` becomes: an array, from which gaps are taken out.
        name="express-arrays",
        server="Express 5.3.0 with a higher limit, lines named as an array (qs 6.17.1)",
        url_encoded="lines are counted anew, so that their numbers are lost; beyond 102,400 bytes 413",
        multipart=NOT_RUN,
        body=body(102_400),
        reading=FormReading(form=Form.URL_ENCODED, numbers_lost=True),
    ),
    Preset(
        name="nestjs",
        server="NestJS 12.5.1",
        url_encoded=f"beyond 1,000 fields 413 in JSON, “{_TOO_MANY}”",
        multipart=NOT_RUN,
        fields=fields(1_000, 413, says=_TOO_MANY, as_json=True),
    ),
    Preset(
        name="fastify",
        server="Fastify 5.12.8 + formbody 9.0.1",
        url_encoded="all fields; beyond 1 MiB 413",
        multipart="from the 1,001st field on 413",
        parts=parts(1_000, 413),
        body=body(MIB),
    ),
    Preset(
        name="koa",
        server="Koa 3.3.0 + bodyparser 4.4.1, 6.1.0",
        url_encoded="fields beyond 1,000 are cut without a word; beyond 57,344 bytes 413",
        multipart=NOT_RUN,
        fields=fields(1_000, on_exceed=CUT),
        body=body(57_344),
    ),
    Preset(
        name="hapi",
        server="hapi 21.4.10",
        url_encoded="fields beyond 1,000 are cut without a word; beyond 1 MiB 413",
        multipart="from the 1,001st field on 400, where it is read at all (else 415)",
        fields=fields(1_000, on_exceed=CUT),
        parts=parts(1_000),
        body=body(MIB),
    ),
    Preset(
        name="node",
        server="Node 20",
        url_encoded="an upload of six minutes was answered with 408 after 329 s",
        multipart="the same",
        upload_timeout_s=329,
    ),
)
