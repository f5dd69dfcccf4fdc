"""Limits and faults as they are typed: the same in the settings file and at the support interface."""

from functools import cached_property
from typing import Annotated, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from billbench.fake_ccms.limits.model import (
    MAX_BYTES,
    MAX_FIELDS,
    MAX_RULES,
    BodySize,
    Effect,
    FieldCount,
    GatewayTimeout,
    OnExceed,
)
from billbench.fake_ccms.limits.presets import PRESETS
from billbench.fake_ccms.tables import Table, number, whole, word


class ServerLimits(Table):
    """A preset, and what is set beside it; what is left out is as in the preset. A limit of 0 is none."""

    preset: str = Field(
        default="none", pattern=f"^({'|'.join(PRESETS)})$", description=f"one of {', '.join(PRESETS)}"
    )
    fields: int | None = whole(None, 0, MAX_FIELDS)
    fields_on_exceed: OnExceed | None = word(None, OnExceed)
    fields_status: int | None = whole(None, 400, 599)
    body_bytes: int | None = whole(None, 0, MAX_BYTES)
    body_on_exceed: OnExceed | None = word(None, OnExceed)
    body_status: int | None = whole(None, 400, 599)
    gateway_timeout_s: float | None = number(None, 0, 86_400)
    queue: int | None = whole(None, 0, 100_000)

    @property
    def chain(self) -> tuple[Effect, ...]:
        """The limits that there are, in the order of a real chain of servers."""
        preset = PRESETS[self.preset]
        body = _beside(
            preset.body or BodySize.model_construct(limit=0),
            limit=self.body_bytes,
            on_exceed=self.body_on_exceed,
            status=self.body_status,
        )
        fields = _beside(
            preset.fields or FieldCount.model_construct(limit=0),
            limit=self.fields,
            on_exceed=self.fields_on_exceed,
            status=self.fields_status,
        )
        after_s = preset.gateway_timeout_s if self.gateway_timeout_s is None else self.gateway_timeout_s
        sized = tuple(effect for effect in (body, fields) if effect.limit)
        return (*sized, GatewayTimeout(after_s=after_s)) if after_s else sized


class Limits(Table):
    """What stands between a browser and the service: the servers' limits, and faults that were asked for."""

    limits: ServerLimits = ServerLimits()
    fault: tuple[Annotated[Effect, Field(discriminator="kind")], ...] = Field(
        default=(), strict=False, description="a list of tables"
    )

    @field_validator("fault")
    @classmethod
    def _not_too_many(cls, faults: tuple[Effect, ...], known: ValidationInfo) -> tuple[Effect, ...]:
        number = len(faults) + (len(known.data["limits"].chain) if "limits" in known.data else 0)
        if number > MAX_RULES:
            raise ValueError(f"and [limits] make {number} rules; {MAX_RULES} are possible")
        return faults

    @cached_property
    def chain(self) -> tuple[Effect, ...]:
        """All rules, in the order in which they are told."""
        return (*self.limits.chain, *self.fault)


Limit = TypeVar("Limit", BodySize, FieldCount)


def _beside(usual: Limit, **typed: object) -> Limit:
    return usual.model_copy(update={key: value for key, value in typed.items() if value is not None})
