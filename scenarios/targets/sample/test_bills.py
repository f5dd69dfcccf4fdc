"""pytest test_bills.py --bill-target bills.toml"""

from typing import Any

from billbench import seconds


def test_a_bill_of_80_lines_does_not_freeze(bill_page: Any) -> None:
    assert bill_page.freeze(lines=80) < seconds(1)


def test_a_bill_of_80_lines_is_saved(bill_page: Any) -> None:
    assert bill_page.save(lines=80).nothing_lost
