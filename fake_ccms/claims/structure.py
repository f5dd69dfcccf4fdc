"""The structure of a Claim Upload file: the rules of `claim_upload.xsd` as data, for the parser.

The schema file is what a firm's supplier gets; a test keeps the two in step. A schema library is not used:
it would build the whole file as a tree and takes longer than storing the bill.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from billbench.fake_ccms.bill import NO, YES
from billbench.fake_ccms.fields import LINE_TYPES, Suffix

SCHEMA = Path(__file__).parent / "claim_upload.xsd"
NAMESPACE = "urn:fake-ccms:claim-upload:1"

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_BILLS = 200
MAX_LINES = 10_000

RELATIONSHIPS: Mapping[str, str] = MappingProxyType(
    {
        "CPGFS_BILL_LINE": "cpgfsbilllines",
        "PFLRS_BILL_LINE": "pflrsbilllines",
        "PRES_BILL_LINE": "prescribedhrbilllines",
        "COUN_BILL_LINE": "counselbilllines",
        "DISB_BILL_LINE": "disbursementschemes",
    }
)
SLUG_OF_ENTITY: Mapping[str, str] = MappingProxyType({item.entity: slug for slug, item in LINE_TYPES.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """An element inside another; children come in the order of the table. `most` is `None` for any number."""

    name: str
    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What one element may hold: children, or text of limited length or out of a list."""

    children: tuple[Child, ...] = ()
    longest: int | None = None
    shortest: int = 1
    one_of: tuple[str, ...] = ()
    attribute: str = ""
    attribute_one_of: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        return not self.children


ROOT = "ClaimUpload"

ELEMENTS: Mapping[str, Element] = MappingProxyType(
    {
        ROOT: Element(children=(Child(name="Bill", most=MAX_BILLS),)),
        "Bill": Element(
            children=(
                Child(name="CaseReferenceNumber"),
                Child(name="BillDisbursements"),
                Child(name="Entity", most=None),
            )
        ),
        "CaseReferenceNumber": Element(longest=30),
        "BillDisbursements": Element(one_of=(YES, NO)),
        "Entity": Element(
            children=(
                Child(name="EntityType"),
                Child(name="Relationship", least=0),
                Child(name="Instance", most=MAX_LINES),
            )
        ),
        "EntityType": Element(one_of=tuple(SLUG_OF_ENTITY)),
        "Relationship": Element(longest=150, shortest=0),
        "Instance": Element(children=(Child(name="InstanceLabel"), Child(name="Attributes"))),
        "InstanceLabel": Element(longest=50),
        "Attributes": Element(children=(Child(name="Attribute", most=len(Suffix)),)),
        "Attribute": Element(
            shortest=0, attribute="Name", attribute_one_of=tuple(suffix.value for suffix in Suffix)
        ),
    }
)
