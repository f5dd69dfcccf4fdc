"""Choice lists: plausible entries, cut or lengthened to the lengths in the settings.

The lists come first with what the rules and the usual bills need, so a short list stays usable. The
option's text is its value.
"""

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType

from billbench.fake_ccms.settings import ListSettings

LETTERS_OUT = "Letters out"
LETTERS_IN = "Letters in"
TELEPHONE_CALLS = "Telephone calls"
PER_ITEM = (LETTERS_OUT, LETTERS_IN, TELEPHONE_CALLS)
"""Categories of work that are paid by the item; all others are paid by time."""

TRAVEL = "Travel"
WAITING = "Waiting"

SUMMARY_LINE = "Profit Cost (Summary)"
"""The activity type of a summary-level claim: the last entry of its list, whatever its length."""

VAT_RATES = ("20", "17.5", "15", "0")

_CATEGORIES = (
    "Preparation",
    "Attendance on client",
    "Attendance on others",
    LETTERS_OUT,
    LETTERS_IN,
    TELEPHONE_CALLS,
    TRAVEL,
    WAITING,
    "Advocacy",
    "Attending court with counsel",
    "Conference with counsel",
    "Drafting documents",
    "Considering documents",
    "Instructing counsel",
    "Instructing an expert",
    "Legal research",
    "Negotiation",
    "Reviewing the file",
    "Preparing the bundle",
    "Preparing the bill",
)
_COST_TYPES = (
    "Profit cost",
    "Advocacy",
    "Travel and waiting",
    "Letters and calls",
    "Interim application",
    "Final hearing",
    "Enforcement",
    "Assessment of costs",
)
_COUNSEL_FEES = (
    "Brief fee",
    "Conference",
    "Opinion",
    "Advocates' meeting",
    "Hearing unit 1",
    "Hearing unit 2",
    "Final hearing day",
    "Drafting",
)
_DISBURSEMENT_TYPES = (
    "Court fee",
    "Expert report",
    "Expert attending court",
    "Interpreter",
    "Translation",
    "Travel expenses",
    "Process server",
    "Enquiry agent",
    "Medical records",
    "DNA test",
    "Drug and alcohol test",
    "Police disclosure",
    "Photocopying",
    "Land registry fee",
    "Independent social worker",
    "Psychologist report",
    "Psychiatrist report",
    "Accountant report",
    "Other disbursement",
)
_FIRST_NAMES = ("Amira", "Beth", "Callum", "Dilys", "Edward", "Farah", "Gwen", "Harjit", "Imogen", "Jonah")
_LAST_NAMES = (
    "Patel",
    "Okafor",
    "Davies",
    "Marsh",
    "Lindqvist",
    "Brennan",
    "Shah",
    "Whitlock",
    "Adeyemi",
    "Price",
)
_EXPERTS = ("Psychologist", "Psychiatrist", "Interpreter", "Independent social worker", "Paediatrician")


def choice_lists(lengths: ListSettings) -> Mapping[str, tuple[str, ...]]:
    """Every choice list by name, at the lengths asked for."""
    names = [f"{first} {last}" for last, first in product(_LAST_NAMES, _FIRST_NAMES)]
    authorities = [f"PA {1000 + number} {_EXPERTS[number % len(_EXPERTS)]}" for number in range(100)]
    disbursements = _of_length(_DISBURSEMENT_TYPES, lengths.disbursement_types - 1, "Disbursement type")
    return MappingProxyType(
        {
            "categories": _of_length(_CATEGORIES, lengths.categories, "Category"),
            "cost_types": _of_length(_COST_TYPES, lengths.cost_types, "Cost type"),
            "counsel_fees": _of_length(_COUNSEL_FEES, lengths.counsel_fees, "Fee type"),
            "disbursement_types": (*disbursements, SUMMARY_LINE),
            "fee_earners": _of_length(tuple(names), lengths.fee_earners, "Fee earner"),
            "prior_authorities": _of_length(tuple(authorities), lengths.prior_authorities, "PA"),
            "vat": VAT_RATES,
        }
    )


def _of_length(entries: tuple[str, ...], length: int, more: str) -> tuple[str, ...]:
    further = (f"{more} {number}" for number in range(len(entries) + 1, length + 1))
    return (*entries[:length], *further)
