"""Settings of the fake CCMS, with their ranges. `fake_ccms.settings_file` reads them from TOML."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field

from billbench.fake_ccms.design_presets import PRESETS, usable_name
from billbench.fake_ccms.designs import Design, OwnDesign, named
from billbench.fake_ccms.limits.reading import Limits
from billbench.fake_ccms.tables import Table, number, switch, whole, word


class ListSettings(Table):
    """Lengths of the choice lists. No source gives them: every default here is an ASSUMPTION.

    Real lists grow with the firm and the history of the case; the smallest allowed lengths keep the
    entries that the rules and the usual bills need.
    """

    fee_earners: int = whole(20, 1, 5_000)
    prior_authorities: int = whole(20, 1, 5_000)
    cost_types: int = whole(8, 3, 5_000)
    categories: int = whole(20, 9, 5_000)
    disbursement_types: int = whole(20, 2, 5_000)
    counsel_fees: int = whole(8, 1, 5_000)


class RuleSettings(Table):
    """Figures of the rules. Voucher and note are those of the real service.

    How many visibility rules its rulebase has is not public: `more_visibility` adds so many a line, as an
    ASSUMPTION. Each is evaluated on every edit like any other, and opens and closes nothing.
    """

    voucher_from_pounds: float = number(20, 0, 1_000_000)
    note_from_hours: float = number(3, 0, 100)
    more_visibility: int = whole(0, 0, 1_000)


class HistorySettings(Table):
    """Earlier bills of each case that the support interface makes. No source gives them: an ASSUMPTION.

    An interview holds the lines of all earlier bills of its case, so each save and each page carry them.
    """

    earlier_bills: int = whole(0, 0, 24)
    lines_each: int = whole(80, 1, 200)


class SessionSettings(Table):
    """A session ends after this time without a request (60 minutes is the real system's)."""

    life_minutes: float = number(60, 0.01, 60 * 24 * 30)


class StaleSave(StrEnum):
    """What happens to a save of a screen that was opened before somebody else's save."""

    REFUSE = "refuse"
    OVERWRITE = "overwrite"


class SecondSubmit(StrEnum):
    """What happens when a declaration is sent again."""

    ONCE = "once"
    TWICE = "twice"


class Commits(StrEnum):
    """What is committed at once when a screen is saved: all of it, or each line that changed."""

    SCREEN = "screen"
    LINE = "line"


class SavingSettings(Table):
    """What is done against lost updates, double submissions and halves of a save.

    The second value of each is to go without.
    """

    stale_save: StaleSave = word(StaleSave.REFUSE, StaleSave)
    second_submit: SecondSubmit = word(SecondSubmit.ONCE, SecondSubmit)
    commits: Commits = word(Commits.SCREEN, Commits)


class ServerSettings(Table):
    """Requests worked on at once, and whether only one of them writes; SQLite always has one writer.

    The real figures are unknown: an ASSUMPTION.
    """

    threads: int = whole(8, 1, 256)
    one_writer: bool = switch(default=False)


class ClassicSettings(Table):
    """What pages of the classic designs do, each a thing that the real interview's public client code does.

    The defaults are that code's. Two are an ASSUMPTION, as that code can do without both: `calendars`, and
    `dirty_check`, which is on in two of four configurations that are public.
    """

    dirty_check: bool = switch(default=True)
    calendars: bool = switch(default=False)
    rules_on_every_edit: bool = switch(default=False)
    most_rule_loops: int = whole(20, 1, 1_000)
    told_on_leaving: bool = switch(default=True)
    looked_up: bool = switch(default=True)
    visibility_read: bool = switch(default=True)
    hidden_shown: bool = switch(default=True)
    enter_by_script: bool = switch(default=True)
    relative_widths: bool = switch(default=True)
    popups_at_end: bool = switch(default=True)
    most_items: int = whole(20, 1, 5_000)
    resize_px: int = whole(400, 1, 10_000)


class Settings(Limits):
    """All settings, and with them the limits of the servers in front of the service and the faults."""

    lists: ListSettings = ListSettings()
    rules: RuleSettings = RuleSettings()
    history: HistorySettings = HistorySettings()
    session: SessionSettings = SessionSettings()
    saving: SavingSettings = SavingSettings()
    server: ServerSettings = ServerSettings()
    classic: ClassicSettings = ClassicSettings()
    design: Mapping[Annotated[str, AfterValidator(usable_name)], OwnDesign] = Field(default_factory=dict)

    @cached_property
    def designs(self) -> Mapping[str, Design]:
        """The presets and the person's own designs by name."""
        return MappingProxyType({**PRESETS, **{name: named(name, own) for name, own in self.design.items()}})
