"""The rules as data: visibility, calculations, which screens a bill visits, prescribed figures.

To add a rule, add a row. `fake_ccms.rules.engine` runs them to a fixed point; visibility rules also go to
the browser, which runs them on every edit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice
from types import MappingProxyType

from billbench.fake_ccms.bill import NO, QUESTION, SUMMARY, YES, Global
from billbench.fake_ccms.fields import DISBURSEMENTS, FEE_SCHEMES, LineType, Suffix
from billbench.fake_ccms.lists import LETTERS_IN, LETTERS_OUT, PER_ITEM, TELEPHONE_CALLS, TRAVEL, WAITING
from billbench.fake_ccms.rules import formulas

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """True when the value of a field of the same line is (or, negated, is not) one of these."""

    suffix: Suffix
    one_of: tuple[str, ...]
    negated: bool = False

    def holds(self, values: Values) -> bool:
        return (values.get(self.suffix, "") in self.one_of) is not self.negated


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibilityRule:
    """When a field is hidden, read-only or optional; the first that holds counts, in this order.

    A value in a hidden or read-only field does not count and is cleared.
    """

    target: Suffix
    hide_if: Condition | None = None
    read_only_if: Condition | None = None
    optional_if: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """Set a field from the other fields of its line; a `default` leaves a typed value alone."""

    target: Suffix
    formula: Callable[[Values], str]
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenRule:
    """A screen is visited when the global holds the word."""

    screen: str
    needs: Global | None = None
    word: str = ""


_IS_PER_ITEM = Condition(suffix=Suffix.CATEGORY, one_of=PER_ITEM)
_IS_BY_TIME = Condition(suffix=Suffix.CATEGORY, one_of=PER_ITEM, negated=True)

_TIME_VISIBILITY = (
    VisibilityRule(target=Suffix.TIME, read_only_if=_IS_PER_ITEM),
    VisibilityRule(target=Suffix.ITEM, optional_if=_IS_BY_TIME),
    VisibilityRule(
        target=Suffix.UPLIFT,
        read_only_if=Condition(suffix=Suffix.CATEGORY, one_of=(TRAVEL, WAITING)),
        optional_if=Condition(suffix=Suffix.CATEGORY, one_of=(TRAVEL, WAITING), negated=True),
    ),
    VisibilityRule(
        target=Suffix.PRIOR_AUTH,
        hide_if=_IS_PER_ITEM,
        optional_if=_IS_BY_TIME,
    ),
)

VISIBILITY: Mapping[str, tuple[VisibilityRule, ...]] = MappingProxyType(
    {
        "cpgfs": _TIME_VISIBILITY,
        "pflrs": _TIME_VISIBILITY,
        "hourly": _TIME_VISIBILITY,
        "counsel": (
            VisibilityRule(
                target=Suffix.PRIOR_AUTH,
                hide_if=Condition(suffix=Suffix.COST_TYPE, one_of=("Advocates' meeting",)),
            ),
        ),
        "disbursements": (),
    }
)


@cache
def more_visibility(line_type: LineType, count: int) -> tuple[VisibilityRule, ...]:
    """So many further rules of a line, on fields that no other rule is about; they open and close nothing.

    For the browser, which evaluates every rule of every line on every edit. The engine here works out what is
    visible once for each case of what decides it, so that further rules would cost it nothing.
    """
    ruled = {rule.target for rule in VISIBILITY[line_type.slug]}
    targets = [
        field.suffix for field in line_type.fields if not field.calculated and field.suffix not in ruled
    ]
    return tuple(
        VisibilityRule(target=target, hide_if=Condition(suffix=targets[0], one_of=(f"(no value {number})",)))
        for number, target in enumerate(islice(cycle(targets), count), 1)
    )


def conditions_of(type_slug: str) -> tuple[Condition, ...]:
    """Every condition that the visibility rules of a line type test."""
    return tuple(
        condition
        for rule in VISIBILITY[type_slug]
        for condition in (rule.hide_if, rule.read_only_if, rule.optional_if)
        if condition is not None
    )


PRESCRIBED_RATES: Mapping[str, str] = MappingProxyType(
    {
        "Preparation": "54.90",
        "Attendance on client": "54.90",
        "Attendance on others": "54.90",
        LETTERS_OUT: "5.40",
        LETTERS_IN: "2.70",
        TELEPHONE_CALLS: "5.40",
        TRAVEL: "27.90",
        WAITING: "27.90",
        "Advocacy": "56.70",
        "Attending court with counsel": "32.40",
        "Conference with counsel": "32.40",
    }
)
"""Other family work, lower courts, outside London: Civil Legal Aid (Remuneration) Regulations 2013, Sch 1."""

_VAT_BY_DATE = Calculation(target=Suffix.VAT, formula=formulas.vat_by_date, default=True)
_TOTAL = Calculation(target=Suffix.TOTAL, formula=formulas.total)

_TIME_CALCULATIONS = (
    Calculation(
        target=Suffix.RATE,
        formula=lambda values: PRESCRIBED_RATES.get(values[Suffix.CATEGORY], ""),
        default=True,
    ),
    _VAT_BY_DATE,
    Calculation(target=Suffix.NET, formula=formulas.net_of_work),
    _TOTAL,
)

CALCULATIONS: Mapping[str, tuple[Calculation, ...]] = MappingProxyType(
    {
        "cpgfs": _TIME_CALCULATIONS,
        "pflrs": _TIME_CALCULATIONS,
        "hourly": _TIME_CALCULATIONS,
        "counsel": (_VAT_BY_DATE, _TOTAL),
        "disbursements": (_VAT_BY_DATE, _TOTAL),
    }
)

SCREENS: tuple[ScreenRule, ...] = (
    ScreenRule(screen=QUESTION),
    *(ScreenRule(screen=slug, needs=Global.FEE_SCHEMES, word=slug) for slug in FEE_SCHEMES),
    ScreenRule(screen=DISBURSEMENTS, needs=Global.DISBURSEMENTS, word=YES),
    ScreenRule(screen=SUMMARY),
)

DISBURSEMENTS_ANSWERS = (YES, NO)
