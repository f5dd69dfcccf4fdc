"""The bill page that a test is given, and what pytest says when an assertion about it was false.

Loaded by the first test that asks for it.
"""

import shlex
from collections.abc import Generator
from dataclasses import dataclass
from typing import NoReturn

import pytest

from billbench.harness.plugin.answer import Figures, Refusal
from billbench.harness.plugin.figures import Freeze, Save, freeze_in_words, work_in_words
from billbench.harness.plugin.measuring import Measuring
from billbench.harness.plugin.settings import FIGURE, Undecided

_DETAILS = pytest.StashKey[list[str]]()
_FREEZE_JOURNEY = "change-page"
_SAVE_JOURNEY = "edit-lines"
"""It corrects the first, the middle and the last line: of a form that is cut, the last is what goes."""


@dataclass(frozen=True, slots=True, repr=False)
class BillPage:
    """The bill page under test: what it costs, measured when first asked for and once in a session."""

    item: pytest.Item
    measuring: Measuring

    def __repr__(self) -> str:
        settings = self.measuring.settings
        return f"bill page {settings.target or settings.url or repr(settings.design)}"

    def freeze(self, *, lines: int) -> Freeze:
        """The freeze of a page change in a bill of so many lines; of its opening, where it is all on one
        page of others."""
        __tracebackhide__ = True
        answer = self._ask(_FREEZE_JOURNEY, lines)
        self._tell(f"{answer.what}: {answer.doubt or freeze_in_words(answer)}")
        return Freeze(answer, self)

    def save(self, *, lines: int) -> Save:
        """A bill of so many lines, corrected in its first, middle and last line and saved."""
        __tracebackhide__ = True
        answer = self._ask(_SAVE_JOURNEY, lines)
        self._tell(f"{answer.what}, saved: {answer.work_doubt or work_in_words(answer)}")
        return Save(answer, self)

    def repeat(self, answer: Figures) -> str:
        return answer.command or shlex.join(
            ["pytest", self.item.nodeid, "--bill-url", self.measuring.settings.url]
        )

    def refused(self, details: str) -> None:
        self.item.stash.setdefault(_DETAILS, []).append(details)

    def undecided(self, reason: str, details: str) -> NoReturn:
        __tracebackhide__ = True
        if self.measuring.settings.undecided is Undecided.SKIP:
            pytest.skip(reason)
        self.refused(details)
        pytest.fail(reason, pytrace=True)

    def _ask(self, journey: str, lines: int) -> Figures:
        __tracebackhide__ = True
        told = self.measuring.ask(journey, lines)
        if not isinstance(told, Refusal):
            return told
        if told.invalid:
            self.undecided(f"invalid: {told.message}", told.message)
        pytest.fail(told.message, pytrace=False)

    def _tell(self, figure: str) -> None:
        if (FIGURE, figure) not in self.item.user_properties:
            self.item.user_properties.append((FIGURE, figure))


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
