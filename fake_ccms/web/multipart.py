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
_MAX_NAME = 200


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

    _kind, options = parse_options_header(content_type)
    config: Mapping[str, object] = {
        # The body is in memory already: a file on disk would be a second copy of it.
        "MAX_MEMORY_FILE_SIZE": len(body) + 1,
        "MAX_FIELD_SIZE": _MAX_FIELD_BYTES,
    }
    try:
        boundary = options.get(b"boundary", b"")
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
