"""Our style sheet and scripts, from memory, under an address that changes with their content."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from importlib import metadata
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from billbench.fake_ccms.errors import StartError

_FOLDER = Path(__file__).parent.parent / "static"
_TYPES: Mapping[str, str] = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

# For pages of the classic designs alone. Distributions with nothing but these files: they are not imported.
_LIBRARIES = {
    "jquery.js": ("XStatic-jQuery", "xstatic/pkg/jquery/data/jquery.min.js"),
    "jquery-ui.js": ("XStatic-jquery-ui", "xstatic/pkg/jquery_ui/data/jquery-ui.min.js"),
}

_HEADERS: Mapping[str, str] = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statics:
    """The files by name, and the version made of all of them."""

    files: Mapping[str, bytes]
    version: str

    @property
    def base(self) -> str:
        return f"/static/{self.version}"

    def modules(self, script: str) -> tuple[str, ...]:
        """A script and every script that it imports, however deep: what its page fetches ahead."""
        found = [script]
        for name in found:
            imported = re.findall(rb'^import .*"\./(\w+\.js)";$', self.files[name], re.MULTILINE)
            found += [item.decode() for item in imported if item.decode() not in found]
        return tuple(found)

    async def serve(self, request: Request) -> Response:
        name = request.path_params["name"]
        content = self.files.get(name)
        if content is None or request.path_params["version"] != self.version:
            return Response("There is no such file.", HTTPStatus.NOT_FOUND, media_type="text/plain")
        return Response(
            content,
            media_type=_TYPES[Path(name).suffix],
            headers=_HEADERS,
        )


def read_statics() -> Statics:
    """Our own files and the libraries. Raises `StartError` where a library is not installed."""
    files = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}
    files |= {name: _library(distribution, path) for name, (distribution, path) in _LIBRARIES.items()}
    digest = sha256(b"".join(name.encode() + content for name, content in files.items()))
    return Statics(files=files, version=digest.hexdigest()[:12])


def _library(distribution: str, path: str) -> bytes:
    try:
        return Path(str(metadata.distribution(distribution).locate_file(path))).read_bytes()
    except (metadata.PackageNotFoundError, OSError):
        raise StartError(
            f"The package {distribution}, whose files the classic designs use, is not installed as it should "
            "be. Install the requirements again: make setup, or pip install with what pyproject.toml names."
        ) from None
