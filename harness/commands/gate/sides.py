"""The sides of a gate: what was typed of them, and how each is served."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from billbench.harness.application.address import Address, check_answers
from billbench.harness.application.ours.fake import running_fake_ccms
from billbench.harness.application.ours.revision import (
    CALLERS_TOKEN_VARIABLE,
    OWN_START,
    Revision,
    running_revision,
)
from billbench.harness.model.errors import UsageError
from billbench.harness.plan.target_file import is_loopback
from billbench.reports.gate.question import Side

BASELINE, CANDIDATE = "baseline", "candidate"
_DESIGN = "single-page"
_ONE_PAIR = (
    "Name what is compared in one way: --design twice, --baseline-url and --candidate-url, "
    "or --baseline-rev and --candidate-rev"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesTyped:
    """The options that name the sides. Of a gate with a stored baseline or budgets, the candidate's alone."""

    designs: Sequence[str] = ()
    baseline_url: str = ""
    candidate_url: str = ""
    baseline_rev: str = ""
    candidate_rev: str = ""
    start: str = ""

    @property
    def named(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The sides as they are served: addresses by variant, and whether all still answer."""

    urls: Mapping[str, str]
    token: str
    check: Callable[[], None]
    """Raises `UnreachableError` when a side has gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Who is measured, the candidate last; `sentences` says of each variant what it is."""

    sides: tuple[Side, ...]
    sentences: Mapping[str, str]
    serve: Callable[[], AbstractContextManager[Served]]


def sides_of(typed: SidesTyped, *, alone: bool) -> Sides:
    """Who is measured: a pair, or with `alone` the candidate by itself.

    Raises:
        UsageError: the options do not name that.
    """
    if sum(map(bool, (_urls(typed), _revisions(typed), len(typed.designs) > 1))) > 1:
        raise UsageError(f"{_ONE_PAIR}.")
    if typed.start and not _revisions(typed):
        raise UsageError("--start says how a revision is started: add --candidate-rev (and --baseline-rev).")
    named = _urls(typed) or _revisions(typed)
    if not named:
        return _designs(typed, alone=alone)
    _check_complete(typed, named, alone=alone)
    if len(typed.designs) > 1:
        raise UsageError("Both applications are asked for one design: give --design once, or leave it out.")
    design = typed.designs[0] if typed.designs else _DESIGN
    return Sides(
        sides=tuple(Side(design=design, variant=side) for side in named),
        sentences={side: f"the {side}: {name}" for side, name in named.items()},
        serve=(lambda: _running_applications(named))
        if _urls(typed)
        else (lambda: _running_revisions(named, typed.start)),
    )


def _urls(typed: SidesTyped) -> dict[str, str]:
    return _given({BASELINE: typed.baseline_url.rstrip("/"), CANDIDATE: typed.candidate_url.rstrip("/")})


def _revisions(typed: SidesTyped) -> dict[str, str]:
    return _given({BASELINE: typed.baseline_rev, CANDIDATE: typed.candidate_rev})


def _given(named: Mapping[str, str]) -> dict[str, str]:
    return {side: name for side, name in named.items() if name}


def _check_complete(typed: SidesTyped, named: Mapping[str, str], *, alone: bool) -> None:
    kind = "url" if _urls(typed) else "rev"
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


@contextmanager
def _running_revisions(names: Mapping[str, str], start: str) -> Iterator[Served]:
    token = secrets.token_urlsafe(24)
    with ExitStack() as stack:
        started = {
            side: stack.enter_context(
                running_revision(Revision(side=side, name=name, start=start or OWN_START), token)
            )
            for side, name in names.items()
        }

        def check() -> None:
            for one in started.values():
                one.check()

        urls = {side: one.address.url for side, one in started.items()}
        yield Served(urls=urls, token=token, check=check)
