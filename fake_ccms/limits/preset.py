"""What a preset of limits is: one server at its defaults, and what is known of it."""

from enum import StrEnum

from billbench.fake_ccms.limits.model import BodySize, FieldCount, FieldSize, Form, FormReading, OnExceed
from billbench.fake_ccms.tables import Table

MIB = 1024 * 1024
NOT_RUN = "not run, so nothing is limited"


class Source(StrEnum):
    """How it is known what a server does."""

    RUN = "run"
    """The server was run with bills of up to 12,000 fields, on 2026-11-30."""

    READ = "read"
    """Its documentation says so; it was not run."""


class Preset(Table):
    """What one server does at its defaults; `None` where it has no limit, or where what it does is unknown.

    `fields` is of forms of either kind, unless it names one; `parts` is of forms in parts. Beyond
    `open_fields` it is unknown what happens, so that nothing does until somebody says what.
    """

    name: str
    server: str
    url_encoded: str
    multipart: str
    beside: str = ""
    source: Source = Source.RUN
    fields: FieldCount | None = None
    parts: FieldCount | None = None
    open_fields: int = 0
    body: BodySize | None = None
    parts_body: BodySize | None = None
    field: FieldSize | None = None
    reading: FormReading | None = None
    upload_timeout_s: int | None = None
    worker_timeout_s: int | None = None
    gateway_timeout_s: int | None = None

    @property
    def sentence(self) -> str:
        told = f"{self.server}: {self.url_encoded}; in parts: {self.multipart}."
        return f"{told} {self.beside[:1].upper()}{self.beside[1:]}." if self.beside else told


def fields(limit: int, status: int = 400, **more: object) -> FieldCount:
    """A limit of an url-encoded form."""
    return FieldCount.model_validate({"limit": limit, "status": status, "form": Form.URL_ENCODED, **more})


def parts(limit: int, status: int = 400, **more: object) -> FieldCount:
    """A limit of a form in parts."""
    return FieldCount.model_validate({"limit": limit, "status": status, "form": Form.MULTIPART, **more})


def body(limit: int, status: int = 413, **more: object) -> BodySize:
    """A limit of an url-encoded form's bytes."""
    return BodySize.model_validate({"limit": limit, "status": status, "form": Form.URL_ENCODED, **more})


CUT = OnExceed.CUT
VANISH = OnExceed.VANISH
