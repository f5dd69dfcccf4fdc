"""From which size on does a bill page freeze and lose people's work, and which redesign fixes it?

The one name that an installation puts beside other people's packages. The rooms in it (`harness`, `reports`,
`scenarios`, `fake_ccms`) are folders of the repository, linked here. A page's own test-suite writes:

    from billbench import seconds

    def test_a_bill_of_80_lines_does_not_freeze(bill_page):
        assert bill_page.freeze(lines=80) < seconds(1)
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - pip refuses it; a checkout is run by whatever Python is at hand
    _SAID = (
        f"billbench needs Python 3.11 or newer, and this is {sys.version.split()[0]} ({sys.executable}). "
        "Use a newer one."
    )
    if sys.argv[:1] == ["-m"]:  # `python -m billbench`: a person waits for a sentence, not for a traceback.
        sys.stderr.write(f"{_SAID}\n")
        sys.exit(2)
    raise ImportError(_SAID)

from billbench.harness.plugin.durations import Seconds, seconds

__all__ = ["Seconds", "seconds"]
