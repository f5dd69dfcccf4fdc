"""Values to JSON and back. The format is `harness.model`, versioned by `model.trials.FORMAT`."""

import dataclasses
import functools
import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import RunInfo
from billbench.harness.model.trials import FORMAT, Trial

_RESTORE = "Restore the file; in a journal you may delete the line instead, and its trial is missing."


@functools.cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(value: Trial | RunInfo, *, indent: int | None = None) -> str:
    """One record as JSON. A number that is not finite has no JSON and is a mistake of ours."""
    return json.dumps(dataclasses.asdict(value), allow_nan=False, ensure_ascii=False, indent=indent)


def load_trial(text: str, source: str) -> Trial:
    """Read one journal line; `source` names it in messages.

    Raises:
        UsageError: another format version, or not a trial.
    """
    return _load(Trial, text, source)  # type: ignore[no-any-return]


def load_info(text: str, source: str) -> RunInfo:
    """Read `run.json`. Raises `UsageError` as `load_trial` does."""
    return _load(RunInfo, text, source)  # type: ignore[no-any-return]


def _load(kind: type, text: str, source: str) -> Any:
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{source} is not JSON ({error}). {_RESTORE}") from error
    _check_format(raw, source)
    try:
        return _adapter(kind).validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{source} is damaged: {key}: {first['msg']}. {_RESTORE}") from error


def _check_format(raw: object, source: str) -> None:
    found = raw.get("format") if isinstance(raw, Mapping) else None
    if found != FORMAT:
        raise UsageError(
            f"{source} has format {found!r}, and this billbench reads format {FORMAT}. "
            "Use the billbench version that wrote it, or measure again."
        )
