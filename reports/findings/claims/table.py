"""The owner's claims C1 to C8, and by which rule each is decided: written before anything was measured.

A verdict is *shown* or *contradicted* only by what an interval excludes. What the data leave open is *not
shown*, and what the run has no cells for is *not tested*.
"""

from dataclasses import dataclass
from enum import StrEnum


class ClaimVerdict(StrEnum):
    SHOWN = "shown"
    CONTRADICTED = "contradicted"
    NOT_SHOWN = "not shown"
    NOT_TESTED = "not tested"


class ClaimName(StrEnum):
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C5 = "C5"
    C6 = "C6"
    C7 = "C7"
    C8 = "C8"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerClaim:
    """`says` in our words; `shown_if` and `contradicted_if` are the rule, `needs` what a run must hold."""

    name: ClaimName
    says: str
    needs: str
    shown_if: str
    contradicted_if: str


UPLOAD = "claim-upload"
SUMMARY_LEVEL = "summary-level"
EDIT_STEPS = ("edit", "type", "correct")
"""Names of steps in which a person types, as against changing pages."""
CAPACITY_WORDS = ("worker", "server", "cpu", "processor", "capacity")
"""A variant whose name holds one of them has more server, unless the run's plan is that of C4."""

AROUND = 2.0
"""C1: "around 80" is within this factor of 80."""
SAME = 1.10
"""C4: a freeze within this factor of the other has not moved; the gate's default margin."""
LARGE_UPLOAD = 1000
"""C6: "every size" is tested from this many lines on."""
RARE_LOSS = 0.05
"""C3: the share of bills that must be excluded before "no loss" contradicts the claim."""

CLAIMS = (
    OwnerClaim(
        name=ClaimName.C1,
        says="Performance declines for larger bills, generally from around 80 items.",
        needs="the single page at several sizes",
        shown_if=(
            "the freeze grows with the bill and the whole interval of its safe size (1 s) lies within a "
            f"factor of {AROUND:g} of 80 lines"
        ),
        contradicted_if="that interval lies wholly outside",
    ),
    OwnerClaim(
        name=ClaimName.C2,
        says="The system freezes when changing pages.",
        needs="a journey with a page change and a correction of a line, on the single page",
        shown_if=(
            "in the largest bill the page change freezes longer than the correction in the same launches "
            "(interval of the ratio above 1)"
        ),
        contradicted_if="that interval lies below 1",
    ),
    OwnerClaim(
        name=ClaimName.C3,
        says="Entered data is lost, changes fail to save, finished claims fail to submit.",
        needs="bills read back after the work",
        shown_if="a line or a submission was lost at least once: losses are counted, not estimated",
        contradicted_if=(
            "none was, in a run that provokes losses (a plan of this claim), in so many bills that a loss in "
            f"{RARE_LOSS:.0%} of them is excluded"
        ),
    ),
    OwnerClaim(
        name=ClaimName.C4,
        says="A larger server and more capacity did not bring it back.",
        needs="the single page with more server as a variant",
        shown_if=f"with more server the freeze stays within a factor of {SAME:g} (interval of the ratio)",
        contradicted_if=f"the freeze falls by more than that factor (whole interval below {1 / SAME:.2f})",
    ),
    OwnerClaim(
        name=ClaimName.C5,
        says="Fewer items on a page might fix it; nobody can guarantee it.",
        needs="a paged design and the single page at the same sizes",
        shown_if=(
            "in the largest bill every paged design freezes for less time than the single page "
            "(interval of the ratio below 1)"
        ),
        contradicted_if="none does, and one is shown to freeze longer",
    ),
    OwnerClaim(
        name=ClaimName.C6,
        says="Claim Upload is unaffected at every size.",
        needs=f"claim-upload up to {LARGE_UPLOAD} lines or more",
        shown_if="no freeze over 1 s and no loss at any size: the safe size is above the largest bill",
        contradicted_if="a line was lost, or the interval of the safe size lies below the largest bill",
    ),
    OwnerClaim(
        name=ClaimName.C7,
        says="Summary level is a way out for any affected bill.",
        needs="the summary-level design with its whole journey, at several sizes",
        shown_if="every trial of every size was completed and received, and nothing was lost",
        contradicted_if="a trial could not be completed, or a submission was not received",
    ),
    OwnerClaim(
        name=ClaimName.C8,
        says="Bills below 80 can suffer too; there are many variables.",
        needs="several devices, variants or styles of lists on the single page",
        shown_if="under one setting at least the whole interval of the safe size lies below 80",
        contradicted_if="under every one of them the whole interval lies at 80 or above",
    ),
)
