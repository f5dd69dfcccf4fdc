"""Revisions as the sides of a gate: which are named, and both running at once."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from billbench.harness.application.ours.revision import (
    OWN_START,
    WITH_SUPPORT,
    Readiness,
    Revision,
    running_revision,
)
from billbench.harness.commands.gate.served import BASELINE, CANDIDATE, Served, SidesTyped
from billbench.harness.model.errors import UsageError


def revisions(typed: SidesTyped) -> dict[str, str]:
    """The revisions that were named, by side."""
    return named_sides(typed.baseline_rev, typed.candidate_rev)


def named_sides(baseline: str, candidate: str) -> dict[str, str]:
    """What was named of each side, without those of which nothing was."""
    return {side: name for side, name in ((BASELINE, baseline), (CANDIDATE, candidate)) if name}


def check_complete(kind: str, named: Mapping[str, str], *, alone: bool) -> None:
    """Raises `UsageError` unless there are two sides, or one that is measured alone."""
    if CANDIDATE not in named:
        raise UsageError(f"There is a --baseline-{kind} and no candidate: add --candidate-{kind}.")
    if alone and BASELINE in named:
        raise UsageError(
            f"A stored baseline or budgets take the place of the baseline: leave out --baseline-{kind}, "
            "or leave out --against and --budgets."
        )
    if not alone and BASELINE not in named:
        raise UsageError(
            f"There is a --candidate-{kind} and nothing to hold it against: add --baseline-{kind}, "
            "--against FILE or --budgets FILE."
        )


@contextmanager
def serving_revisions(
    names: Mapping[str, str], start: str, ready: Readiness = WITH_SUPPORT
) -> Iterator[Served]:
    """Each revision as its own command starts it; `ready` tells when one can be measured.

    Raises:
        UsageError: git does not know a revision.
        UnreachableError: one does not start.
    """
    token = secrets.token_urlsafe(24)
    with ExitStack() as stack:
        started = {
            side: stack.enter_context(
                running_revision(Revision(side=side, name=name, start=start or OWN_START), token, ready=ready)
            )
            for side, name in names.items()
        }

        def check() -> None:
            for one in started.values():
                one.check()

        urls = {side: one.address.url for side, one in started.items()}
        yield Served(urls=urls, token=token, check=check)
