"""Line types and their fields: what a bill line holds, how it is labelled and checked.

Prefixes and the 13 suffixes are those of the real system's attributes (its misspelling included).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Suffix(StrEnum):
    """The attributes of a line; a field name is `{PREFIX}_{instance}_{SUFFIX}`."""

    DATE = "DATE"
    COST_TYPE = "COST_TYPE"
    CATEGORY = "CATEGORY"
    ACTIVITY = "ACTIVITY"
    TIME = "TIME"
    ITEM = "ITEM"
    RATE = "RATE"
    UPLIFT = "UPLIFT"
    NET = "NET_CLAIM_INC_UPLFT"
    VAT = "VAT"
    TOTAL = "TOTAL_CLAIM"
    FEE_EARNER = "FEE_EARNER"
    PRIOR_AUTH = "PRIOR_AUTH"


class Kind(StrEnum):
    """What may be typed into a field."""

    DATE = "date"
    TEXT = "text"
    TIME = "time"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a line screen. `choices` names the list of a `Kind.CHOICE` field.

    A `calculated` field is shown read-only and set by the rules; what a form sends for it is not taken.
    """

    suffix: Suffix
    label: str
    kind: Kind
    choices: str = ""
    required: bool = False
    calculated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineType:
    """A kind of line with its screen: `slug` in addresses, `prefix` in field names."""

    slug: str
    prefix: str
    entity: str
    title: str
    fields: tuple[Field, ...]

    @property
    def suffixes(self) -> tuple[Suffix, ...]:
        return tuple(field.suffix for field in self.fields)

    def field(self, suffix: str) -> Field | None:
        return next((field for field in self.fields if field.suffix == suffix), None)


MAX_TEXT = 120

_TIME_FIELDS = (
    Field(suffix=Suffix.DATE, label="Date", kind=Kind.DATE, required=True),
    Field(suffix=Suffix.COST_TYPE, label="Cost type", kind=Kind.CHOICE, choices="cost_types", required=True),
    Field(
        suffix=Suffix.CATEGORY,
        label="Category of work",
        kind=Kind.CHOICE,
        choices="categories",
        required=True,
    ),
    Field(suffix=Suffix.ACTIVITY, label="Work conducted", kind=Kind.TEXT),
    Field(suffix=Suffix.TIME, label="Time", kind=Kind.TIME, required=True),
    Field(suffix=Suffix.ITEM, label="Items", kind=Kind.COUNT, required=True),
    Field(suffix=Suffix.RATE, label="Rate (£)", kind=Kind.MONEY, required=True),
    Field(suffix=Suffix.UPLIFT, label="Uplift (%)", kind=Kind.PERCENT),
    Field(suffix=Suffix.NET, label="Net claim (£)", kind=Kind.MONEY, calculated=True),
    Field(suffix=Suffix.VAT, label="VAT (%)", kind=Kind.CHOICE, choices="vat", required=True),
    Field(suffix=Suffix.TOTAL, label="Total claim (£)", kind=Kind.MONEY, calculated=True),
    Field(
        suffix=Suffix.FEE_EARNER, label="Fee earner", kind=Kind.CHOICE, choices="fee_earners", required=True
    ),
    Field(suffix=Suffix.PRIOR_AUTH, label="Prior authority", kind=Kind.CHOICE, choices="prior_authorities"),
)

_COUNSEL_FIELDS = (
    Field(suffix=Suffix.DATE, label="Date", kind=Kind.DATE, required=True),
    Field(suffix=Suffix.COST_TYPE, label="Fee type", kind=Kind.CHOICE, choices="counsel_fees", required=True),
    Field(suffix=Suffix.ACTIVITY, label="Work conducted", kind=Kind.TEXT),
    Field(suffix=Suffix.NET, label="Net claim (£)", kind=Kind.MONEY, required=True),
    Field(suffix=Suffix.VAT, label="VAT (%)", kind=Kind.CHOICE, choices="vat", required=True),
    Field(suffix=Suffix.TOTAL, label="Total claim (£)", kind=Kind.MONEY, calculated=True),
    Field(suffix=Suffix.PRIOR_AUTH, label="Prior authority", kind=Kind.CHOICE, choices="prior_authorities"),
)

_DISBURSEMENT_FIELDS = (
    Field(
        suffix=Suffix.ACTIVITY,
        label="Activity type",
        kind=Kind.CHOICE,
        choices="disbursement_types",
        required=True,
    ),
    Field(suffix=Suffix.DATE, label="Activity date", kind=Kind.DATE, required=True),
    Field(suffix=Suffix.NET, label="Net value (£)", kind=Kind.MONEY, required=True),
    Field(suffix=Suffix.VAT, label="VAT (%)", kind=Kind.CHOICE, choices="vat", required=True),
    Field(
        suffix=Suffix.FEE_EARNER, label="Fee earner", kind=Kind.CHOICE, choices="fee_earners", required=True
    ),
    Field(suffix=Suffix.TOTAL, label="Total (£)", kind=Kind.MONEY, calculated=True),
)

_TYPES = (
    LineType(
        slug="cpgfs",
        prefix="CPGFS",
        entity="CPGFS_BILL_LINE",
        title="Care proceedings graduated fee scheme (CPGFS)",
        fields=_TIME_FIELDS,
    ),
    LineType(
        slug="pflrs",
        prefix="PFLRS",
        entity="PFLRS_BILL_LINE",
        title="Private family law representation scheme (PFLRS)",
        fields=_TIME_FIELDS,
    ),
    LineType(
        slug="hourly", prefix="PRES", entity="PRES_BILL_LINE", title="Hourly rates", fields=_TIME_FIELDS
    ),
    LineType(
        slug="counsel", prefix="COUN", entity="COUN_BILL_LINE", title="Counsel fees", fields=_COUNSEL_FIELDS
    ),
    LineType(
        slug="disbursements",
        prefix="DISB",
        entity="DISB_BILL_LINE",
        title="Disbursements",
        fields=_DISBURSEMENT_FIELDS,
    ),
)

LINE_TYPES: Mapping[str, LineType] = MappingProxyType({item.slug: item for item in _TYPES})
"""Every line type by slug, in the order in which an interview visits their screens."""

DISBURSEMENTS = "disbursements"
FEE_SCHEMES = tuple(slug for slug in LINE_TYPES if slug != DISBURSEMENTS)


def field_name(line_type: LineType, instance: int, suffix: str) -> str:
    """The name of a control in a form, such as `PRES_17_DATE`."""
    return f"{line_type.prefix}_{instance}_{suffix}"
