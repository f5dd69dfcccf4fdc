"""A PostgreSQL of the tests' own: from the system's package, in a temporary folder, on no port."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

_USER = "ccms"
_NEEDED = ("initdb", "pg_ctl", "postgres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running cluster; its socket is in `folder`."""

    folder: Path
    numbers: Iterator[int]

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"ccms_{next(self.numbers)}"
        where = f"host={self.folder} user={_USER} dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://{_USER}@/{name}?host={self.folder}"


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a cluster; without the package the test is skipped with the reason, in CI it fails."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="ccms-pg-"))
    # It refuses to run as root.
    owner = "postgres" if os.geteuid() == 0 else None
    if owner:
        shutil.chown(folder, owner)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), *arguments]
        # Its output goes to a file: pg_ctl's children would hold a pipe open for ever.
        with (folder / "log").open("ab") as log:
            subprocess.run(command, check=True, timeout=60, cwd="/", stdout=log, stderr=log, user=owner)

    try:
        run("initdb", "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale")
        # The processes of a server that is killed leave their connections for a while.
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=200"
        run("pg_ctl", "-D", str(data), "-w", "-o", settings, "start")
        try:
            yield Cluster(folder=folder, numbers=count(1))
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    """Where the server's programs are: Debian's packages keep them out of the path."""
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = shutil.which("initdb")
    if found is not None:
        places.insert(0, Path(found).parent)
    for place in places:
        if all((place / program).exists() for program in _NEEDED):
            return place
    reason = "there is no PostgreSQL here: install the package postgresql to run this test"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
