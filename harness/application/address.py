"""Where an application is, whoever's it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from billbench.harness.application.pace import Pace
from billbench.harness.model.errors import UnreachableError
from billbench.harness.plan.target_file import is_loopback

TOKEN_VARIABLE = "FAKE_CCMS_SUPPORT_TOKEN"  # noqa: S105 - the name of a variable, not a secret
_HEALTH_TIMEOUT_S = 10


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

    @property
    def trusts_env(self) -> bool:
        """Whether the environment's proxy may be asked: never for what is on this machine, token and all."""
        return not is_loopback(self.url)


def held_back(address: Address) -> dict[str, list[Callable[[httpx.Request], None]]]:
    """Lets a client ask no more often than is allowed."""
    if address.most_requests_per_s is None:
        return {}
    pace = Pace(address.most_requests_per_s)
    return {"request": [lambda _: pace.hold_back()]}


def is_healthy(address: Address) -> bool:
    """Whether the application's support interface answers, and takes the token."""
    try:
        return _health(address).is_success
    except httpx.HTTPError:
        return False


def does_answer(address: Address) -> bool:
    """Whether anything answers there, whatever it says."""
    try:
        httpx.get(address.url, timeout=_HEALTH_TIMEOUT_S, trust_env=address.trusts_env)
    except httpx.HTTPError:
        return False
    return True


def check_answers(address: Address) -> None:
    """Raises `UnreachableError` when the application does not answer, or does not take the token."""
    try:
        answer = _health(address)
    except httpx.HTTPError as error:
        raise UnreachableError(
            f"The application under test does not answer at {address.url} ({error}). Look whether it runs."
        ) from error
    if answer.is_error:
        raise UnreachableError(
            f"The support interface at {address.url} answered {answer.status_code}. Look at its token."
        )


def _health(address: Address) -> httpx.Response:
    headers = {"Authorization": f"Bearer {address.token}", **address.headers}
    asked = f"{address.url}/support/health"
    return httpx.get(asked, headers=headers, timeout=_HEALTH_TIMEOUT_S, trust_env=address.trusts_env)
