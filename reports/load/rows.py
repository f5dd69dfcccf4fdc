"""The request rows as arrays, read part by part: ten million of them fit into a few hundred megabytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from billbench.harness.model.verdicts import CENSORED
from billbench.harness.store.requests import read_parts

_COLUMNS = ("step", "design", "lines", "due_s", "sent_s", "done_s", "verdict")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What requests are told apart by."""

    step: str
    design: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Aligned arrays. `response_s` counts from when a request was due, `service_s` from when it was sent.

    Of a `censored` request both are only known to be more than what stands there. `group` and `verdict`
    are places in `groups` and `verdicts`.
    """

    due_s: Floats
    response_s: Floats
    service_s: Floats
    censored: npt.NDArray[np.bool_]
    group: npt.NDArray[np.int16]
    verdict: npt.NDArray[np.int8]
    groups: tuple[Group, ...]
    verdicts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.due_s)

    def only(self, chosen: npt.NDArray[np.bool_]) -> "Requests":
        """The requests of a mask."""
        return Requests(
            due_s=self.due_s[chosen],
            response_s=self.response_s[chosen],
            service_s=self.service_s[chosen],
            censored=self.censored[chosen],
            group=self.group[chosen],
            verdict=self.verdict[chosen],
            groups=self.groups,
            verdicts=self.verdicts,
        )

    def of_steps(self, steps: Sequence[str]) -> "Requests":
        wanted = [place for place, group in enumerate(self.groups) if group.step in steps]
        return self.only(np.isin(self.group, wanted))

    def of(self, group: Group) -> "Requests":
        return self.only(self.group == self.groups.index(group))


class _Codes:
    """Places of values, given out as they come."""

    def __init__(self) -> None:
        self.places: dict[object, int] = {}

    def of(self, value: object) -> int:
        return self.places.setdefault(value, len(self.places))


def read_requests(folder: Path, stage: int, *, after_s: float = 0.0) -> Requests:
    """The requests of a stage that were due after the warm-up; signing in came before."""
    groups, verdicts = _Codes(), _Codes()
    found = [_part(table, groups, verdicts, after_s) for table in read_parts(folder, _COLUMNS, stage=stage)]
    censored_codes = [code for word, code in verdicts.places.items() if word in CENSORED]
    empty: tuple[npt.NDArray[np.generic], ...] = tuple(np.empty(0) for _ in range(5))
    due, sent, done, group, verdict = (
        np.concatenate(column) for column in zip(*(found or [empty]), strict=True)
    )
    return Requests(
        due_s=due,
        response_s=done - due,
        service_s=done - sent,
        censored=np.isin(verdict, censored_codes),
        group=group.astype(np.int16),
        verdict=verdict.astype(np.int8),
        groups=tuple(groups.places),  # type: ignore[arg-type] # only groups were given places there
        verdicts=tuple(str(word) for word in verdicts.places),
    )


def _part(
    table: pa.Table, groups: _Codes, verdicts: _Codes, after_s: float
) -> tuple[npt.NDArray[np.generic], ...]:
    due = table["due_s"].to_numpy()
    kept = due >= after_s
    steps, step_words = _coded(table, "step")
    designs, design_words = _coded(table, "design")
    words, verdict_words = _coded(table, "verdict")
    lines = table["lines"].to_numpy()
    # One number for step, design and size together, so that only what occurs is looked up in Python.
    joint = (steps.astype(np.int64) * 1000 + designs) * 100_000 + lines
    unique, inverse = np.unique(joint[kept], return_inverse=True)
    codes = [
        groups.of(
            Group(
                step=step_words[int(one) // 100_000 // 1000],
                design=design_words[int(one) // 100_000 % 1000],
                lines=int(one) % 100_000,
            )
        )
        for one in unique
    ]
    verdict_codes = np.array([verdicts.of(word) for word in verdict_words], dtype=np.int8)
    sent, done = table["sent_s"].to_numpy(), table["done_s"].to_numpy()
    return (
        due[kept],
        sent[kept],
        done[kept],
        np.array(codes, dtype=np.int16)[inverse],
        verdict_codes[words[kept]],
    )


def _coded(table: pa.Table, name: str) -> tuple[npt.NDArray[np.int64], list[str]]:
    # Kept as a dictionary in the file, so that no row's word is made in Python.
    column = cast("pa.DictionaryArray[Any, Any]", table[name].combine_chunks())
    return column.indices.to_numpy(zero_copy_only=False), [
        str(word) for word in column.dictionary.to_pylist()
    ]
