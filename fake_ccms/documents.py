"""Documents that go with a bill: their kinds, and what a file really is, whatever its name says."""

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

MAX_DOCUMENTS = 40
"""On one bill; the real system's limit is unknown: an ASSUMPTION."""


class DocumentKind(StrEnum):
    CIV_CLAIM1 = "CIV CLAIM1"
    CIV_CLAIM1A = "CIV CLAIM1A"
    BILL_REPORT = "Bill summary report"
    OTHER_BREAKDOWN = "Other breakdown of the claim"
    VOUCHER = "Voucher"
    FILE_NOTE = "File note"
    OTHER = "Other document"


BREAKDOWNS = (
    DocumentKind.CIV_CLAIM1,
    DocumentKind.CIV_CLAIM1A,
    DocumentKind.BILL_REPORT,
    DocumentKind.OTHER_BREAKDOWN,
)


class DocumentRefusedError(Exception):
    """A file that is not accepted, with the reason and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    name: str
    endings: tuple[str, ...]
    media_type: str


_PDF = _Format(name="PDF", endings=(".pdf",), media_type="application/pdf")
_RTF = _Format(name="RTF", endings=(".rtf",), media_type="application/rtf")
_TIFF = _Format(name="TIFF", endings=(".tif", ".tiff"), media_type="image/tiff")
_DOCX = _Format(
    name="DOCX",
    endings=(".docx",),
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
ENDINGS = ",".join(ending for form in (_PDF, _DOCX, _RTF, _TIFF) for ending in form.endings)


def media_type_of(file_name: str, content: bytes) -> str:
    """The media type of a document, found out from its content. Raises `DocumentRefusedError`."""
    if not file_name:
        raise DocumentRefusedError("Choose the document to upload")
    if not content:
        raise DocumentRefusedError("The file is empty. Choose another one")
    form = _sniffed(content)
    if form is None:
        raise DocumentRefusedError(
            "The content of the file is no PDF, DOCX, RTF or TIFF. Save the document as one of these"
        )
    if not file_name.lower().endswith(form.endings):
        raise DocumentRefusedError(
            f"The file is a {form.name}, but its name does not end in {' or '.join(form.endings)}. Rename it"
        )
    return form.media_type


def _sniffed(content: bytes) -> _Format | None:
    if content.startswith(b"%PDF-"):
        _demand(b"%%EOF" in content[-2048:])
        return _PDF
    if content.startswith(b"{\\rtf"):
        _demand(content.rstrip(b"\0\r\n\t ").endswith(b"}"))
        return _RTF
    if content.startswith((b"II*\0", b"MM\0*")):
        first_page = int.from_bytes(content[4:8], "little" if content.startswith(b"II") else "big")
        _demand(8 <= first_page < len(content))
        return _TIFF
    return _DOCX if content.startswith(b"PK\x03\x04") and _is_docx(content) else None


def _demand(whole: bool) -> None:
    if not whole:
        raise DocumentRefusedError("The file stops in the middle. Save the document again and upload that")


def _is_docx(content: bytes) -> bool:
    # Only the list of contents is read; nothing is unpacked, however large it claims to be.
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError):
        raise DocumentRefusedError(
            "The file stops in the middle. Save the document again and upload that"
        ) from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise DocumentRefusedError("The document has macros in it. Save it without macros")
    return "[Content_Types].xml" in names and "word/document.xml" in names
