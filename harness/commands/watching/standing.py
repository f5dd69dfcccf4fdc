"""What is measured, for as long as a run takes, and how a bill is read back from outside a trial."""

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from billbench.harness.application.address import Address
from billbench.harness.application.others.aside import AsideRecords
from billbench.harness.application.ours.fake import running_variants
from billbench.harness.application.ours.support import Support
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.engine.supervisor import Site
from billbench.harness.model.outcomes import Cause, Ledger, Noted
from billbench.harness.model.trials import Cell, target_of
from billbench.harness.outcomes.evidence import Evidence
from billbench.harness.outcomes.readback import Begun, applied_since, read_back
from billbench.harness.store import runfolder


@contextmanager
def standing(prepared: Prepared, folder: Path) -> Iterator[tuple[Site, str]]:
    """What is measured, and its token: our fake, which runs meanwhile, or targets that run anyway."""
    if prepared.targets:
        yield site_of_targets(prepared, folder), ""
        return
    axes = {name: design.axes for name, design in prepared.designs.items()}
    with _running(prepared) as (urls, token):
        yield Site(urls=urls, axes=axes, read_back=functools.partial(read_back_from, urls, token)), token


def site_of_targets(prepared: Prepared, folder: Path) -> Site:
    """The targets, which run anyway, for a run in this folder."""
    return Site(
        urls={},
        axes={name: design.axes for name, design in prepared.designs.items()},
        targets={name: target.plain for name, target in prepared.targets.items()},
        read_back=functools.partial(_read_back_target, prepared, folder),
    )


@contextmanager
def _running(prepared: Prepared) -> Iterator[tuple[Mapping[str, str], str]]:
    """The application in each variant: where each is, and the token that all of them take."""
    variants = prepared.plan.variants
    if prepared.at is not None:
        yield {variant.name: prepared.at.url for variant in variants}, prepared.at.token
        return
    with running_variants(variants) as running:
        yield running


def _read_back_target(
    prepared: Prepared, folder: Path, cell: Cell, begun: Begun, noted: Noted, cause: Cause | None
) -> Ledger:
    records = AsideRecords(
        prepared.targets[target_of(cell.design, cell.variant)],
        folder.name,
        folder / runfolder.ARTIFACTS,
        prepared.plan.engine,
    )
    return read_back(records, begun, noted, Evidence(gave_up=noted.gave_up, ending=cause))


def read_back_from(
    urls: Mapping[str, str], token: str, cell: Cell, begun: Begun, noted: Noted, cause: Cause | None
) -> Ledger:
    """The bill of a trial that was ended from outside. What its page sent was seen by nobody who is left."""
    with Support(Address(url=urls[cell.variant], token=token)) as support:
        seen = Evidence(rules=applied_since(support, begun.rules), gave_up=noted.gave_up, ending=cause)
        return read_back(support, begun, noted, seen)
