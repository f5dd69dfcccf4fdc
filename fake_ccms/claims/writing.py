"""A Claim Upload file from bills: what a case management system exports."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from billbench.fake_ccms.bill import NO, YES
from billbench.fake_ccms.claims.structure import NAMESPACE, RELATIONSHIPS
from billbench.fake_ccms.fields import DISBURSEMENTS, LINE_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """A line to be billed; `label` is the sender's own name for it. Blank values are left out."""

    type: str
    label: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    case_reference: str
    lines: tuple[ClaimLine, ...]


def write_claim_file(claims: Iterable[Claim]) -> bytes:
    """The file, as UTF-8."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', f'<ClaimUpload xmlns="{NAMESPACE}">\n']
    for claim in claims:
        parts += _bill(claim)
    parts.append("</ClaimUpload>\n")
    return "".join(parts).encode()


def _bill(claim: Claim) -> Iterator[str]:
    by_type = {
        slug: lines for slug in LINE_TYPES if (lines := [line for line in claim.lines if line.type == slug])
    }
    answer = YES if DISBURSEMENTS in by_type else NO
    yield " <Bill>\n"
    yield f"  <CaseReferenceNumber>{escape(claim.case_reference)}</CaseReferenceNumber>\n"
    yield f"  <BillDisbursements>{answer}</BillDisbursements>\n"
    for slug, lines in by_type.items():
        entity = LINE_TYPES[slug].entity
        yield f"  <Entity>\n   <EntityType>{entity}</EntityType>\n"
        yield f"   <Relationship>{RELATIONSHIPS[entity]}</Relationship>\n"
        for line in lines:
            yield from _line(line)
        yield "  </Entity>\n"
    yield " </Bill>\n"


def _line(line: ClaimLine) -> Iterator[str]:
    yield f"   <Instance>\n    <InstanceLabel>{escape(line.label)}</InstanceLabel>\n    <Attributes>\n"
    for name, value in line.values.items():
        if value:
            yield f"     <Attribute Name={quoteattr(name)}>{escape(value)}</Attribute>\n"
    yield "    </Attributes>\n   </Instance>\n"


EXAMPLE = Claim(
    case_reference="300000100001",
    lines=(
        ClaimLine(
            type="hourly",
            label="17",
            values={
                "DATE": "03-04-2024",
                "COST_TYPE": "Profit cost",
                "CATEGORY": "Preparation",
                "ACTIVITY": "Drafting the statement",
                "TIME": "01:30",
                "RATE": "54.90",
                "NET_CLAIM_INC_UPLFT": "82.35",
                "VAT": "20",
                "TOTAL_CLAIM": "98.82",
                "FEE_EARNER": "Amira Patel",
            },
        ),
        ClaimLine(
            type="hourly",
            label="18",
            values={
                "DATE": "04-04-2024",
                "COST_TYPE": "Letters and calls",
                "CATEGORY": "Letters out",
                "ACTIVITY": "To the other side",
                "ITEM": "2",
                "VAT": "20",
                "FEE_EARNER": "Amira Patel",
            },
        ),
        ClaimLine(
            type="disbursements",
            label="E3",
            values={
                "ACTIVITY": "Court fee",
                "DATE": "05-04-2024",
                "NET_CLAIM_INC_UPLFT": "15.00",
                "VAT": "0",
                "FEE_EARNER": "Amira Patel",
            },
        ),
    ),
)
"""What the example file shows that goes with the schema."""
