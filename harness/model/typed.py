"""Files that people type: TOML read, shapes checked, and every mistake told in one message."""

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from billbench.harness.model.errors import UsageError

Shape = TypeVar("Shape", bound=BaseModel)


def read_toml(path: Path, kind: str) -> dict[str, Any]:
    """A TOML file of this `kind` ("plan"), as typed.

    Raises:
        UsageError: it is missing, or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"There is no {kind} {path}. Name an existing TOML file.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"The {kind} {path} cannot be read: {error}. Mend the file.") from error


def shaped(shape: type[Shape], typed: Mapping[str, Any], source: str, kind: str) -> Shape:
    """What was typed in the shape that it must have; `source` names it in the message.

    Raises:
        UsageError: with every mistake.
    """
    try:
        return shape.model_validate(dict(typed))
    except ValidationError as error:
        known = list(shape.model_fields)
        mistakes = [_mistake(item, known) for item in error.errors()]
        raise UsageError(refusal(kind, source, mistakes)) from error


def nearest(name: str, known: Sequence[str]) -> str:
    """What to write in the place of an unknown name."""
    close = difflib.get_close_matches(name, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"choose from {', '.join(known)}"


def refusal(kind: str, source: str, mistakes: Sequence[str]) -> str:
    """One message for all mistakes of a file."""
    if len(mistakes) == 1:
        return f"The {kind} ({source}) cannot be used: {mistakes[0]}."
    listed = "".join(f"\n  - {mistake}" for mistake in mistakes)
    return f"The {kind} ({source}) cannot be used, for {len(mistakes)} reasons:{listed}"


def _mistake(item: Any, known: Sequence[str]) -> str:
    key = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        return f"{key}: there is no such key; {nearest(str(item['loc'][-1]), known)}"
    said = item["msg"].removeprefix("Value error, ")
    return f"{key}: {said[0].lower()}{said[1:]} (it is {item['input']!r})"
