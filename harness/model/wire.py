"""The wire between two of our processes: a typed value as one line of JSON, and back."""

import functools
import json
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json
from typing_extensions import TypeForm

from billbench.harness.model.errors import MeasurementError

Value = TypeVar("Value")


_adapter: Callable[[Any], TypeAdapter[Any]] = functools.cache(TypeAdapter)


def encode(value: object) -> str:
    """A dataclass as one line. A number that is not finite has no JSON and is a mistake of ours."""
    # Pydantic's own JSON says `null` for such a number. What does not fit its type, the other end refuses.
    plain = _adapter(type(value)).dump_python(value, mode="json", warnings=False)
    return json.dumps(plain, allow_nan=False)


def tell(value: object) -> None:
    """Say it to the process that started this one."""
    print(encode(value), flush=True)  # noqa: T201 - standard output is the wire


def decode(kind: TypeForm[Value], line: str | bytes) -> Value:
    """The value of this kind, which may be a union of dataclasses that a `kind` of their own tells apart.

    Raises:
        MeasurementError: the line is no such value.
    """
    try:
        value: Value = _adapter(kind).validate_python(from_json(line, allow_inf_nan=False))
    except ValueError as error:
        # What is JSON may be of somebody's bill, and is not shown; what is none comes of no process of ours.
        said = "" if isinstance(error, ValidationError) else f": {line[:80]!r}"
        raise MeasurementError(
            f"A process of billbench sent what another cannot read ({fault(error)}){said}. "
            "Use the same version of billbench at both ends."
        ) from error
    return value


def fault(error: ValueError) -> str:
    """The first thing that is wrong, with its place: `stages.0.workers: Field required`."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
