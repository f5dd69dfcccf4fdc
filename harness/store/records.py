"""Values to JSON and back. The format is `harness.model`, versioned by `model.trials.FORMAT`."""

import dataclasses
import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import RunInfo
from billbench.harness.model.trials import FORMAT, Trial
from billbench.harness.model.wire import fault

Record = TypeVar("Record")

_RESTORE = "Restore the file; in a journal you may delete the line instead, and its trial is missing."


_adapter: Callable[[Any], TypeAdapter[Any]] = functools.cache(TypeAdapter)


def dump(value: Trial | RunInfo, *, indent: int | None = None) -> str:
    """One record as JSON. A number that is not finite has no JSON and is a mistake of ours."""
    return json.dumps(dataclasses.asdict(value), allow_nan=False, ensure_ascii=False, indent=indent)


def load_trial(text: str, source: str) -> Trial:
    """Read one journal line; `source` names it in messages.

    Raises:
        UsageError: another format version, or not a trial.
    """
    return read(Trial, text, source, version=FORMAT, restore=_RESTORE)


def load_info(text: str, source: str) -> RunInfo:
    """Read `run.json`. Raises `UsageError` as `load_trial` does."""
    return read(RunInfo, text, source, version=FORMAT, restore=_RESTORE)


def read(kind: type[Record], text: str | bytes, source: str, *, version: int, restore: str) -> Record:
    """A record of this kind and version; `restore` says what to do about a damaged one.

    Raises:
        UsageError: another format version, or no such record.
    """
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{source} is not JSON ({error}). {restore}") from error
    found = raw.get("format") if isinstance(raw, Mapping) else None
    if found != version:
        raise UsageError(
            f"{source} has format {found!r}, and this billbench reads format {version}. "
            "Use the billbench version that wrote it, or measure again."
        )
    try:
        record: Record = _adapter(kind).validate_python(raw)
    except ValidationError as error:
        raise UsageError(f"{source} is damaged: {fault(error)}. {restore}") from error
    return record
