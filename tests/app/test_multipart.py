"""Forms in parts without files are read fast, and as the parser of uploads reads them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from billbench.fake_ccms.errors import Problem
from billbench.fake_ccms.web.multipart import _fields_only, _parse_with_files, parse_multipart

BOUNDARY = b"xYz"
KIND = "multipart/form-data; boundary=xYz"

names = st.text("aZ09_-. %", min_size=1, max_size=20)
values = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def form_of(fields: dict[str, str], *, end: str = "--xYz--\r\n") -> bytes:
    part = '--xYz\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return ("".join(part.format(*field) for field in fields.items()) + end).encode()


@given(fields=st.dictionaries(names, values, min_size=1, max_size=6))
@example(fields={"a": "\r\n", "b": "-xYz--", "c": "Content-Disposition: form-data", "d": "1\r\n\r\n2"})
def test_every_field_is_read_as_the_parser_reads_it(fields: dict[str, str]) -> None:
    body = form_of(fields)
    assert _fields_only(BOUNDARY, body) == fields == _parse_with_files(BOUNDARY, body)[0]


def test_of_a_name_sent_twice_the_last_counts() -> None:
    assert parse_multipart(KIND, form_of({"a": "1"}, end="") + form_of({"a": "2"})) == ({"a": "2"}, {})


@pytest.mark.parametrize(
    "body",
    [
        form_of({"a": "1"}, end=""),
        form_of({"a": "1"})[:-8],
        form_of({"a": "1"})[4:],
        b"--xYz\r\nContent-Disposition: form-data\r\n\r\n1\r\n--xYz--\r\n",
        b'--xYz\r\nContent-Disposition: form-data; name="a"\r\n--xYz--\r\n',
        b"--xYz--",
        b"",
        b"\xff\xfe",
    ],
)
def test_what_is_not_as_browsers_write_it_is_left_to_the_parser(body: bytes) -> None:
    assert _fields_only(BOUNDARY, body) in (None, {})


def test_a_form_that_was_cut_off_is_refused() -> None:
    with pytest.raises(Problem, match="cut off"):
        parse_multipart(KIND, form_of({"a": "1"}, end=""))


def test_a_file_is_left_to_the_parser() -> None:
    part = b'--xYz\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\nPDF\r\n--xYz--\r\n'
    assert _fields_only(BOUNDARY, part) is None
    assert parse_multipart(KIND, part)[1]["f"].content == b"PDF"
