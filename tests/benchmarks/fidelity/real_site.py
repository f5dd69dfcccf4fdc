"""Pages for the public client code of the real interview, and that code from a folder, on a loopback address.

The code is never here: whoever has it names its folder.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

STYLES = ("reset.css", "jquery-ui.min.css", "jquery.ui.theme.css", "main.css")
LIBRARIES = (
    "jquery-1.9.1.min.js",
    *(
        f"jquery.ui.{part}.min.js"
        for part in ("core", "widget", "position", "button", "menu", "autocomplete", "datepicker")
    ),
    "custom-widgets.js",
)
GLOBAL_SCRIPT = "js-global-utilities.js"
SCREEN_SCRIPTS = ("OPAControlStateEvaluator.js", "interview-screen-utilities.js")
MANDATORY_IMAGE = "images/mandatory.png"
NEEDED = (*STYLES, *LIBRARIES, GLOBAL_SCRIPT, *SCREEN_SCRIPTS, MANDATORY_IMAGE)

STATIC = "/static"
START = "/"


class FolderError(Exception):
    """The folder is not one that holds the real interview's client code."""


def checked_folder(folder: Path) -> Path:
    """The folder, if all is in it that a page needs."""
    wanted = "name the folder of the public files, staticresource, as --real"
    if not folder.is_dir():
        raise FolderError(f"{folder} is no folder; {wanted}.")
    if missing := [name for name in NEEDED if not (folder / name).is_file()]:
        raise FolderError(f"{folder} lacks {', '.join(missing)}; {wanted}.")
    return folder


@contextmanager
def serving(folder: Path, pages: Mapping[str, bytes]) -> Iterator[str]:
    """The address at which these pages are, by their paths, with the folder's files beside them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, pages=pages, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, pages: Mapping[str, bytes], directory: str) -> None:
        self._pages = pages
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        page = self._pages.get(self.path)
        if page is not None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)
        elif self.path.startswith(f"{STATIC}/"):
            self.path = self.path.removeprefix(STATIC)
            super().do_GET()
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *_: object) -> None:
        """What is asked for is no news."""
