"""The sides of a gate: what was typed of them, and how each is served."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from billbench.harness.application.address import Address, check_answers
from billbench.harness.application.ours.fake import running_fake_ccms
from billbench.harness.application.ours.revision import CALLERS_TOKEN_VARIABLE
from billbench.harness.commands.gate.revisions import (
    check_complete,
    named_sides,
    revisions,
    serving_revisions,
)
from billbench.harness.commands.gate.served import BASELINE, CANDIDATE, Served, Sides, SidesTyped
from billbench.harness.commands.gate.target_sides import sides_of_targets
from billbench.harness.model.errors import UsageError
from billbench.harness.plan.target_file import is_loopback
from billbench.reports.gate.question import Side

_DESIGN = "single-page"
_ONE_PAIR = (
    "Name what is compared in one way: --design twice, --target twice, --baseline-url and --candidate-url, "
    "or --baseline-rev and --candidate-rev"
)


def sides_of(typed: SidesTyped, *, alone: bool) -> Sides:
    """Who is measured: a pair, or with `alone` the candidate by itself.

    Raises:
        UsageError: the options do not name that.
    """
    if sum(map(bool, (_urls(typed), revisions(typed), len(typed.designs) > 1))) > 1:
        raise UsageError(f"{_ONE_PAIR}.")
    if typed.start and not revisions(typed):
        raise UsageError("--start says how a revision is started: add --candidate-rev (and --baseline-rev).")
    if typed.targets:
        return sides_of_targets(typed, alone=alone)
    named = _urls(typed) or revisions(typed)
    if not named:
        return _designs(typed, alone=alone)
    check_complete("url" if _urls(typed) else "rev", named, alone=alone)
    if len(typed.designs) > 1:
        raise UsageError("Both applications are asked for one design: give --design once, or leave it out.")
    design = typed.designs[0] if typed.designs else _DESIGN
    return Sides(
        sides=tuple(Side(design=design, variant=side) for side in named),
        sentences={side: f"the {side}: {name}" for side, name in named.items()},
        serve=(lambda: _running_applications(named))
        if _urls(typed)
        else (lambda: serving_revisions(named, typed.start)),
    )


def _urls(typed: SidesTyped) -> dict[str, str]:
    return named_sides(typed.baseline_url.rstrip("/"), typed.candidate_url.rstrip("/"))


def _designs(typed: SidesTyped, *, alone: bool) -> Sides:
    names = tuple(typed.designs) or ((_DESIGN,) if alone else ())
    if len(names) != (1 if alone else 2):
        raise UsageError(
            "A stored baseline or budgets are held against one candidate: give --design once."
            if alone
            else f"{_ONE_PAIR}; or hold one against --against FILE or --budgets FILE."
        )
    if len(set(names)) == 2 or alone:
        return Sides(
            sides=tuple(Side(design=name) for name in names), sentences={}, serve=lambda: _fake(("",))
        )
    # Equal copies, told apart by their names alone: what the gate finds between them is its own error.
    return Sides(
        sides=tuple(Side(design=names[0], variant=side) for side in (BASELINE, CANDIDATE)),
        sentences={side: f"the {side}: {names[0]}" for side in (BASELINE, CANDIDATE)},
        serve=lambda: _fake((BASELINE, CANDIDATE)),
    )


@contextmanager
def _fake(variants: Sequence[str]) -> Iterator[Served]:
    with running_fake_ccms({}) as address:
        urls = dict.fromkeys(variants, address.url)
        yield Served(urls=urls, token=address.token, check=lambda: check_answers(address))


@contextmanager
def _running_applications(urls: Mapping[str, str]) -> Iterator[Served]:
    addresses = [application_at(url, side) for side, url in urls.items()]

    def check() -> None:
        for address in addresses:
            check_answers(address)

    check()
    yield Served(urls=urls, token=addresses[0].token, check=check)


def application_at(url: str, who: str) -> Address:
    """An application that runs on this machine, with the caller's token; `who` names it in messages.

    Raises:
        UsageError: it is elsewhere, or there is no token.
    """
    token = os.environ.get(CALLERS_TOKEN_VARIABLE, "")
    if not token:
        raise UsageError(
            f"The support interface of an application that runs asks for its token: set "
            f"{CALLERS_TOKEN_VARIABLE} in the environment."
        )
    if not url.startswith(("http://", "https://")) or not is_loopback(url):
        raise UsageError(
            f"The {who} {url} is not on this machine. Measuring makes bills and presses buttons, "
            "so it goes to loopback only, such as http://127.0.0.1:8000."
        )
    return Address(url=url.rstrip("/"), token=token)
