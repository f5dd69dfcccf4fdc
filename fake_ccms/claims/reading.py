"""A claim file as bytes, read into bills; a file that cannot be read is refused with the reason.

Nothing in a file is expanded, fetched or run: document type declarations are refused before anything else
of them is looked at, so that neither entities nor external files exist.
"""

import re
from xml.sax import SAXParseException
from xml.sax.handler import feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from billbench.fake_ccms.claims.handler import ClaimFileHandler
from billbench.fake_ccms.claims.model import BillRead, FileRefusedError, shown
from billbench.fake_ccms.claims.structure import MAX_FILE_BYTES

TOO_LARGE = "The file is larger than 8 MB"
SPLIT = "Export the bills in several files and upload them one after the other."

_EXPORT_AGAIN = "Export the file again from your case management system."
_UTF8 = "Export the file as UTF-8, the usual setting, or save it as UTF-8 in a text editor."
_CUT_OFF = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")
_DECLARED = re.compile(r"<\?xml[^>]*\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_claim_file(file_name: str, content: bytes) -> list[BillRead]:
    """The bills of a file. Raises `FileRefusedError` when it is no readable Claim Upload file."""
    _check_name(file_name)
    _check_form(content)
    return _parse(_decode(content))


def _check_name(file_name: str) -> None:
    if not file_name:
        raise FileRefusedError("No file was chosen", "Choose the file that you exported.")
    if not file_name.lower().endswith(".xml"):
        raise FileRefusedError(
            f"“{shown(file_name)}” is not an XML file", "Choose a file whose name ends in .xml."
        )
    if any(letter.isspace() for letter in file_name):
        raise FileRefusedError(
            f"The name “{shown(file_name)}” has spaces in it", "Rename the file without spaces."
        )


def _check_form(content: bytes) -> None:
    if not content.strip():
        raise FileRefusedError("The file is empty", _EXPORT_AGAIN)
    if len(content) > MAX_FILE_BYTES:
        raise FileRefusedError(TOO_LARGE, SPLIT)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise FileRefusedError("The file is a compressed archive, not XML", "Unpack it and upload the XML.")


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefusedError("The file is UTF-16 text", _UTF8)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise FileRefusedError(f"Line {row} of the file is not UTF-8 text", _UTF8) from None
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise FileRefusedError(f"The file says that its encoding is {shown(declared[1])}", _UTF8)
    control = _CONTROL.search(text)
    if control:
        row = text.count("\n", 0, control.start()) + 1
        raise FileRefusedError(
            f"Line {row} of the file has a control character (U+{ord(control[0]):04X})",
            "Remove it from the entry in your case management system and export the file again.",
        )
    return text


def _parse(text: str) -> list[BillRead]:
    handler = ClaimFileHandler()
    parser = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)
    try:
        parser.feed(text)
        parser.close()
    except SAXParseException as error:
        raise _refusal(error) from None
    except DefusedXmlException:
        raise FileRefusedError(
            "The file has a document type declaration (DTD) or entities of its own",
            "They are not accepted, for safety. " + _EXPORT_AGAIN,
        ) from None
    return handler.bills


def _refusal(error: SAXParseException) -> FileRefusedError:
    cause, row = error.getMessage(), error.getLineNumber()
    if cause.startswith(_CUT_OFF):
        return FileRefusedError(f"The file stops in the middle, at line {row}", _EXPORT_AGAIN)
    return FileRefusedError(f"Line {row} of the file is not well-formed XML ({cause})", _EXPORT_AGAIN)
