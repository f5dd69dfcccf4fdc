"""One key that stops: `q` on the terminal does what Ctrl-C does."""

import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STOPS = b"qQ"


@contextmanager
def stop_key() -> Iterator[None]:
    """Listens on a terminal of one's own, and leaves it as it was; elsewhere there is no key to press."""
    if not _has_terminal():
        yield
        return
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    # Whoever started us may have let Ctrl-C be ignored, as shells do in the background.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    over, ring = os.pipe()
    listener = threading.Thread(target=_listen, args=(terminal, over), daemon=True)
    tty.setcbreak(terminal)
    listener.start()
    try:
        yield
    finally:
        os.write(ring, b".")
        listener.join()
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        signal.signal(signal.SIGINT, handler)
        os.close(over)
        os.close(ring)


def _has_terminal() -> bool:
    """A command in the background may not touch its terminal: the system would halt it."""
    try:
        return sys.stdin.isatty() and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (AttributeError, OSError, ValueError):
        return False


def _listen(terminal: int, over: int) -> None:
    while True:
        ready, _, _ = select.select([terminal, over], [], [])
        if over in ready:
            return
        key = os.read(terminal, 1)
        if not key:
            return
        if key in _STOPS:
            os.kill(os.getpid(), signal.SIGINT)
