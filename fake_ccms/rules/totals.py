"""Totals of a bill. VAT is worked out once for each rate on all the net values of that rate.

Not as the sum of the lines' VAT: each of those is rounded, so the same work would cost some pence more or
less as eighty lines than as one line at summary level.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from billbench.fake_ccms.bill import Line
from billbench.fake_ccms.fields import Suffix
from billbench.fake_ccms.rules.formulas import vat_on
from billbench.fake_ccms.values import pence


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over lines, in pence."""

    lines: int
    net: int
    vat: int

    @property
    def gross(self) -> int:
        return self.net + self.vat


def totals_of(lines: Iterable[Line]) -> Totals:
    """The totals of all these lines together; lines without a net value count as nothing."""
    count = 0
    net_by_rate: dict[str, int] = {}
    for line in lines:
        count += 1
        values = line.values
        if net := values[Suffix.NET]:
            rate = values[Suffix.VAT]
            net_by_rate[rate] = net_by_rate.get(rate, 0) + pence(net)
    vat = sum(vat_on(net, rate) for rate, net in net_by_rate.items())
    return Totals(lines=count, net=sum(net_by_rate.values()), vat=vat)


def shares(groups: Iterable[Iterable[Line]]) -> list[Totals]:
    """Totals of groups of lines that add up to the totals of all of them, whatever VAT is rounded to."""
    found: list[Totals] = []
    before: list[Line] = []
    vat_before = 0
    for group in groups:
        lines = list(group)
        before += lines
        own = totals_of(lines)
        vat = totals_of(before).vat
        found.append(Totals(lines=own.lines, net=own.net, vat=vat - vat_before))
        vat_before = vat
    return found
