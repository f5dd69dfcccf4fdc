"""What goes wrong at a target, in one sentence: what was looked for, and where."""

from billbench.harness.model.errors import BillbenchError, UnreachableError, UsageError
from billbench.scenarios.pages.mapped import path_of

_MOST_MOVES = 10
"""A page that moves on more often than this without showing a bill redirects for ever."""


def trouble(said: str, what: str, url: str, *, moves: int, timeout_s: float) -> BillbenchError:
    """The one sentence for what the browser or a journey said; its kind decides the exit status."""
    where = path_of(url)
    if "ERR_TOO_MANY_REDIRECTS" in said or moves > _MOST_MOVES:
        return UnreachableError(f"{_asked(said) or where} redirects for ever; looked for: {what}.")
    if "ERR_CERT" in said or "SSL" in said:
        return UnreachableError(
            f"The certificate of {_asked(said) or where} does not verify ({_code(said)}); looked for: {what}."
            " Let this machine trust it, or mend it."
        )
    if "net::ERR" in said or "ECONN" in said:
        return UnreachableError(
            f"The target does not answer at {_asked(said) or where} ({_code(said)}); looked for: {what}."
        )
    if "Timeout" in said:
        return UsageError(
            f"{what[0].upper()}{what[1:]} was looked for on {where} and did not come within {timeout_s:g} s."
        )
    if "HTTP 5" in said:
        return UnreachableError(f"Looked for: {what}, on {where}. {said}")
    return UsageError(f"Looked for: {what}, on {where}. {said}")


def _code(said: str) -> str:
    return next(
        (word for word in said.replace("::", " ").split() if word.startswith("ERR_")), "no reason given"
    )


def _asked(said: str) -> str:
    """The address that the browser could not open, from its own words."""
    _, found, rest = said.partition(" at http")
    return path_of("http" + rest.split()[0]) if found else ""
