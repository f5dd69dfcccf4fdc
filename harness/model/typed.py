"""Files that people type: TOML read, shapes checked, and every mistake told in one message."""

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

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
        mistakes = [_mistake(item, shape) for item in error.errors()]
        raise UsageError(refusal(kind, source, mistakes)) from error


def nearest(name: str, known: Sequence[str]) -> str:
    """What to write in the place of an unknown name."""
    close = difflib.get_close_matches(name, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"choose from {', '.join(known)}"


def refusal(kind: str, source: str, mistakes: Sequence[str]) -> str:
    """One message for all mistakes of a file."""
    if len(mistakes) == 1:
        end = "" if mistakes[0].endswith("?") else "."
        return f"The {kind} ({source}) cannot be used: {mistakes[0]}{end}"
    listed = "".join(f"\n  - {mistake}" for mistake in mistakes)
    return f"The {kind} ({source}) cannot be used, for {len(mistakes)} reasons:{listed}"


def _mistake(item: Any, shape: type[BaseModel]) -> str:
    key = ".".join(map(str, item["loc"]))
    if item["type"] == "extra_forbidden":
        *table, name = item["loc"]
        return f"{key}: there is no such key; {nearest(str(name), _keys_of(shape, table))}"
    if item["type"] == "missing":
        return f"{key}: it is missing"
    said = item["msg"].removeprefix("Value error, ")
    return f"{key}: {said[0].lower()}{said[1:]} (it is {item['input']!r})"


def _keys_of(shape: type[BaseModel], table: Sequence[int | str]) -> Sequence[str]:
    """The keys that a table within the file can have. Names that people gave a table are passed over."""
    for part in table:
        if part in shape.model_fields:
            shape = _shape_in(shape.model_fields[str(part)].annotation) or shape
    return list(shape.model_fields)


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    """The first shape in a type, such as that of `dict[str, FieldMap]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_shape_in, get_args(annotation))), None)
