"""Where an application is, whoever's it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from billbench.harness.application.pace import Pace

TOKEN_VARIABLE = "FAKE_CCMS_SUPPORT_TOKEN"  # noqa: S105 - the name of a variable, not a secret
_HEALTH_TIMEOUT_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the application is and the token of its support interface.

    Of a target, `headers` tell it who is testing, and `most_people` and `most_requests_per_s` are allowed.
    """

    url: str
    token: str
    headers: Mapping[str, str] = field(default_factory=dict)
    most_people: int | None = None
    most_requests_per_s: float | None = None


def held_back(address: Address) -> dict[str, list[Callable[[httpx.Request], None]]]:
    """Lets a client ask no more often than is allowed."""
    if address.most_requests_per_s is None:
        return {}
    pace = Pace(address.most_requests_per_s)
    return {"request": [lambda _: pace.hold_back()]}


def is_healthy(address: Address) -> bool:
    """Whether the application's support interface answers, and takes the token."""
    headers = {"Authorization": f"Bearer {address.token}"}
    try:
        answer = httpx.get(f"{address.url}/support/health", headers=headers, timeout=_HEALTH_TIMEOUT_S)
    except httpx.HTTPError:
        return False
    return answer.is_success
