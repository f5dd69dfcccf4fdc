"""Users, their sessions and their cases."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from billbench.fake_ccms.store.schema import cases, sessions, users

_FIRST_REFERENCE = 300_000_100_000

# Colleagues work on each other's cases; nobody sees those of another firm.
_OF_FIRM = cases.c.user_id.in_(select(users.c.id).where(users.c.firm == bindparam("firm")))


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    id: int
    name: str
    full_name: str
    firm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A running session: who it is, and the token that its forms carry."""

    user: User
    csrf: str
    seen_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    id: int
    reference: str
    user_id: int
    client: str
    matter: str
    fee_schemes: tuple[str, ...]
    certificate_start: str
    certificate_end: str
    cost_limit_pence: int
    court: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    user_id: int
    client: str
    matter: str
    fee_schemes: tuple[str, ...]
    certificate_start: str
    certificate_end: str = ""
    cost_limit_pence: int = 25_000_00
    court: str = "Family Court"


def all_users(connection: Connection) -> list[User]:
    return [User(**row._mapping) for row in connection.execute(select(users).order_by(users.c.id))]


def user_by_name(connection: Connection, name: str) -> User | None:
    # No database has to be asked for a name that it may not even take (a null, half a character).
    if not name.isprintable():
        return None
    row = connection.execute(select(users).where(users.c.name == name)).one_or_none()
    return User(**row._mapping) if row else None


def start_session(connection: Connection, token: str, csrf: str, user: User, now: float) -> None:
    values = {"token_hash": _hash(token), "user_id": user.id, "csrf": csrf, "seen_at": now}
    connection.execute(insert(sessions).values(values))


# Made once: every request asks this.
_FIND_SESSION = (
    select(sessions.c.csrf, sessions.c.seen_at, users)
    .join(users, users.c.id == sessions.c.user_id)
    .where(sessions.c.token_hash == bindparam("token_hash"))
)


def find_session(connection: Connection, token: str, *, not_before: float) -> SignedIn | None:
    """The session of this token, unless it was last used before `not_before`."""
    row = connection.execute(_FIND_SESSION, {"token_hash": _hash(token)}).one_or_none()
    if row is None or row.seen_at < not_before:
        return None
    user = User(id=row.id, name=row.name, full_name=row.full_name, firm=row.firm)
    return SignedIn(user=user, csrf=row.csrf, seen_at=row.seen_at)


def touch_session(connection: Connection, token: str, now: float) -> None:
    connection.execute(update(sessions).where(sessions.c.token_hash == _hash(token)).values(seen_at=now))


def end_session(connection: Connection, token: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))


def _hash(token: str) -> str:
    # Only the hash is stored: a copy of the database signs nobody in.
    return sha256(token.encode()).hexdigest()


def add_case(connection: Connection, case: NewCase) -> Case:
    """Store a case; its reference follows from its id."""
    values = {
        "user_id": case.user_id,
        "client": case.client,
        "matter": case.matter,
        "fee_schemes": " ".join(case.fee_schemes),
        "certificate_start": case.certificate_start,
        "certificate_end": case.certificate_end,
        "cost_limit_pence": case.cost_limit_pence,
        "court": case.court,
    }
    case_id = connection.execute(insert(cases).values(values).returning(cases.c.id)).scalar_one()
    reference = str(_FIRST_REFERENCE + case_id)
    connection.execute(update(cases).where(cases.c.id == case_id).values(reference=reference))
    return _case(connection.execute(select(cases).where(cases.c.id == case_id)).one())


def cases_of(connection: Connection, user: User, *, limit: int, reference: str = "") -> list[Case]:
    """The cases on which the person is the contact, newest first; with part of a reference, the firm's."""
    if not reference.isprintable():
        return []
    query = select(cases).order_by(cases.c.id.desc()).limit(limit)
    if not reference:
        query = query.where(cases.c.user_id == user.id)
    else:
        query = query.where(_OF_FIRM, cases.c.reference.contains(reference, autoescape=True))
    return [_case(row) for row in connection.execute(query, {"firm": user.firm})]


def case_by_reference(connection: Connection, firm: str, reference: str) -> Case | None:
    """The case, if it is one of the firm's."""
    query = select(cases).where(cases.c.reference == reference, _OF_FIRM)
    row = connection.execute(query, {"firm": firm}).one_or_none()
    return _case(row) if row else None


def name_of(connection: Connection, user_id: int) -> str:
    return str(connection.execute(select(users.c.full_name).where(users.c.id == user_id)).scalar_one())


def case_by_id(connection: Connection, case_id: int) -> Case:
    return _case(connection.execute(select(cases).where(cases.c.id == case_id)).one())


def _case(row: Row[tuple[object, ...]]) -> Case:
    values = dict(row._mapping)
    values["fee_schemes"] = tuple(str(values["fee_schemes"]).split())
    return Case(**values)
