"""The pytest plugin: a page's own test-suite measures its freezes and its lost work.

    from harness.plugin import seconds

    def test_a_bill_of_80_lines_does_not_freeze(bill_page):
        assert bill_page.freeze(lines=80) < seconds(1)

Everything here but `worker` is imported by every pytest on this machine, so it imports the standard library
alone, and little of it.
"""

from harness.plugin.durations import Seconds, seconds

__all__ = ["Seconds", "seconds"]
