"""A claim file as it was read: bills and lines with the places they have in the file, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from billbench.fake_ccms.store.claim_files import Mistake

MAX_MISTAKES = 100
"""Mistakes listed for one bill; more of them are only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    value: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRead:
    """A line of a known type as the file has it: attributes by name, their values unchecked."""

    type: str
    name: str
    row: int
    attributes: Mapping[str, Located]


@dataclass(slots=True, kw_only=True)
class BillRead:
    """A bill as the file has it, with what is wrong in its structure; filled while the file is read."""

    row: int
    reference: str = ""
    disbursements: str = ""
    lines: list[LineRead] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    more_mistakes: int = 0

    def note(self, mistake: Mistake) -> None:
        if len(self.mistakes) < MAX_MISTAKES:
            self.mistakes.append(mistake)
        else:
            self.more_mistakes += 1

    @property
    def noted(self) -> int:
        return len(self.mistakes) + self.more_mistakes


class FileRefusedError(Exception):
    """The file cannot be read, so that nothing of it was stored: why, and what to do."""

    def __init__(self, wrong: str, advice: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.advice = advice


_SHOWN = 40


def shown(value: str) -> str:
    """A value from a file as a message repeats it: short, on one line, without invisible characters."""
    text = value.strip()
    visible = (letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:_SHOWN])
    return "".join(visible) + ("…" if len(text) > _SHOWN else "")
