"""Two revisions of an application: checked out, started, ended, and gone without a trace."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from billbench.harness.application.address import is_healthy
from billbench.harness.application.ours.revision import OWN_START, Revision, running_revision
from billbench.harness.model.errors import UnreachableError, UsageError

ANSWERS = """
import http.server, os, pathlib
class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.headers["Authorization"] == "Bearer " + os.environ["BILLBENCH_TOKEN"]
        body = pathlib.Path("version").read_bytes()
        self.send_response(200 if known and self.path == "/support/health" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Pages).serve_forever()
"""
START = f"{shlex.quote(sys.executable)} app.py"


def git(*words: str) -> str:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    command = ["git", *identity, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository of two revisions, `old` and `new`, in which one is; nothing is left of it at the end."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet")
    for name in ("old", "new"):
        Path("version").write_text(name)
        Path("app.py").write_text(ANSWERS)
        git("add", ".")
        git("commit", "--quiet", "--message", name)
        git("tag", name)
    yield tmp_path
    assert len(git("worktree", "list").splitlines()) == 1


def revision(name: str, start: str = START) -> Revision:
    return Revision(side="candidate", name=name, start=start)


def test_each_revision_runs_its_own_files() -> None:
    import httpx

    with running_revision(revision("old"), "a") as old, running_revision(revision("new"), "b") as new:
        for started, token, version in ((old, "a", "old"), (new, "b", "new")):
            head = {"Authorization": f"Bearer {token}"}
            assert httpx.get(f"{started.address.url}/support/health", headers=head).text == version
            started.check()
    assert not is_healthy(old.address)
    assert not is_healthy(new.address)


def test_our_own_application_starts_without_a_command_of_its_own(tmp_path: Path) -> None:
    """Its files here are those of this test's working tree."""
    source = Path(__file__).parents[2] / "fake_ccms"
    (tmp_path / "fake_ccms").symlink_to(source)
    git("add", ".")
    git("commit", "--quiet", "--message", "the fake")
    with running_revision(revision("HEAD", OWN_START), "a") as started:
        assert is_healthy(started.address)


def test_a_revision_that_ends_is_told_in_its_last_words() -> None:
    start = "echo no licence for this host >&2; exit 7"
    with (
        pytest.raises(UnreachableError, match='status 7; its last words were "no licence for this host"'),
        running_revision(revision("new", start), "a"),
    ):
        pytest.fail("it does not run")


def test_a_revision_that_stays_silent_is_told_as_that() -> None:
    with (
        pytest.raises(UnreachableError, match=r"within 0\.5 s; it said nothing"),
        running_revision(revision("new", "exec sleep 60"), "a", within_s=0.5),
    ):
        pytest.fail("it does not answer")


def test_a_revision_that_dies_half_way_is_told_when_it_is_looked_after() -> None:
    with running_revision(revision("new"), "a") as started:
        started.check()
        serving = [p for p in psutil.process_iter(["environ"]) if _serves(p, started.address.url)]
        for process in serving:
            process.kill()
        psutil.wait_procs(serving, timeout=10)
        with pytest.raises(UnreachableError, match=r"The candidate .* ended with status"):
            started.check()


def _serves(process: psutil.Process, url: str) -> bool:
    mine = process.info["environ"] or {}
    return mine.get("PORT") == url.rpartition(":")[2] and process.pid != os.getpid()


def test_a_revision_that_git_does_not_know_is_a_usage_error() -> None:
    with (
        pytest.raises(UsageError, match='candidate revision "newest"'),
        running_revision(revision("newest"), ""),
    ):
        pytest.fail("there is none")


def test_outside_a_repository_there_are_no_revisions(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("bare"))
    with pytest.raises(UsageError, match="not a git repository"), running_revision(revision("new"), ""):
        pytest.fail("there is none")
    monkeypatch.chdir(tmp_path)
