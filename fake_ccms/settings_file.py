"""Settings read from TOML; every mistake in a file is reported at once, in our words."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from billbench.fake_ccms.designs import OwnDesign
from billbench.fake_ccms.errors import StartError
from billbench.fake_ccms.limits.model import EFFECTS, Rule
from billbench.fake_ccms.settings import Settings
from billbench.fake_ccms.tables import Table


def read_settings(path: Path | None) -> Settings:
    """Read and check a settings file; without one, the defaults. Raises `StartError` with all mistakes."""
    if path is None:
        return Settings()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StartError(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartError(f"The settings file {path} is not valid TOML: {error}.") from None
    settings, mistakes = settings_from(document)
    if settings is None:
        raise StartError(f"The settings file {path} has mistakes: " + "; ".join(mistakes) + ".")
    return settings


def settings_from(document: Mapping[str, object]) -> tuple[Settings | None, tuple[str, ...]]:
    """Make settings from a parsed TOML document; the second value lists every mistake in it."""
    try:
        return Settings.model_validate(document), ()
    except ValidationError as error:
        return None, mistakes_in(error, Settings)


def mistakes_in(error: ValidationError, document: type[Table]) -> tuple[str, ...]:
    """Every mistake once: where it is, what is wrong, and what may stand there."""
    return tuple(dict.fromkeys(told for item in error.errors() for told in _told(item, document)))


def _told(item: ErrorDetails, document: type[Table]) -> Iterator[str]:
    where, table, keys = _place(item["loc"], document)
    what = " ".join((where, *keys[:1]))
    match item["type"]:
        case "value_error":
            yield from (f"{where} {reason}" for reason in item["ctx"]["error"].args)
        case "union_tag_not_found":
            yield f"{where} needs a kind: {', '.join(EFFECTS)}"
        case "union_tag_invalid":
            yield f"{where} kind must be one of {', '.join(EFFECTS)}"
        case "extra_forbidden":
            known = table.model_fields if keys else map(_heading, table.model_fields)
            yield f"{what} is not known; known are {', '.join(known)}"
        case "enum" if table is OwnDesign:
            yield f'{what} = "{item["input"]}" is not known; choose {table.model_fields[keys[0]].description}'
        case _ if keys:
            yield f"{what} must be {table.model_fields[keys[0]].description}"
        case _:
            yield f"{what} must be {'a list of tables' if item['loc'] == ('fault',) else 'a table'}"


def _place(at: tuple[int | str, ...], document: type[Table]) -> tuple[str, type[Table], list[str]]:
    """The heading above a mistake, the shape of the table there, and where in it: nothing for the table."""
    name, *keys = map(str, at)
    if name == "fault" and keys:
        return f"[[fault]] {int(keys[0]) + 1}", EFFECTS.get("".join(keys[1:2]), Rule), keys[2:]
    if name == "design" and keys:
        return f"[design.{keys[0]}]", OwnDesign, keys[1:]
    shape = document.model_fields[name].annotation if keys else document
    assert isinstance(shape, type)
    return _heading(name), shape, keys


def _heading(table: str) -> str:
    return {"design": "[design.NAME]", "fault": "[[fault]]"}.get(table, f"[{table}]")
