"""What a journey is, and what it is given to work with."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from billbench.harness.model.outcomes import Change, Line, Noted, NotTaken
from billbench.harness.model.runs import StepInfo
from billbench.scenarios.hands import Hands
from billbench.scenarios.page_map import Part, TargetMap

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Impatience(StrEnum):
    """What a person does to a page that keeps them waiting."""

    CLICKED_AGAIN = "clicked again"
    RELOADED = "reloaded"
    GAVE_UP = "gave up"


@dataclass(slots=True)
class Notebook:
    """What the person typed and what a page acknowledged since: one side of the ledger.

    `changes` are by token: changed lines and, with every field, new ones, which stand in `added` too.
    `bill_id` is the bill that the journey made itself. `turned_over` are lines whose page was left since they
    were typed into, `just_saved` those that the last save was said to have taken, `before_save` is what stood
    on the page before it. `on_note` is called when something is written down.
    """

    changes: dict[str, Change] = field(default_factory=dict)
    added: dict[str, Line] = field(default_factory=dict)
    removed: dict[str, bool] = field(default_factory=dict)
    submitted: bool | None = None
    submit_refused: bool = False
    bill_id: int | None = None
    not_taken: list[NotTaken] = field(default_factory=list)
    turned_over: set[str] = field(default_factory=set)
    just_saved: frozenset[str] = frozenset()
    before_save: Mapping[str, Any] | None = None
    errors: list[str] = field(default_factory=list)
    impatience: list[Impatience] = field(default_factory=list)
    on_note: Callable[[], None] = lambda: None

    @property
    def gave_up(self) -> bool:
        """Whether the person left a page, or loaded it anew, before it had answered."""
        return any(act is not Impatience.CLICKED_AGAIN for act in self.impatience)

    @property
    def noted(self) -> Noted:
        """All of it that can change, as it is now."""
        return Noted(
            changes=tuple(self.changes.values()),
            added=tuple(self.added.values()),
            removed=dict(self.removed),
            submitted=self.submitted,
            submit_refused=self.submit_refused,
            bill_id=self.bill_id,
            gave_up=self.gave_up,
            not_taken=tuple(self.not_taken),
        )

    def typed(self, line: Line, fields: Mapping[str, str]) -> None:
        before = self.changes.get(line.token, Change(token=line.token, fields={}, acknowledged=False))
        self.changes[line.token] = replace(
            before,
            fields={**before.fields, **fields},
            acknowledged=False,
            refused=False,
            error="",
            unread=self._not_read(before.unread, fields),
        )
        self.turned_over.discard(line.token)
        self.on_note()

    def typed_new(self, *lines: Line) -> None:
        for line in lines:
            self.added[line.token] = line
            unread = self._not_read((), line.fields)
            self.changes[line.token] = Change(
                token=line.token, fields=line.fields, acknowledged=False, unread=unread
            )
        self.on_note()

    def _not_read(self, before: tuple[str, ...], fields: Mapping[str, str]) -> tuple[str, ...]:  # noqa: ARG002
        """Which fields nobody has read yet after they were typed into. Our own pages take what is typed."""
        return before

    def held(self, token: str, name: str, value: str, also: tuple[str, ...]) -> None:
        """A field was read: this is what it holds, and what else the page has for the same."""
        change = self.changes[token]
        self.changes[token] = replace(
            change,
            fields={**change.fields, name: value},
            also={**change.also, name: also},
            unread=tuple(one for one in change.unread if one != name),
        )
        # Another try may have ended better than the first.
        self.not_taken = [one for one in self.not_taken if (one.token, one.name) != (token, name)]
        self.on_note()

    def renamed(self, token: str, name: str) -> None:
        """A new line is known by what its field made of its name."""
        self.added[name] = replace(self.added.pop(token), token=name)
        self.changes[name] = replace(self.changes.pop(token), token=name)
        self.on_note()

    def kept_out(self, found: NotTaken) -> None:
        """A field does not show what was typed: then it is nobody's work."""
        self.not_taken.append(found)
        self.on_note()

    def stood_there(self, line: Line, shown: Mapping[str, str]) -> None:
        """What stood in fields before they are typed over. Our own bills need not be put back."""

    def removing(self, *lines: Line) -> None:
        """Lines that the person asks to take away; acknowledged like all else."""
        self.removed.update({line.token: False for line in lines if line.token not in self.removed})
        self.on_note()

    def acknowledged(self) -> None:
        """A page showed that the work was taken: it moved on without an error."""
        self.just_saved = frozenset(token for token, one in self.changes.items() if not one.acknowledged)
        for token, change in self.changes.items():
            self.changes[token] = replace(change, acknowledged=True, refused=False, error="")
        self.removed = dict.fromkeys(self.removed, True)
        self.on_note()

    def shown_as_saved(self) -> None:
        """A page said in so many words that it has saved."""
        self.acknowledged()

    def error_shown(self, text: str, kept: Callable[[Change], bool]) -> None:
        """A page showed an error; `kept` tells whether a change is still on the screen."""
        self.errors.append(text)
        self.submit_refused = self.submitted is False
        for token, change in self.changes.items():
            if not change.acknowledged:
                self.changes[token] = replace(change, refused=kept(change), error=text)
        self.on_note()

    def taken_back(self, text: str, kept: Callable[[Change], bool]) -> None:
        """The page said that it had saved, and then that it had not."""
        for token in self.just_saved & set(self.changes):
            self.changes[token] = replace(self.changes[token], acknowledged=False)
        self.error_shown(text, kept)

    def waited_no_longer(self, act: Impatience) -> None:
        self.impatience.append(act)
        self.on_note()

    def submit_pressed(self) -> None:
        self.submitted = False
        self.on_note()

    def submit_confirmed(self) -> None:
        self.submitted = True
        self.on_note()


