"""The command line in this process: all of it but the start of a Python, which takes longer than most."""

import contextlib
import io
import sys

import pytest

from billbench.harness.cli import main


def said_by(*words: str) -> tuple[int, str]:
    """Run a command; its exit status, and what it wrote: standard output, then standard error."""
    out, errors = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
    ):
        patch.setattr(sys, "argv", ["billbench", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out.getvalue() + errors.getvalue()
