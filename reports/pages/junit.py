"""`junit.xml`, for systems that know no other report: a suite of cases.

A library (junitparser) would save the counting and nothing else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from billbench.reports.words.text import clean

_LONGEST = 1000


class Result(StrEnum):
    """The names of the elements that say so. What is open is skipped, never passed."""

    PASSED = "system-out"
    FAILED = "failure"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class JunitCase:
    """`group` is what was tested, `text` what was found of it."""

    group: str
    name: str
    result: Result
    text: str = ""


def to_junit(name: str, cases: Sequence[JunitCase]) -> str:
    """The file of one suite."""
    results = Counter(one.result for one in cases)
    suite = Element(
        "testsuite",
        name=clean(name),
        tests=str(len(cases)),
        failures=str(results[Result.FAILED]),
        errors=str(results[Result.ERROR]),
        skipped=str(results[Result.SKIPPED]),
    )
    for one in cases:
        _add(suite, one)
    indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suite, encoding="unicode") + "\n"


def _add(suite: Element, one: JunitCase) -> None:
    group, name, text = (clean(part, _LONGEST) for part in (one.group, one.name, one.text))
    node = SubElement(suite, "testcase", classname=group, name=name)
    if one.result is not Result.PASSED:
        SubElement(node, one.result, message=text)
    elif text:
        SubElement(node, one.result).text = text
