"""Forms with a file: reading no more of them than is accepted, and taking them apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO

from python_multipart import FormParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, parse_options_header
from starlette.requests import Request

from billbench.fake_ccms.errors import Problem
from billbench.fake_ccms.web.timing import Timings

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
"""The whole request, file and fields: the limits of the real system's upload."""

# A browser shows our answer only when it has sent all it meant to, so somewhat more is taken in (and thrown
# away) than is accepted. Beyond this the connection is closed.
_DRAINED_BYTES = 64 * 1024 * 1024

_MAX_FIELD_BYTES = 20_000
_MOST_BYTES_A_LETTER = 4
_MAX_NAME = 200
_FIELD = re.compile(r'\r\nContent-Disposition: form-data; name="([^"\r\n]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file as a browser sent it; a blank name means that none was chosen."""

    name: str
    content: bytes


async def read_upload(request: Request, timings: Timings) -> bytes | None:
    """The body, or `None` when it is more than is accepted; of that, nothing is kept."""
    with timings.measure("receive"):
        parts: list[bytes] = []
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > _DRAINED_BYTES:
                return None
            if size > MAX_UPLOAD_BYTES:
                parts.clear()
            else:
                parts.append(part)
        return b"".join(parts) if size <= MAX_UPLOAD_BYTES else None


def is_multipart(content_type: str) -> bool:
    return content_type.lower().startswith("multipart/form-data")


def parse_multipart(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, UploadedFile]]:
    """Fields and files by name; of a name sent twice the last counts. Raises `Problem` when it is cut off."""
    _kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    fields = _fields_only(boundary, body)
    return _parse_with_files(boundary, body) if fields is None else (fields, {})


def _fields_only(boundary: bytes, body: bytes) -> dict[str, str] | None:
    """A form that is as browsers write one without files; `None` for any other, which is for the parser.

    A screen of 80 lines has 1,100 fields, and the parser takes 27 ms for them, a letter at a time.
    """
    mark = f"\r\n--{boundary.decode('latin-1')}"
    before, *parts = f"\r\n{_text(body)}".split(mark)
    if not boundary or before or not parts or parts.pop().rstrip("\r\n") != "--":
        return None
    form: dict[str, str] = {}
    for part in parts:
        head, gap, value = part.partition("\r\n\r\n")
        found = _FIELD.fullmatch(head)
        if not gap or found is None or len(value) > _MAX_FIELD_BYTES // _MOST_BYTES_A_LETTER:
            return None
        form[found[1]] = value
    return form


def _parse_with_files(boundary: bytes, body: bytes) -> tuple[dict[str, str], dict[str, UploadedFile]]:
    form: dict[str, str] = {}
    files: dict[str, UploadedFile] = {}

    def take_field(field: Field) -> None:
        form[_text(field.field_name)] = _text(field.value)

    def take_file(file: File) -> None:
        file.file_object.seek(0)
        files[_text(file.field_name)] = UploadedFile(
            name=_plain_name(_text(file.file_name)), content=file.file_object.read()
        )
        file.close()

    config: Mapping[str, object] = {
        # The body is in memory already: a file on disk would be a second copy of it.
        "MAX_MEMORY_FILE_SIZE": len(body) + 1,
        "MAX_FIELD_SIZE": _MAX_FIELD_BYTES,
    }
    try:
        parser = FormParser("multipart/form-data", take_field, take_file, None, boundary, None, dict(config))
        stream = BytesIO(body)
        while piece := stream.read(1 << 20):
            parser.write(piece)
        parser.finalize()
        if not body.rstrip(b"\r\n").endswith(b"--" + boundary + b"--"):
            raise FormParserError("the last boundary is missing")
    except (FormParserError, ValueError):
        raise _cut_off() from None
    return form, files


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")


def _plain_name(name: str) -> str:
    """The last part of a path, visible characters only; some browsers send the whole path."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-_MAX_NAME:]


def _cut_off() -> Problem:
    return Problem(
        HTTPStatus.BAD_REQUEST,
        "The file did not arrive whole",
        "The upload was cut off or garbled on its way, so nothing was stored. Go back and upload the file "
        "again.",
    )
