"""A claim file as a case management system exports it, and the post that uploads it."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from billbench.harness.model.outcomes import Line

_OPEN = '<ClaimUpload xmlns="urn:fake-ccms:claim-upload:1">\n'
_ENTITIES = {
    "hourly": ("PRES_BILL_LINE", "prescribedhrbilllines"),
    "disbursements": ("DISB_BILL_LINE", "disbursementschemes"),
}
_BOUNDARY = "----billbench-claim-file"


def claim_file(case_reference: str, lines: Sequence[Line]) -> bytes:
    """One bill of these lines."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', _OPEN, " <Bill>\n"]
    parts.append(f"  <CaseReferenceNumber>{escape(case_reference)}</CaseReferenceNumber>\n")
    paid = any(line.kind == "disbursements" for line in lines)
    parts.append(f"  <BillDisbursements>{'Yes' if paid else 'No'}</BillDisbursements>\n")
    for kind in _ENTITIES:
        of_kind = [line for line in lines if line.kind == kind]
        if of_kind:
            parts += _entity(kind, of_kind)
    parts.append(" </Bill>\n</ClaimUpload>\n")
    return "".join(parts).encode()


def upload(csrf: str, case_reference: str, lines: Sequence[Line]) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of the form with the file."""
    start = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n'
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
        f'filename="claim-{case_reference}.xml"\r\n'
        "Content-Type: application/xml\r\n\r\n"
    )
    body = start.encode() + claim_file(case_reference, lines) + f"\r\n--{_BOUNDARY}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}


def _entity(kind: str, lines: Sequence[Line]) -> Iterator[str]:
    entity, relationship = _ENTITIES[kind]
    yield f"  <Entity>\n   <EntityType>{entity}</EntityType>\n"
    yield f"   <Relationship>{relationship}</Relationship>\n"
    for number, line in enumerate(lines, 1):
        yield f"   <Instance>\n    <InstanceLabel>{number}</InstanceLabel>\n    <Attributes>\n"
        for name, value in line.fields.items():
            if value:
                yield f"     <Attribute Name={quoteattr(name)}>{escape(value)}</Attribute>\n"
        yield "    </Attributes>\n   </Instance>\n"
    yield "  </Entity>\n"
