"""`billbench --version`: what runs here, from where, with which browser. Lines that a bug report can quote.

Versions are read from what is installed beside them: importing the libraries would take seconds, and Locust's
patches the interpreter.
"""

import json
import platform
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from billbench.harness.machine.guard import kill_tree
from billbench.harness.machine.installation import HOME, NAME
from billbench.harness.model.errors import UsageError

_ANSWER_WITHIN_S = 5


def version_lines() -> Iterator[str]:
    """The version, and a line a fact: installation, Python, browser, driver, pytest plugin, Locust."""
    yield f"{NAME}, version {_version()}"
    facts = {
        "installed": _installed(),
        "revision": _revision(),
        "Python": f"{platform.python_version()} at {sys.executable}",
        "browser": _browser(),
        "Playwright": _of_package("playwright"),
        "pytest plugin": _pytest_plugin(),
        "Locust": _of_package("locust"),
    }
    yield from (f"{name}: {fact}" for name, fact in facts.items() if fact)


def _distribution() -> metadata.Distribution | None:
    try:
        return metadata.distribution(NAME)
    except metadata.PackageNotFoundError:
        return None


def _version() -> str:
    """Of a checkout that is not installed, what its project file says."""
    if found := _distribution():
        return found.version
    try:
        return str(tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "unknown"


def _installed() -> str:
    found = _distribution()
    if found is None:
        return f"no, it runs from {HOME}"
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable") and origin["url"] == HOME.as_uri():
        return f"editable, from {HOME}"
    place = Path(str(found.locate_file("")))
    return f"wheel, in {HOME}" if place == HOME else f"in {place}, but this runs from {HOME}"


def _revision() -> str:
    """Of a repository only: an environment often lies in somebody else's."""
    if not (HOME / ".git").exists():
        return ""
    words = ("git", "-C", str(HOME), "describe", "--always", "--exclude=*", "--dirty")
    try:
        told = subprocess.run(words, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        return "unknown, git is not installed"
    except subprocess.CalledProcessError as error:
        return f"unknown, git says: {(error.stderr.strip().splitlines() or ['nothing'])[-1]}"
    revision = told.stdout.strip()
    return f"{revision.removesuffix('-dirty')}, with changes" if revision.endswith("-dirty") else revision


def _browser() -> str:
    # Late: it loads Playwright, which alone knows where its own builds are.
    from billbench.harness.machine.browser import locate

    try:
        path = locate()
    except UsageError as error:
        return f"none found. {str(error).removeprefix('No browser was found. ')}"
    return f"{_own_word(path)} at {path}"


def _own_word(path: Path) -> str:
    """What a browser answers to `--version`; one that goes on running is ended."""
    words = (str(path), "--version")
    try:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        told, _ = process.communicate(timeout=_ANSWER_WITHIN_S)
    except OSError as error:
        return f"does not start ({error.strerror}),"
    except subprocess.TimeoutExpired:
        kill_tree(process.pid)
        process.communicate()
        return "of unknown version,"
    return next((line.strip() for line in told.splitlines() if line.strip()), "of unknown version,")


def _pytest_plugin() -> str:
    found = _distribution()
    plugins = [one.value for one in found.entry_points if one.group == "pytest11"] if found else []
    if not plugins:
        return "none, as billbench is not installed"
    pytest = _of_package("pytest")
    return (
        f"{plugins[0]}, for pytest {pytest}"
        if pytest[:1].isdecimal()
        else f"{plugins[0]}, pytest is {pytest}"
    )


def _of_package(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
