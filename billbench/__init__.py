"""From which size on does a bill page freeze and lose people's work, and which redesign fixes it?

The one name that an installation puts beside other people's packages. The rooms in it (`harness`, `reports`,
`scenarios`, `fake_ccms`) are folders of the repository, linked here. A page's own test-suite writes:

    from billbench import seconds

    def test_a_bill_of_80_lines_does_not_freeze(bill_page):
        assert bill_page.freeze(lines=80) < seconds(1)
"""

from billbench.harness.plugin.durations import Seconds, seconds

__all__ = ["Seconds", "seconds"]
