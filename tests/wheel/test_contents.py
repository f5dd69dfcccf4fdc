"""What the wheel is made of, and what it puts into an environment."""

import zipfile
from email import message_from_bytes
from pathlib import Path

from tests.wheel.environment import ROOT, Environment


def _files(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as file:
        return set(file.namelist())


def test_an_environment_gets_the_one_import_name_its_metadata_and_its_command(
    environment: Environment,
) -> None:
    packages = environment.packages.relative_to(environment.folder).as_posix()
    (metadata,) = environment.packages.glob("billbench-*.dist-info")
    assert environment.added == {
        f"{packages}/billbench",
        f"{packages}/{metadata.name}",
        "bin/billbench",
    }


def test_every_file_of_the_source_is_in_the_wheel(wheel: Path) -> None:
    """Modules, and what they read: scripts, pages, plans, schemas; also the mark of its types."""
    folder = ROOT / "billbench"
    sources = {
        path.relative_to(ROOT).as_posix()
        for room in (folder, *(one for one in folder.iterdir() if one.is_dir()))
        for path in room.rglob("*")
        if path.is_file() and path.suffix not in {".md", ".pyc"}
    }
    installed = {name for name in _files(wheel) if ".dist-info/" not in name}
    assert installed == sources
    assert "billbench/py.typed" in installed


def test_its_metadata_name_the_licence_and_the_oldest_python(wheel: Path) -> None:
    """By the latter, pip refuses an older one with a sentence of its own."""
    with zipfile.ZipFile(wheel) as file:
        (metadata,) = (name for name in file.namelist() if name.endswith(".dist-info/METADATA"))
        told = message_from_bytes(file.read(metadata))
        licence = file.read(metadata.replace("METADATA", "licenses/LICENSE")).decode()
    assert told["License-Expression"] == "MIT"
    assert told["Requires-Python"] == ">=3.11"
    assert licence == (ROOT / "LICENSE").read_text()
    assert "Copyright (c) 2026 the billbench maintainers" in licence
