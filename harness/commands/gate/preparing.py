"""The plan of a gate: its sides at its sizes, in one journey that can be done in turns."""

import dataclasses
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from billbench.harness.commands.gate.order import GateOrder
from billbench.harness.commands.gate.served import Served, Sides
from billbench.harness.commands.gate.target_sides import with_own_bills
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.preparing.preparing import prepare
from billbench.harness.commands.preparing.targets import of_targets
from billbench.harness.engine.offers import fitting, lacking
from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.errors import UsageError
from billbench.harness.model.trials import target_of
from billbench.harness.plan.plan import Plan, Variant
from billbench.harness.plan.plan_file import PlanFile, parse_plan
from billbench.reports.gate.question import Question
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.protocol import Turns

DEVICES: Mapping[AssistiveTechnology, str] = MappingProxyType(
    {
        AssistiveTechnology.NONE: "unthrottled",
        AssistiveTechnology.SCREEN_READER: "unthrottled-screen-reader",
    }
)
"""A throttle, and scaling by reference work, make a level comparable and a ratio noisier."""
IN_TURNS = ("change-page", "save-and-return", "open-bill")
"""The journeys that a gate can be asked about: first those that save, whose work is looked after, too."""
_SOURCE = "flags"


def journey_of(order: GateOrder, sides: Sides, lines: Sequence[int]) -> str:
    """The journey that was asked for, or the first that all sides offer.

    Raises:
        UsageError: it cannot be done in turns.
    """
    if order.journey and order.journey not in IN_TURNS:
        raise UsageError(
            f'A gate measures what can be done in turns, and "{order.journey}" is none of '
            f"{', '.join(IN_TURNS)}."
        )
    maps = [target.map for target in sides.targets.values()]
    return order.journey or fitting(maps, [JOURNEYS[name] for name in IN_TURNS], min(lines)).name


def turns_of(journey: str) -> Turns:
    turns = JOURNEYS[journey].turns
    assert turns is not None, "it is one of those that can be done in turns"
    return turns


def prepared_for(order: GateOrder, sides: Sides, question: Question) -> Prepared:
    """The gate's plan, checked against what exists. Raises `UsageError`."""
    typed = _typed(order, sides, question)
    if not sides.targets:
        prepared = prepare(typed, _SOURCE)
        measured = {side.variant for side in sides.sides}
        variants = tuple(variant for variant in prepared.plan.variants if variant.name in measured)
        return _in_rounds(prepared, order, variants)
    targets = sides.targets if sides.started else with_own_bills(sides.targets, question.lines)
    by_design = {side.design: targets[target_of(side.design, side.variant)] for side in sides.sides}
    for target in targets.values():
        if why := lacking(target.map, JOURNEYS[typed.journeys[0]], min(question.lines)):
            raise UsageError(f"{target.name} cannot be measured in the journey {typed.journeys[0]}: {why}")
    prepared = of_targets(typed, _SOURCE, by_design)
    named = tuple(
        Variant(name=name, sentence=sentence, app_settings={}) for name, sentence in sides.sentences.items()
    )
    prepared = _in_rounds(prepared, order, named or prepared.plan.variants)
    return dataclasses.replace(prepared, targets=targets)


def _typed(order: GateOrder, sides: Sides, question: Question) -> PlanFile:
    asked: dict[str, Any] = {
        "name": "gate",
        "designs": list(dict.fromkeys(side.design for side in sides.sides)),
        "lines": list(question.lines),
        "devices": [DEVICES[order.assistive_technology]],
        "journeys": [journey_of(order, sides, question.lines)],
        "launches": order.launches,
        "seed": order.seed,
        "deadline_s": order.deadline_s,
    }
    if not sides.targets:
        asked["variant"] = {name: {"sentence": sentence} for name, sentence in sides.sentences.items()}
    return parse_plan(asked, _SOURCE)


def _in_rounds(prepared: Prepared, order: GateOrder, variants: tuple[Variant, ...]) -> Prepared:
    plan: Plan = dataclasses.replace(prepared.plan, variants=variants, rounds=order.rounds)
    return dataclasses.replace(prepared, plan=plan)


def where_they_are(prepared: Prepared, sides: Sides, served: Served) -> Prepared:
    """The targets at the addresses that they are served at."""
    addresses = {
        target_of(side.design, side.variant): served.urls[side.variant]
        for side in sides.sides
        if side.variant in served.urls
    }
    targets = {
        name: target.model_copy(update={"url": addresses.get(name, target.url)})
        for name, target in prepared.targets.items()
    }
    return dataclasses.replace(prepared, targets=targets)
