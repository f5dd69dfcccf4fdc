"""The wire between two processes: what arrives is what was sent, or a sentence says why it is not."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.wire import decode, encode, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Begins:
    at_s: float
    counts: dict[int, int]
    folder: Path
    kind: Literal["begins"] = "begins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    said: tuple[str, ...]
    kind: Literal["ends"] = "ends"


Told = Begins | Ends
BEGINS = Begins(at_s=1.5, counts={-3: 2}, folder=Path("runs/1"))


@pytest.mark.parametrize("value", [BEGINS, Ends(said=("two\nlines", "–"))])
def test_a_value_arrives_as_it_was_sent_on_one_line(value: Told) -> None:
    line = encode(value)
    assert "\n" not in line
    assert decode(Told, line) == value


def test_a_line_is_plain_json() -> None:
    assert encode(BEGINS) == '{"at_s": 1.5, "counts": {"-3": 2}, "folder": "runs/1", "kind": "begins"}'


def test_telling_is_a_line_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Ends(said=()))
    assert capsys.readouterr().out == '{"said": [], "kind": "ends"}\n'


def test_a_number_that_is_not_finite_is_refused_at_both_ends() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode(Begins(at_s=math.nan, counts={}, folder=Path()))
    with pytest.raises(MeasurementError, match="sent what another cannot read"):
        decode(Begins, '{"at_s": NaN, "counts": {}, "folder": "", "kind": "begins"}')


def test_a_value_of_another_shape_is_told_with_the_place_and_without_its_content() -> None:
    with pytest.raises(MeasurementError, match=r"\(said\.0: Input should be a valid string\)\. Use the same"):
        decode(Ends, '{"said": [7777], "kind": "ends"}')


def test_what_is_no_message_at_all_is_shown() -> None:
    with pytest.raises(MeasurementError, match="'Segmentation fault'"):
        decode(Told, "Segmentation fault")
