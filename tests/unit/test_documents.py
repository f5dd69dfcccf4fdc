"""What the documents tell people to type and to open exists."""

import re
import shlex
from pathlib import Path

import pytest

from billbench.harness.cli import billbench

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")

COMMANDS = [
    (document, line.strip().removeprefix(".venv/bin/").partition(" #")[0])
    for document in DOCUMENTS
    for line in (ROOT / document).read_text(encoding="utf-8").splitlines()
    if re.match(r" {4}(\.venv/bin/)?(billbench|make) ", line)
]
MAKE_TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize(("document", "command"), COMMANDS)
def test_a_documented_command_is_understood(document: str, command: str) -> None:
    """Every indented command line parses: the command, its options, their types."""
    program, name, *rest = shlex.split(command)
    if program == "make":
        assert name in MAKE_TARGETS, f"{document} names make {name}"
    else:
        billbench.commands[name].make_context(name, rest)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_documented_place_exists(document: str) -> None:
    """Paths in backticks and targets of links are there."""
    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"`((?:ci|fake_ccms|harness|reports|scenarios|tests)/[\w./-]*)`", text)
    linked = re.findall(r"\]\(([\w./-]+)\)", text)
    assert [place for place in [*named, *linked] if not (ROOT / place).exists()] == []


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in billbench.commands if f"`billbench {name}" not in text] == []
