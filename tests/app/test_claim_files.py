"""Reading claim files: what is refused, and with which words. Without a server."""

from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import parse as parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from billbench.fake_ccms.claims.model import MAX_MISTAKES, BillRead, FileRefusedError
from billbench.fake_ccms.claims.reading import read_claim_file
from billbench.fake_ccms.claims.structure import ELEMENTS, MAX_LINES, SCHEMA
from billbench.fake_ccms.claims.writing import EXAMPLE, write_claim_file
from tests.app.papers import claim_file, docx, work

GOOD = write_claim_file([EXAMPLE])
XS = "{http://www.w3.org/2001/XMLSchema}"


def refusal(content: bytes, name: str = "claim.xml") -> str:
    with pytest.raises(FileRefusedError) as caught:
        read_claim_file(name, content)
    assert caught.value.advice
    return caught.value.wrong


def read_one(content: bytes) -> BillRead:
    (bill,) = read_claim_file("claim.xml", content)
    return bill


def test_what_is_written_is_read_back() -> None:
    bill = read_one(GOOD)
    assert bill.mistakes == []
    assert [line.type for line in bill.lines] == [line.type for line in EXAMPLE.lines]
    for read, written in zip(bill.lines, EXAMPLE.lines, strict=True):
        assert {name: located.value for name, located in read.attributes.items()} == written.values


def test_the_structure_is_that_of_the_schema() -> None:
    """Children, how often, how long and which words: the XSD and the parser's table say the same."""
    schema = parse_xml(SCHEMA).getroot()
    assert schema is not None
    types = {item.get("name"): item for item in schema if item.tag != f"{XS}element"}
    root = schema.find(f"{XS}element")
    assert root is not None
    pairs = [(root, root.find(f"{XS}complexType"))]
    while pairs:
        element, kind = pairs.pop()
        assert kind is not None
        rules = ELEMENTS[str(element.get("name"))]
        inner = kind.findall(f"{XS}sequence/{XS}element")
        shown = [(item.get("name"), item.get("minOccurs", "1"), item.get("maxOccurs", "1")) for item in inner]
        assert shown == [
            (c.name, str(c.least), "unbounded" if c.most is None else str(c.most)) for c in rules.children
        ]
        check_text(kind, rules.one_of, rules.longest)
        attributes = kind.findall(f".//{XS}attribute")
        assert [item.get("name") for item in attributes] == ([rules.attribute] if rules.attribute else [])
        for item in attributes:
            check_text(types[item.get("type")], rules.attribute_one_of, None)
        pairs += [(item, types[item.get("type")]) for item in inner]


