"""The sides of a gate at pages of others: two target files, one at two revisions, or a candidate by itself.

Two sides never work at one bill: each would find there what the other has typed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import httpx

from billbench.harness.application.ours.revision import A_PAGE
from billbench.harness.commands.gate.revisions import check_complete, revisions, serving_revisions
from billbench.harness.commands.gate.served import BASELINE, CANDIDATE, Served, Sides, SidesTyped
from billbench.harness.commands.preparing.plans import named_target
from billbench.harness.commands.target.check import read_browser_target
from billbench.harness.model.errors import UsageError
from billbench.harness.model.trials import target_of
from billbench.harness.plan.target_file import TargetFile, is_loopback
from billbench.reports.gate.question import Side


def sides_of_targets(typed: SidesTyped, *, alone: bool) -> Sides:
    """Who is measured: as `sides_of`, whose pages target files map.

    Raises:
        UsageError: the options do not name that, or a file cannot be used.
    """
    if typed.designs or typed.baseline_url or typed.candidate_url:
        other = "--design" if typed.designs else "--baseline-url and --candidate-url"
        raise UsageError(f"A target file says itself where its page is and what it is: leave out {other}.")
    targets = [read_browser_target(named_target(path)) for path in typed.targets]
    if revisions(typed):
        return _at_revisions(typed, targets, alone=alone)
    if alone and len(targets) == 1:
        return _running(tuple(Side(design=one.name) for one in targets), targets)
    if alone or len(targets) != 2:
        raise UsageError(
            "A stored baseline or budgets are held against one candidate: give --target once."
            if alone
            else "Name what a page is held against: --target twice, --baseline-rev and --candidate-rev with "
            "--start, --against FILE or --budgets FILE."
        )
    if targets[0].name != targets[1].name:
        return _running(tuple(Side(design=one.name) for one in targets), targets)
    if targets[0] != targets[1]:
        raise UsageError("Two target files have the same name. Give each a name of its own.")
    # Equal copies, told apart by their names alone: what the gate finds between them is its own error.
    sides = tuple(Side(design=targets[0].name, variant=side) for side in (BASELINE, CANDIDATE))
    sentences = {side.variant: f"the {side.variant}: {targets[0].name}" for side in sides}
    return replace(_running(sides, targets), sentences=sentences)


def _running(sides: tuple[Side, ...], targets: Sequence[TargetFile]) -> Sides:
    """Pages that run where their files say. Whether they answer is seen before the first trial."""

    @contextmanager
    def serve() -> Iterator[Served]:
        yield Served(urls={}, token="", check=lambda: None)

    return Sides(sides=sides, sentences={}, serve=serve, targets=_by_name(sides, targets))


def _at_revisions(typed: SidesTyped, targets: Sequence[TargetFile], *, alone: bool) -> Sides:
    """One page as revisions of its repository have it, each started on this machine."""
    named = revisions(typed)
    check_complete("rev", named, alone=alone)
    if len(targets) != 1:
        raise UsageError("Revisions are of one page: give --target once.")
    (target,) = targets
    if not typed.start:
        raise UsageError(
            "Say with --start what starts the page: a line for the shell that serves at $PORT on 127.0.0.1."
        )
    if not is_loopback(target.url):
        raise UsageError(
            f"The revisions are started on this machine, and {target.name} is at {target.site}. Give its "
            "file an address here, such as http://127.0.0.1:8000; the port is chosen anew each time."
        )
    sides = tuple(Side(design=target.name, variant=side) for side in named)
    return Sides(
        sides=sides,
        sentences={side: f"the {side}: {name}" for side, name in named.items()},
        serve=lambda: serving_revisions(named, typed.start, A_PAGE),
        targets=_by_name(sides, [target] * len(sides)),
        started=True,
    )


def _by_name(sides: Sequence[Side], targets: Sequence[TargetFile]) -> Mapping[str, TargetFile]:
    """Each under a name that no other has: what its bills are owed is kept by it."""
    names = [target_of(side.design, side.variant) for side in sides]
    return {
        name: target.model_copy(update={"name": name}) for name, target in zip(names, targets, strict=True)
    }


def with_own_bills(targets: Mapping[str, TargetFile], lines: Collection[int]) -> Mapping[str, TargetFile]:
    """The targets, each with bills that no other has; those that run at one application share its bills out.

    Raises:
        UsageError: there are not enough bills of a size.
    """
    names = list(targets)
    if len(names) != 2 or _place(targets[names[0]]) != _place(targets[names[1]]):
        return targets
    bills = [targets[name].map.bills for name in names]
    if not all(one.ids for one in bills):
        raise UsageError(_ONE_BILL.format(site=targets[names[0]].site, bill="bills by their size alone"))
    shared = [dict(one.ids) for one in bills]
    for size in map(str, lines):
        first, second = (ids.get(size, []) for ids in shared)
        if not {*first} & {*second}:
            continue
        everything = list(dict.fromkeys([*first, *second]))
        if len(everything) < 2:
            bill = f"one bill of {size} lines, {everything[0]}"
            raise UsageError(_ONE_BILL.format(site=targets[names[0]].site, bill=bill))
        shared[0][size], shared[1][size] = everything[0::2], everything[1::2]
    return {
        name: targets[name].model_copy(update={"bills": one.model_copy(update={"ids": ids})})
        for name, one, ids in zip(names, bills, shared, strict=True)
    }


def _place(target: TargetFile) -> tuple[str, int | None]:
    """Where its application is: this machine has several names."""
    host = "this machine" if is_loopback(target.url) else target.host
    return host, httpx.URL(target.url).port


_ONE_BILL = (
    "Both sides are at {site}, and their files have {bill}: each would find there what the other has typed. "
    "Name two bills of a size in [bills.ids], or run the sides at two addresses."
)
