"""The arithmetic of a line, in pence and minutes, on stored values. Half pennies are rounded up."""

from collections.abc import Mapping

from billbench.fake_ccms.fields import Suffix
from billbench.fake_ccms.lists import PER_ITEM
from billbench.fake_ccms.values import hundredths, minutes, money, pence, sortable

_VAT_FROM = (("2011-01-04", "20"), ("2010-01-01", "17.5"), ("2008-12-01", "15"), ("1991-04-01", "17.5"))
"""The standard rate of VAT and the day from which it holds, newest first."""

_PER_CENT = 10_000


def vat_by_date(values: Mapping[str, str]) -> str:
    """The standard rate of VAT on the day of the work."""
    if not values[Suffix.DATE]:
        return ""
    worked = sortable(values[Suffix.DATE])
    return next((rate for start, rate in _VAT_FROM if worked >= start), "0")


def net_of_work(values: Mapping[str, str]) -> str:
    """Rate × items, or rate × time, with the uplift. Blank until rate and quantity are there."""
    rate = values[Suffix.RATE]
    quantity = values[Suffix.ITEM] if values[Suffix.CATEGORY] in PER_ITEM else values[Suffix.TIME]
    if not rate or not quantity:
        return ""
    sixtieths = minutes(quantity) if ":" in quantity else int(quantity) * 60
    scaled = pence(rate) * sixtieths * (_PER_CENT + hundredths(values[Suffix.UPLIFT]))
    return money(_rounded(scaled, 60 * _PER_CENT))


def total(values: Mapping[str, str]) -> str:
    """Net with VAT. Blank until there is a net value."""
    net = values[Suffix.NET]
    return money(pence(net) + vat_pence(net, values[Suffix.VAT])) if net else ""


def vat_pence(net: str, rate: str) -> int:
    return vat_on(pence(net), rate)


def vat_on(net: int, rate: str) -> int:
    """VAT in pence on a net value in pence; a blank rate is none."""
    return _rounded(net * hundredths(rate), _PER_CENT)


def _rounded(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
