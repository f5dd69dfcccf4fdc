"""The recorded pass: files that can be read, nothing in them that must not be kept, a trace of a hang."""

import functools
import io
import json
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from billbench.harness.engine.messages import LaunchJob, TrialJob
from billbench.harness.engine.supervisor import run_worker
from billbench.harness.machine.guard import Guarded
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.masking import Masking
from billbench.harness.model.people import AVERAGE
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.harness.model.wire import encode
from billbench.harness.recording.order import Pass, RecordingOrder
from billbench.harness.verification.site import planted_site
from billbench.reports.anatomy.page import write_pages
from tests.browser.recording import (
    KEPT,
    Act,
    bundle_of,
    click_until_done,
    describe,
    figures,
    record,
    walk,
)

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
MASKED = Masking(keeps_content=False, secret_variables=("PLANTED_PASSWORD",))


@pytest.fixture(scope="module")
def planted() -> Iterator[str]:
    with planted_site() as url:
        yield url


@pytest.fixture(scope="module")
def bundle(browser: Browser, planted: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a planted page, with its pages written."""
    return bundle_of(browser, planted, "thrash", tmp_path_factory.mktemp("thrash"))


def picture_in(file: Path) -> Image.Image:
    return Image.open(io.BytesIO(file.read_bytes()))


def frames_of(bundle: Path) -> list[Any]:
    events = json.loads((bundle / "performance-trace.json").read_text())["traceEvents"]
    begun = [event for event in events if event["name"] == "TracingStartedInBrowser"]
    return [frame for event in begun for frame in event["args"]["data"].get("frames", [])]


def test_a_bundle_has_every_file_and_each_of_them_can_be_read(bundle: Path) -> None:
    trace = json.loads((bundle / "performance-trace.json").read_text())
    tasks = [event for event in trace["traceEvents"] if event["name"] == "RunTask"]
    assert tasks, "DevTools draws its main-thread track from these"
    assert frames_of(bundle), "DevTools opens no trace without the page's frames"
    profile = json.loads((bundle / "cpu.cpuprofile").read_text())
    ids = {node["id"] for node in profile["nodes"]}
    assert set(profile["samples"]) <= ids
    assert len(profile["samples"]) == len(profile["timeDeltas"])
    har = json.loads((bundle / "network.har").read_text())["log"]
    assert har["version"] == "1.2"
    said = [json.loads(line) for line in (bundle / "console.jsonl").read_text().splitlines()]
    assert any(line["text"].startswith("done") for line in said)
    assert picture_in(bundle / "filmstrip.png").width > 100
    assert list((bundle / "filmstrip").glob("*.jpg"))
    assert (bundle / "timeline.svg").read_text().startswith("<svg")


@pytest.mark.parametrize(("width", "scheme"), [(1350, "light"), (360, "dark")])
def test_the_page_is_accessible_and_no_wider_than_its_window(
    browser: Browser, bundle: Path, width: int, scheme: Any
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    page.goto((bundle / "index.html").as_uri())
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert not found.violations_count, found.generate_report()
    assert set(asked) <= {"file", "data"}
    context.close()


PLANTED = {
    "environment": "env-Zk81qpPassw0rd",
    "field": "field-Wx72mmSmith",
    "cookie": "cookie-Qq93vvSession",
    "query": "query-Pl04ddCase",
    "answer": "answer-Vb55ttClient",
    "page": "page-Rt66yyTitle",
}

_SECRET_PAGE = f"""<!doctype html><title>{PLANTED["page"]}</title>
<h1 id="{PLANTED["page"]}" style="color: red !important">{PLANTED["page"]}</h1>
<label>Name <input style="width: 300px; height: 40px; color: red !important"></label>
<select><option>{PLANTED["page"]}</option></select>
<img alt="" width="200" height="50" src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>
<text y='20'>{PLANTED["page"]}</text></svg>">
<div id="shut"></div><p id="out">{PLANTED["page"]}</p>
<button>Go</button>
<script>
  const words = document.createElement("b");
  words.textContent = "{PLANTED["page"]}";
  shut.attachShadow({{ mode: "closed" }}).append(words);
  document.querySelector("button").addEventListener("click", async () => {{
    const typed = document.querySelector("input").value;
    const answer = await fetch("/answer?case={PLANTED["query"]}", {{
      method: "POST", body: "name=" + typed + "&password={PLANTED["environment"]}",
      headers: {{ "X-Typed": typed, Authorization: "Bearer {PLANTED["environment"]}" }},
    }});
    out.textContent = await answer.text();
    performance.mark("{PLANTED["field"]}");
    performance.measure("{PLANTED["answer"]}", "{PLANTED["field"]}");
    console.timeStamp("{PLANTED["page"]}");
    console.time("{PLANTED["query"]}"); console.timeEnd("{PLANTED["query"]}");
    console.error(typed, out.textContent, {{ name: typed }});
    setTimeout(() => {{ throw new Error(typed + out.textContent); }});
    eval("/*" + typed + "*/ 1 //# sourceURL=https://x.example/y.js?name=" + typed);
    location.hash = typed;
    setTimeout(() => console.debug("done"), 100);
  }});
</script>"""


class _Secretive(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(_SECRET_PAGE)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(PLANTED["answer"])

    def _answer(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        self.send_header("Set-Cookie", f"session={PLANTED['cookie']}")
        self.send_header("X-Client", PLANTED["answer"])
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def secretive() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Secretive)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def type_and_send(page: Page) -> None:
    page.get_by_label("Name").fill(PLANTED["field"])
    click_until_done(page)


def texts_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder by its name, and every file inside a zip file."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.name.encode() + path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield f"{path.name}/{name}", name.encode() + archive.read(name)


def places_of(secret: str, folder: Path) -> list[str]:
    return [name for name, data in texts_of(folder) if secret.encode() in data]


@pytest.fixture(scope="module")
def masked(browser: Browser, secretive: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A masked recording of a page that shows, types, sends and gets what must not be kept."""
    folder = tmp_path_factory.mktemp("masked")
    act = Act(url=f"{secretive}/bill?case={PLANTED['query']}", do=type_and_send)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANTED_PASSWORD", PLANTED["environment"])
        record(browser, act, folder, MASKED)
        write_pages(folder)
    return folder


@pytest.mark.parametrize("what", PLANTED)
def test_nothing_shown_typed_or_secret_is_in_any_file_of_a_masked_recording(masked: Path, what: str) -> None:
    assert places_of(PLANTED[what], masked) == []


def test_a_masked_recording_still_tells_what_was_done(masked: Path) -> None:
    """Or the test before this one would pass on an empty folder."""
    har = json.loads((masked / "network.har").read_text())["log"]["entries"]
    assert [(one["request"]["method"], one["response"]["status"]) for one in har] == [("POST", 200)]
    assert har[0]["request"]["url"].endswith("/answer")
    said = [json.loads(line) for line in (masked / "console.jsonl").read_text().splitlines()]
    assert {line["kind"] for line in said} >= {"error", "uncaught error"}
    assert all(line["text"].endswith("characters]") for line in said)
    assert figures(masked)["masked"]
    assert frames_of(masked)
    assert any("RunTask" in data.decode(errors="replace") for _, data in texts_of(masked))


def colours_in(picture: Image.Image, box: tuple[float, float, float, float]) -> int:
    return len(picture.crop(box).getcolors(maxcolors=1 << 20) or [])  # type: ignore[arg-type]


def test_a_masked_picture_is_uniform_where_text_is(browser: Browser, masked: Path, secretive: str) -> None:
    """A field and a picture are one colour inside; a line of text is two, whatever stands in it.

    A screenshot of the same place has more, or this would tell nothing.
    """
    page = browser.new_context(viewport={"width": 1350, "height": 940}).new_page()
    page.goto(secretive)
    shown = Image.open(io.BytesIO(page.screenshot()))
    picture = picture_in(min((masked / "filmstrip").glob("*.png")))
    for selector, most in (("input", 1), ("select", 1), ("img", 1), ("h1", 2), ("#shut", 2), ("#out", 2)):
        box = page.locator(selector).bounding_box()
        assert box is not None
        left, top = box["x"] + 3, box["y"] + 3
        inside = (left, top, left + box["width"] - 6, top + box["height"] - 6)
        assert colours_in(picture, inside) <= most, selector
        assert selector == "input" or colours_in(shown, inside) > 2, selector
    page.context.close()


def test_a_secret_of_the_environment_is_nowhere_even_where_content_is_kept(
    browser: Browser, secretive: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is a cookie; what was typed is kept here, as was asked for."""
    monkeypatch.setenv("PLANTED_PASSWORD", PLANTED["environment"])
    act = Act(url=secretive, do=type_and_send)
    record(browser, act, tmp_path, KEPT)
    walk(browser, act, tmp_path, KEPT)
    write_pages(tmp_path)
    assert places_of(PLANTED["environment"], tmp_path) == []
    assert places_of(PLANTED["cookie"], tmp_path) == []
    kept = places_of(PLANTED["field"], tmp_path)
    assert "network.har" in kept
    assert any(name.startswith("trace.zip/") for name in kept)


class Kept:
    """Journal and watcher of one worker."""

    def __init__(self) -> None:
        self.trials: list[Trial] = []

    def append(self, trial: Trial) -> None:
        self.trials.append(trial)

    def browser_started(self, browser: object) -> None: ...
    def trial_begins(self, cell: Cell, launch: int) -> None: ...
    def trial_ends(self, trial: Trial) -> None: ...


def test_a_page_that_hangs_leaves_a_trace_that_says_where(planted: str, tmp_path: Path) -> None:
    """Nothing waits for it, and the story is about the step that never ended."""
    cell = Cell(design="planted", lines=1, device="unthrottled", journey="a hang")
    job = LaunchJob(
        launch=1,
        trials=(TrialJob(id="001-000", position=0, cell=cell),),
        repeats=0,
        warm_up=(),
        sites={"": planted},
        axes={},
        devices=(DEVICES["unthrottled"],),
        people=(AVERAGE,),
        seed=1,
        deadline_s=2,
    )
    order = encode(RecordingOrder(what=Pass.PROFILE, folder=tmp_path, masking=KEPT, window=False))
    module = "tests.browser.hanging_recording"
    command = [sys.executable, "-m", module, f"{planted}/hang", order, encode(job)]
    kept = Kept()
    run_worker(job, functools.partial(lambda words, _: Guarded(words), command), kept, kept, None)
    assert [trial.state for trial in kept.trials] == [TrialState.HUNG]
    describe(tmp_path)
    told = write_pages(tmp_path)
    assert "had not answered" in told.lead
    assert told.culprits[0].name.startswith("block (hang:")
