"""The command line: options in, one command called, an exit status out. The one handler of errors."""

import signal
import sys

import click

from billbench.harness.cli import gating, loading, measuring, reading, targets
from billbench.harness.cli.root import billbench
from billbench.harness.machine.installation import check_alone
from billbench.harness.model.errors import BillbenchError, ExitStatus

__all__ = ["billbench", "main"]

_KINDS = (measuring, reading, gating, loading, targets)
"""Imported so that their commands hang on the group."""


def main() -> None:
    """The entry point `billbench`: run a command and leave with its status."""
    # Ctrl-C stops us even where the shell had it ignored, as it does for a command in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        check_alone()
        status = billbench.main(prog_name="billbench", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = ExitStatus.USAGE
    except click.Abort:
        status = ExitStatus.INTERRUPTED
    except BillbenchError as error:
        click.echo(f"billbench: {error}", err=True)
        status = error.exit_status
    except KeyboardInterrupt:
        click.echo("billbench: stopped.", err=True)
        status = ExitStatus.INTERRUPTED
    sys.exit(int(status or ExitStatus.OK))
