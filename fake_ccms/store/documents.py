"""Documents of bills, and permissions for claims at summary level."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from billbench.fake_ccms.store.schema import documents, permissions, users


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    id: int
    kind: str
    file_name: str
    media_type: str
    size: int
    uploaded_at: str
    uploaded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    bill_id: int
    user_id: int
    kind: str
    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A granted permission; `reason` is why it was asked for."""

    id: int
    reason: str
    granted_at: str

    @property
    def reference(self) -> str:
        return f"SLP{100_000 + self.id}"


def add_document(connection: Connection, document: NewDocument, now: str) -> None:
    values = {
        "bill_id": document.bill_id,
        "user_id": document.user_id,
        "kind": document.kind,
        "file_name": document.file_name,
        "media_type": document.media_type,
        "size": len(document.content),
        "content": document.content,
        "uploaded_at": now,
    }
    connection.execute(insert(documents).values(values))


def documents_of(connection: Connection, bill_id: int) -> list[Document]:
    """The documents of a bill without their content, oldest first."""
    query = (
        select(
            documents.c.id,
            documents.c.kind,
            documents.c.file_name,
            documents.c.media_type,
            documents.c.size,
            documents.c.uploaded_at,
            users.c.full_name.label("uploaded_by"),
        )
        .join(users, users.c.id == documents.c.user_id)
        .where(documents.c.bill_id == bill_id)
        .order_by(documents.c.id)
    )
    return [Document(**row._mapping) for row in connection.execute(query)]


def count_documents(connection: Connection, bill_id: int, *, since: str = "") -> int:
    query = select(func.count()).where(documents.c.bill_id == bill_id, documents.c.uploaded_at >= since)
    return int(connection.execute(query).scalar_one())


def content_of(connection: Connection, bill_id: int, document_id: int) -> bytes | None:
    query = select(documents.c.content).where(documents.c.bill_id == bill_id, documents.c.id == document_id)
    content = connection.execute(query).scalar_one_or_none()
    return None if content is None else bytes(content)


def remove_document(connection: Connection, bill_id: int, document_id: int) -> None:
    connection.execute(delete(documents).where(documents.c.bill_id == bill_id, documents.c.id == document_id))


def grant_permission(connection: Connection, case_id: int, user_id: int, reason: str, now: str) -> None:
    values = {"case_id": case_id, "user_id": user_id, "reason": reason, "granted_at": now}
    connection.execute(insert(permissions).values(values))


def permission_for(connection: Connection, case_id: int) -> Permission | None:
    """The latest permission of the case."""
    query = (
        select(permissions.c.id, permissions.c.reason, permissions.c.granted_at)
        .where(permissions.c.case_id == case_id)
        .order_by(permissions.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return Permission(**row._mapping) if row else None