def check_text(kind: Element, one_of: tuple[str, ...], longest: int | None) -> None:
    assert tuple(item.get("value") for item in kind.findall(f".//{XS}enumeration")) == one_of
    lengths = [item.get("value") for item in kind.findall(f".//{XS}maxLength")]
    assert lengths == ([] if longest is None else [str(longest)])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "No file was chosen"),
        ("claim.csv", "is not an XML file"),
        ("claim.xml.exe", "is not an XML file"),
        ("my claim.xml", "has spaces in it"),
    ],
)
def test_a_wrong_name_is_refused(name: str, says: str) -> None:
    assert says in refusal(GOOD, name)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"x" * (8 * 1024 * 1024 + 1), "larger than 8 MB"),
        (docx(), "compressed archive"),
        (b"\x1f\x8b\x08\0", "compressed archive"),
        (b"hello", "not well-formed"),
        (GOOD[: len(GOOD) // 2], "stops in the middle"),
        (b"<?xml version='1.0'?>", "stops in the middle"),
        (GOOD.decode().encode("utf-16"), "UTF-16"),
        (GOOD.replace(b"Drafting the", b"Caf\xe9 the"), "Line 15 of the file is not UTF-8"),
        (GOOD.replace(b'"UTF-8"', b'"ISO-8859-1"'), "encoding is ISO-8859-1"),
        (GOOD.replace(b"Drafting the", b"Draf\x01ting"), "control character (U+0001)"),
        (GOOD.replace(b"Drafting the", b"Draf\0ting"), "control character (U+0000)"),
        (GOOD.replace(b"Drafting the", b"Draf&#1;ting"), "not well-formed"),
        (GOOD.replace(b"Drafting the", b"Draf&nbsp;ting"), "not well-formed"),
        (GOOD + GOOD, "not well-formed"),
        (b"<html><body/></html>", "begins with <html>"),
        (GOOD.replace(b"claim-upload:1", b"claim-upload:2"), "is expected"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(content: bytes, says: str) -> None:
    assert says in refusal(content)


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE ClaimUpload [<!ENTITY l0 "ha">' + LAUGHS + b"]>",
        b'<!DOCTYPE ClaimUpload [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE ClaimUpload SYSTEM "http://127.0.0.1:9/never.dtd">',
        b'<!DOCTYPE ClaimUpload [<!ENTITY % x SYSTEM "http://127.0.0.1:9/never">%x;]>',
    ],
)
def test_declarations_and_entities_are_refused_unread(declaration: bytes) -> None:
    content = GOOD.replace(b"<ClaimUpload", declaration + b"<ClaimUpload").replace(b"Drafting", b"&l9;&x;")
    assert "document type declaration" in refusal(content)


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert read_one(b"\xef\xbb\xbf" + GOOD).mistakes == []


@pytest.mark.parametrize(
    ("before", "after", "row", "says"),
    [
        ("<InstanceLabel>17", "<Foo><Bar/></Foo><InstanceLabel>17", 10, "<Foo> does not belong"),
        ("PRES_BILL_LINE", "NO_SUCH_LINE", 7, "is no EntityType"),
        ('Name="DATE"', 'Name="DATUM"', 12, "“DATUM” is no attribute"),
        ('Name="DATE"', "", 12, "<Attribute> has no Name"),
        ('Name="DATE"', 'Name="DATE" x="1"', 12, "<Attribute> cannot have x"),
        ('Name="COST_TYPE"', 'Name="DATE"', 13, "there twice"),
        ("<BillDisbursements>Yes</BillDisbursements>", "", 3, "has no <BillDisbursements>"),
        (">Yes<", ">Maybe<", 5, "“Maybe” is no BillDisbursements"),
        ("<InstanceLabel>17", "<InstanceLabel>" + "1" * 51, 10, "51 characters long"),
        ("<InstanceLabel>17", "<InstanceLabel>", 10, "is blank"),
        ("<Attributes>", "<Attributes>hello", 11, "text between"),
    ],
)
def test_a_wrong_structure_is_told_with_its_line(before: str, after: str, row: int, says: str) -> None:
    mistakes = read_one(GOOD.decode().replace(before, after, 1).encode()).mistakes
    assert [mistake.row for mistake in mistakes] == [row]
    assert says in mistakes[0].wrong
    assert mistakes[0].advice


def test_a_hundred_thousand_lines_are_refused_and_not_kept() -> None:
    line = "<Instance><InstanceLabel>1</InstanceLabel><Attributes/></Instance>"
    content = (
        GOOD.decode().split("<Instance>")[0] + line * 100_000 + "</Entity></Bill></ClaimUpload>"
    ).encode()
    assert len(content) < 8 * 1024 * 1024
    bill = read_one(content)
    assert len(bill.lines) <= MAX_LINES
    assert len(bill.mistakes) == MAX_MISTAKES
    assert bill.more_mistakes > 0


def test_deep_nesting_and_many_mistakes_take_no_memory() -> None:
    deep = "<x>" * 50_000 + "</x>" * 50_000
    content = GOOD.decode().replace("<Attributes>", f"{deep}<Attributes>").encode()
    assert [mistake.wrong for mistake in read_one(content).mistakes] == [
        "<x> does not belong inside <Instance>"
    ] * 3


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 40), st.binary(max_size=12)), max_size=4)
)
def test_whatever_is_done_to_a_file_it_is_read_or_refused(edits: list[tuple[int, int, bytes]]) -> None:
    content = GOOD
    for start, length, put in edits:
        content = content[:start] + put + content[start + length :]
    try:
        bills = read_claim_file("claim.xml", content)
    except FileRefusedError:
        return
    assert bills


def test_text_of_the_world_is_kept() -> None:
    for text in ("دراسة الملف", "<b>&amp;</b>", 'say "no"', "naïve – £5"):
        bill = read_one(claim_file(("300000100001", [work(ACTIVITY=text)])))
        assert bill.lines[0].attributes["ACTIVITY"].value == text
