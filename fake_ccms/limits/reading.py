"""Limits and faults as they are typed: the same in the settings file and at the support interface."""

from collections.abc import Iterator
from functools import cached_property
from re import escape
from typing import Annotated, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from billbench.fake_ccms.limits.model import (
    MAX_BYTES,
    MAX_FIELDS,
    MAX_RULES,
    BodySize,
    Effect,
    FieldCount,
    FieldSize,
    Form,
    GatewayTimeout,
    OnExceed,
    UploadTimeout,
    WorkerTimeout,
)
from billbench.fake_ccms.limits.preset import Preset
from billbench.fake_ccms.limits.presets import PRESETS
from billbench.fake_ccms.tables import Table, number, whole, word


class ServerLimits(Table):
    """A preset, and what is set beside it; what is left out is as in the preset. A limit of 0 is none.

    What is set of `fields` is of forms of either kind, unless something is set of `parts`.
    """

    preset: str = Field(
        default="none",
        pattern=f"^({'|'.join(map(escape, PRESETS))})$",
        description=f"one of {', '.join(PRESETS)}",
    )
    fields: int | None = whole(None, 0, MAX_FIELDS)
    fields_on_exceed: OnExceed | None = word(None, OnExceed)
    fields_status: int | None = whole(None, 400, 599)
    parts: int | None = whole(None, 0, MAX_FIELDS)
    parts_on_exceed: OnExceed | None = word(None, OnExceed)
    parts_status: int | None = whole(None, 400, 599)
    body_bytes: int | None = whole(None, 0, MAX_BYTES)
    body_on_exceed: OnExceed | None = word(None, OnExceed)
    body_status: int | None = whole(None, 400, 599)
    field_bytes: int | None = whole(None, 0, MAX_BYTES)
    field_on_exceed: OnExceed | None = word(None, OnExceed)
    field_status: int | None = whole(None, 400, 599)
    upload_timeout_s: float | None = number(None, 0, 86_400)
    worker_timeout_s: float | None = number(None, 0, 86_400)
    gateway_timeout_s: float | None = number(None, 0, 86_400)
    queue: int | None = whole(None, 0, 100_000)

    @property
    def chain(self) -> tuple[Effect, ...]:
        """The limits that there are, in the order of a real chain of servers."""
        preset = PRESETS[self.preset]
        entry = _beside(
            preset.field or FieldSize.model_construct(limit=0),
            limit=self.field_bytes,
            on_exceed=self.field_on_exceed,
            status=self.field_status,
        )
        sized: tuple[BodySize | FieldCount | FieldSize, ...] = (
            *self._bodies(preset),
            *self._counts(preset),
            entry,
        )
        reading = (preset.reading,) if preset.reading else ()
        return (*(limit for limit in sized if limit.limit), *reading, *self._timeouts(preset))

    def _bodies(self, preset: Preset) -> tuple[BodySize, ...]:
        typed = {"on_exceed": self.body_on_exceed, "status": self.body_status}
        if self.body_bytes is not None:
            usual = preset.body or BodySize.model_construct()
            return (_beside(usual, limit=self.body_bytes, form=Form.ANY, **typed),)
        return tuple(_beside(limit, **typed) for limit in (preset.body, preset.parts_body) if limit)

    def _counts(self, preset: Preset) -> tuple[FieldCount, ...]:
        """One limit for all forms, or one for each of the two kinds."""
        is_said = self.fields_on_exceed is not None or self.fields_status is not None
        fields = _beside(
            preset.fields or FieldCount.model_construct(limit=preset.open_fields if is_said else 0),
            limit=self.fields,
            on_exceed=self.fields_on_exceed,
            status=self.fields_status,
        )
        typed = {"limit": self.parts, "on_exceed": self.parts_on_exceed, "status": self.parts_status}
        if all(value is None for value in typed.values()):
            if self.fields is not None:
                return (_beside(fields, form=Form.ANY),)
            if preset.parts is None:
                return (fields,)
        parts = _beside(
            preset.parts or fields,
            limit=self.fields,
            on_exceed=self.fields_on_exceed,
            status=self.fields_status,
            form=Form.MULTIPART,
        )
        return _beside(fields, form=Form.URL_ENCODED), _beside(parts, **typed)

    def _timeouts(self, preset: Preset) -> Iterator[Effect]:
        """Nearest to the service first: who waits for a gateway waits for what stands behind it."""
        upload_s = _first(self.upload_timeout_s, preset.upload_timeout_s)
        worker_s = _first(self.worker_timeout_s, preset.worker_timeout_s)
        gateway_s = _first(self.gateway_timeout_s, preset.gateway_timeout_s)
        if upload_s:
            yield UploadTimeout(after_s=upload_s)
        if worker_s:
            yield WorkerTimeout(after_s=worker_s)
        if gateway_s:
            yield GatewayTimeout(after_s=gateway_s)


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


Limited = TypeVar("Limited", BodySize, FieldCount, FieldSize)


def _beside(usual: Limited, **typed: object) -> Limited:
    return usual.model_copy(update={key: value for key, value in typed.items() if value is not None})


def _first(typed: float | None, usual: float | None) -> float | None:
    return usual if typed is None else typed
