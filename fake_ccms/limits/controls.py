"""The rules in force in this process, and which of them a request meets."""

import json
from dataclasses import dataclass

from billbench.fake_ccms.limits.model import Asked, Effect, UploadTimeout
from billbench.fake_ccms.limits.reading import Limits
from billbench.fake_ccms.limits.shared import Shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A rule that a request meets; `number` is its place among the rules."""

    number: int
    effect: Effect


class Controls:
    """Rules of the settings, or those set at run time in any process of the same server."""

    def __init__(self, configured: Limits, shared: Shared) -> None:
        self._configured = configured
        self._shared = shared
        self._limits = configured
        self._generation = 0

    @property
    def limits(self) -> Limits:
        generation = self._shared.generation
        if generation != self._generation:
            text = self._shared.rules()
            # Checked before it was stored: whoever set the rules was told their mistakes.
            self._limits = Limits.model_validate(json.loads(text)) if text else self._configured
            self._generation = generation
        return self._limits

    def met_by(self, asked: Asked) -> list[Met]:
        """The rules that a request meets, in their order; it is counted for each that is about it."""
        elapsed_s = self._shared.elapsed_s
        met: list[Met] = []
        for number, rule in enumerate(self.limits.chain):
            if rule.fits(asked) and rule.holds(self._shared.count_fitting(number), elapsed_s):
                met.append(Met(number=number, effect=rule))
        return met

    def patience_s(self, method: str, path: str) -> float | None:
        """How long a body may take to arrive; what comes later is for the rule itself to judge."""
        asked = Asked(method=method, path=path, fields=0, size=0)
        return min(
            (
                rule.after_s
                for rule in self.limits.chain
                if isinstance(rule, UploadTimeout) and rule.at(asked)
            ),
            default=None,
        )

    def applied(self, met: Met) -> None:
        """Count that a rule was applied: that a limit was exceeded, or a fault happened."""
        self._shared.count_applied(met.number)
