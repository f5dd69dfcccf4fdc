"""Settings of the fake CCMS, as valid values. `fake_ccms.settings_file` reads them from TOML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from billbench.fake_ccms.designs import PRESETS, Design
from billbench.fake_ccms.limits.model import NO_LIMITS, Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSettings:
    """Lengths of the choice lists. No source gives them: every default here is an ASSUMPTION.

    Real lists grow with the firm and the history of the case; the smallest allowed lengths keep the
    entries that the rules and the usual bills need.
    """

    fee_earners: int = 20
    prior_authorities: int = 20
    cost_types: int = 8
    categories: int = 20
    disbursement_types: int = 20
    counsel_fees: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """Figures of the rules. Voucher and note are those of the real service.

    How many visibility rules its rulebase has is not public: `more_visibility` adds so many a line, as an
    ASSUMPTION. Each is evaluated on every edit like any other, and opens and closes nothing.
    """

    voucher_from_pounds: float = 20
    note_from_hours: float = 3
    more_visibility: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySettings:
    """Earlier bills of each case that the support interface makes. No source gives them: an ASSUMPTION.

    An interview holds the lines of all earlier bills of its case, so each save and each page carry them.
    """

    earlier_bills: int = 0
    lines_each: int = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    """A session ends after this time without a request (60 minutes is the real system's)."""

    life_minutes: float = 60


class StaleSave(StrEnum):
    """What happens to a save of a screen that was opened before somebody else's save."""

    REFUSE = "refuse"
    OVERWRITE = "overwrite"


class SecondSubmit(StrEnum):
    """What happens when a declaration is sent again."""

    ONCE = "once"
    TWICE = "twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingSettings:
    """What is done against lost updates and double submissions; the second value of each is to go without."""

    stale_save: StaleSave = StaleSave.REFUSE
    second_submit: SecondSubmit = SecondSubmit.ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Requests worked on at once, and whether only one of them writes; SQLite always has one writer.

    The real figures are unknown: an ASSUMPTION.
    """

    threads: int = 8
    one_writer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, validated. `designs` holds the presets and the person's own designs by name.

    `limits` are those of the servers in front of the service, and the faults that were asked for.
    """

    lists: ListSettings = field(default_factory=ListSettings)
    rules: RuleSettings = field(default_factory=RuleSettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    session: SessionSettings = field(default_factory=SessionSettings)
    saving: SavingSettings = field(default_factory=SavingSettings)
    server: ServerSettings = field(default_factory=ServerSettings)
    designs: Mapping[str, Design] = field(default_factory=lambda: PRESETS)
    limits: Limits = NO_LIMITS
