"""The entry point of pytest (`pytest11`): options, the fixture `bill_page`, and what a failure says."""

import os
import shlex
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from harness.plugin.answer import Answer, Refusal
from harness.plugin.figures import Freeze, Save, freeze_in_words, work_in_words
from harness.plugin.settings import Settings, Undecided, add_options, settings_of

if TYPE_CHECKING:
    from harness.plugin.measuring import Measuring

_SETTINGS = pytest.StashKey[Settings]()
_FOLDER = pytest.StashKey[Path]()
_DETAILS = pytest.StashKey[list[str]]()
_FIGURE = "billbench"
"""The user property that carries a figure: into JUnit files, and from the processes of pytest-xdist."""

_FREEZE_JOURNEY = "change-page"
_SAVE_JOURNEY = "save-and-return"


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SETTINGS] = settings_of(config)
    given = getattr(config, "workerinput", {}).get(_FIGURE)
    own = f"pytest-{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(3).hex()}"
    config.stash[_FOLDER] = Path(given) if given else config.rootpath / config.stash[_SETTINGS].runs / own


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist: all processes of a session share one folder, so none measures what another did."""
    node.workerinput[_FIGURE] = str(node.config.stash[_FOLDER])


@dataclass(frozen=True, slots=True, repr=False)
class BillPage:
    """The bill page under test: what it costs, measured when first asked for and once in a session."""

    item: pytest.Item
    measuring: "Measuring"
    settings: Settings

    def __repr__(self) -> str:
        return f"bill page {self.settings.url or self.settings.design!r}"

    def freeze(self, *, lines: int) -> Freeze:
        """The freeze of a page change in a bill of so many lines."""
        __tracebackhide__ = True
        answer = self._ask(_FREEZE_JOURNEY, lines)
        self._tell(f"{answer.what}: {answer.doubt or freeze_in_words(answer)}")
        return Freeze(answer, self)

    def save(self, *, lines: int) -> Save:
        """A bill of so many lines that is corrected, saved, left and opened again."""
        __tracebackhide__ = True
        answer = self._ask(_SAVE_JOURNEY, lines)
        self._tell(f"{answer.what}, saved: {answer.work_doubt or work_in_words(answer)}")
        return Save(answer, self)

    def repeat(self, answer: Answer) -> str:
        return answer.command or shlex.join(["pytest", self.item.nodeid, "--bill-url", self.settings.url])

    def refused(self, details: str) -> None:
        self.item.stash.setdefault(_DETAILS, []).append(details)

    def undecided(self, reason: str, details: str) -> NoReturn:
        __tracebackhide__ = True
        if self.settings.undecided is Undecided.SKIP:
            pytest.skip(reason)
        self.refused(details)
        pytest.fail(reason, pytrace=True)

    def _ask(self, journey: str, lines: int) -> Answer:
        __tracebackhide__ = True
        told = self.measuring.ask(journey, lines)
        if not isinstance(told, Refusal):
            return told
        if told.invalid:
            self.undecided(f"invalid: {told.message}", told.message)
        pytest.fail(told.message, pytrace=False)

    def _tell(self, figure: str) -> None:
        if (_FIGURE, figure) not in self.item.user_properties:
            self.item.user_properties.append((_FIGURE, figure))


@pytest.fixture(scope="session")
def _bill_measuring(pytestconfig: pytest.Config) -> "Measuring":
    # Late, so that a test-suite without a bill page loads nothing of it.
    from harness.plugin.measuring import Measuring

    return Measuring(pytestconfig.stash[_SETTINGS], pytestconfig.stash[_FOLDER])


@pytest.fixture
def bill_page(request: pytest.FixtureRequest, _bill_measuring: "Measuring") -> BillPage:
    """The bill page that the options name: `freeze(lines=80)` and `save(lines=200).nothing_lost`."""
    return BillPage(request.node, _bill_measuring, request.config.stash[_SETTINGS])


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """A comparison that was false, in words. The details follow in a section of their own."""
    if isinstance(left, Freeze) or isinstance(right, Freeze):
        return [f"{left!r} {op} {right!r}"]
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    details = item.stash.get(_DETAILS, [])
    add_section = getattr(report.longrepr, "addsection", None)
    if report.when == "call" and report.failed and details and add_section is not None:
        add_section("billbench", "\n\n".join(dict.fromkeys(details)))
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Every figure once, those of passed tests too: how near to a limit one is, is worth knowing."""
    figures = dict.fromkeys(_figures(terminalreporter.stats.values()))
    if figures:
        terminalreporter.section("billbench")
        for figure in figures:
            terminalreporter.write_line(figure)


def _figures(reports: "Sequence[Sequence[Any]]") -> Iterator[str]:
    for report in (one for some in reports for one in some):
        yield from (text for name, text in getattr(report, "user_properties", ()) if name == _FIGURE)