@dataclass(slots=True)
class MappedNotebook(Notebook):
    """Of somebody who works on a target: only what its map calls success counts as acknowledged.

    `stood` is what stood in the fields that are typed over, by line, as the page showed it.
    """

    stood: dict[str, dict[str, str]] = field(default_factory=dict)

    def acknowledged(self) -> None:
        """What a journey takes for granted of our own pages is not known of others."""

    def stood_there(self, line: Line, shown: Mapping[str, str]) -> None:
        self.stood.setdefault(line.token, {}).update(
            {name: text for name, text in shown.items() if name not in self.stood.get(line.token, {})}
        )

    def _not_read(self, before: tuple[str, ...], fields: Mapping[str, str]) -> tuple[str, ...]:
        """Others' fields may make something else of it, or nothing."""
        return tuple(dict.fromkeys((*before, *(name for name, value in fields.items() if value))))

    def shown_as_saved(self) -> None:
        """The page showed that it has saved."""
        Notebook.acknowledged(self)


class MeasureStep(Protocol):
    """Measures what happens inside its block; `rows` is how many lines should be on the screen after it."""

    def __call__(self, name: str, *, rows: int | None = None) -> AbstractContextManager[None]: ...


class Look(Protocol):
    """Looks at the page until a script returns something; `None` when it did not `within_s`.

    Without `within_s` it looks until the step's deadline. It comes back in time though the page be frozen.
    """

    def __call__(self, script: str, argument: object, *, within_s: float | None = None) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One person at one bill: the page, where the bill is, what is on it, and a notebook.

    `axes` are the design's values in the design space. `lines` are on the bill already; `to_key_in` are those
    that the person has still to enter. `aside` does something without waiting for it; `download` does
    something that makes the browser keep a file. `map` tells the way on the pages of somebody else's
    application; there, `case_reference` is what stands for the bill in its address.
    """

    page: "Page"
    site: str
    bill_id: int
    case_reference: str
    user: str
    design: str
    axes: Mapping[str, Any]
    lines: tuple[Line, ...]
    to_key_in: tuple[Line, ...] = ()
    step: MeasureStep
    notebook: Notebook
    hands: Hands
    look: Look
    aside: Callable[[Callable[[], None]], None]
    download: Callable[[Callable[[], None]], Path]
    map: TargetMap | None = None


class Start(StrEnum):
    """What there is before a journey begins."""

    DRAFT = "a draft bill with its lines"
    LOGGED = "work in the firm's case management system, and no bill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """A journey in two parts, so that two people can do it in turns: what they begin with, and what each
    of them then does again and again. `step` is the one in which the page is built anew."""

    begin: Callable[[Visit], None]
    again: Callable[[Visit], None]
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What a person does with a bill, in named steps. `arrive` comes before and is not measured.

    `keys_in`: how many of the cell's lines are not on the bill yet, because the journey enters them.
    `takes_away`: how many lines it removes; at others' bills these are ours, typed for it before.
    `turns`: of a journey that can be done in turns with another. `needs`: what it presses on a bill page;
    `None`: other pages, too, which no page map names. `corrects`: the fields that it types over.
    """

    name: str
    title: str
    steps: tuple[StepInfo, ...]
    arrive: Callable[[Visit], None]
    run: Callable[[Visit], None]
    start: Start = Start.DRAFT
    keys_in: int = 0
    takes_away: int = 0
    turns: Turns | None = None
    needs: frozenset[Part] | None = frozenset()
    corrects: frozenset[str] = frozenset()


class JourneyFailed(Exception):  # noqa: N818 - it is an observation of the application, not a fault of ours
    """The journey could not go on; the message says what the person saw. The trial records it."""


class FieldNotTaken(JourneyFailed):
    """A field does not hold what was typed into it. Nothing is saved then: nobody meant what stands there."""


class PatienceEnded(JourneyFailed):
    """The person reloaded the page or left it after `waited_s` of waiting."""

    def __init__(self, message: str, waited_s: float) -> None:
        super().__init__(message)
        self.waited_s = waited_s


class NoAnswer(JourneyFailed):
    """The application could not be reached, or its server could not do its work."""


class NotOffered(Exception):  # noqa: N818 - as above
    """The design has no such thing to do; the message says what is missing. Not a failure."""
