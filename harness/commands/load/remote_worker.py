"""`billbench load --worker`: a load worker on another machine than its master."""

from rich.console import Console

from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.model.errors import ExitStatus, UnreachableError


def serve_as_worker(host: str, port: int, console: Console) -> ExitStatus:
    """Be a worker of a master on another machine, until the master says that it is over.

    Raises:
        UnreachableError: there is no master at that place.
    """
    worker = Guarded(own_python("billbench.harness.load.locust_worker", host, str(port)))
    console.print(f"Working for the load master at {host} port {port} (Ctrl-C ends it).", highlight=False)
    try:
        while (status := worker.wait(timeout_s=3600)) is None:
            continue
    except KeyboardInterrupt:
        worker.stop()
        return ExitStatus.INTERRUPTED
    if status:
        raise UnreachableError(worker.last_words() or f"The worker ended with status {status}.")
    return ExitStatus.OK
