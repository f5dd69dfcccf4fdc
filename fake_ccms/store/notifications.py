"""Notifications and actions: who is told what, and what they have to answer."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, case, insert, select, update

from billbench.fake_ccms.store.schema import cases, notifications


class NotificationKind(StrEnum):
    """An action is open until it is answered; a notification is only read."""

    ACTION = "Action"
    NOTIFICATION = "Notification"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotification:
    case_id: int
    bill_id: int
    user_id: int
    kind: NotificationKind
    subject: str
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    id: int
    case_id: int
    case_reference: str
    bill_id: int
    kind: NotificationKind
    subject: str
    details: str
    created_at: str
    answered_at: str

    @property
    def is_open(self) -> bool:
        return self.kind is NotificationKind.ACTION and not self.answered_at


def notify(connection: Connection, new: NewNotification, now: str) -> None:
    values = {
        "case_id": new.case_id,
        "bill_id": new.bill_id,
        "user_id": new.user_id,
        "kind": new.kind.value,
        "subject": new.subject,
        "details": new.details,
        "created_at": now,
        "answered_at": "",
    }
    connection.execute(insert(notifications).values(values))


_FIND = select(
    notifications.c.id,
    notifications.c.case_id,
    cases.c.reference.label("case_reference"),
    notifications.c.bill_id,
    notifications.c.kind,
    notifications.c.subject,
    notifications.c.details,
    notifications.c.created_at,
    notifications.c.answered_at,
).join(cases, cases.c.id == notifications.c.case_id)

_OPEN_FIRST = case(
    (
        (notifications.c.kind == NotificationKind.ACTION.value) & (notifications.c.answered_at == ""),
        0,
    ),
    else_=1,
)


def notifications_for(connection: Connection, user_id: int, *, limit: int, skip: int) -> list[Notification]:
    """What a person is told: open actions first, then the newest."""
    query = (
        _FIND.where(notifications.c.user_id == user_id)
        .order_by(_OPEN_FIRST, notifications.c.id.desc())
        .limit(limit)
        .offset(skip)
    )
    return [
        Notification(**{**row._mapping, "kind": NotificationKind(row.kind)})
        for row in connection.execute(query)
    ]


def find_notification(connection: Connection, user_id: int, notification_id: int) -> Notification | None:
    query = _FIND.where(notifications.c.id == notification_id, notifications.c.user_id == user_id)
    row = connection.execute(query).one_or_none()
    return Notification(**{**row._mapping, "kind": NotificationKind(row.kind)}) if row else None


def answer(connection: Connection, notification_id: int, now: str) -> None:
    connection.execute(
        update(notifications)
        .where(notifications.c.id == notification_id, notifications.c.answered_at == "")
        .values(answered_at=now)
    )
