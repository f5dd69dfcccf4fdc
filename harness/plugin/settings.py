"""What a test-suite says of the page that it measures: options of the command line over the ini file."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FIGURE = "billbench"
"""The user property that carries a figure: into JUnit files, and from the processes of pytest-xdist."""


class Undecided(StrEnum):
    """What becomes of a test whose figure is inconclusive or invalid. It never passes."""

    SKIP = "skip"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSettings:
    design: str
    url: str
    target: str
    device: str
    launches: int
    undecided: Undecided
    runs: str


@dataclass(frozen=True, slots=True)
class _Option:
    name: str
    default: str
    help: str
    choices: tuple[str, ...] | None = None


_OPTIONS = (
    _Option("design", "single-page", "the page design that `bill_page` measures"),
    _Option("url", "", "an application that runs on this machine; else the fake CCMS is started"),
    _Option("target", "", "a target file: the page of others that it maps"),
    _Option("device", "office-pc", "the device whose freezes are told"),
    _Option("launches", "6", "how many browser launches a figure is made of"),
    _Option(
        "inconclusive",
        Undecided.SKIP,
        "what becomes of a test whose figure is inconclusive or invalid: skip or fail",
        tuple(Undecided),
    ),
    _Option("runs", "runs", "the folder for what is measured"),
)


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("billbench", "freezes and lost work of a bill page (billbench)")
    for option in _OPTIONS:
        told = f"{option.help} (ini: bill_{option.name}; default: {option.default or 'none'})"
        group.addoption(f"--bill-{option.name}", default=None, help=told, choices=option.choices)
        parser.addini(f"bill_{option.name}", option.help, default=option.default)


def settings_of(config: pytest.Config) -> PluginSettings:
    """The settings as typed. Raises `pytest.UsageError` with every mistake."""
    typed = {option.name: _typed(config, option.name) for option in _OPTIONS}
    mistakes = list(_mistakes(typed))
    if mistakes:
        raise pytest.UsageError(f"billbench: {'; '.join(mistakes)}.")
    return PluginSettings(
        design=typed["design"],
        url=typed["url"],
        target=typed["target"],
        device=typed["device"],
        launches=int(typed["launches"]),
        undecided=Undecided(typed["inconclusive"]),
        runs=typed["runs"],
    )


def _typed(config: pytest.Config, name: str) -> str:
    given = config.getoption(f"--bill-{name}")
    return str(config.getini(f"bill_{name}") if given is None else given).strip()


def _mistakes(typed: dict[str, str]) -> "Iterator[str]":
    launches = typed["launches"]
    if not (launches.isascii() and launches.isdecimal() and 2 <= int(launches) <= 1000):
        yield f"bill_launches is {launches!r}, give a whole number from 2 (an interval needs two) to 1000"
    if typed["inconclusive"] not in tuple(Undecided):
        yield f"bill_inconclusive is {typed['inconclusive']!r}, give skip or fail"
    if typed["url"] and typed["target"]:
        yield "bill_url and bill_target name two pages: leave one of them out"
