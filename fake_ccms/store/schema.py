"""The tables: people and cases, and bills stored as the real system stores them.

A bill is a row per attribute per line (entity-attribute-value) and one checkpoint that holds the whole
state of its interview; both are written in the same transaction.
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from fake_ccms.bill import BillStatus

metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False, unique=True),
    Column("full_name", String(100), nullable=False),
    Column("firm", String(100), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("seen_at", Float, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    # Made from the id, so it is empty for the moment between insert and update.
    Column("reference", String(30), unique=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("client", String(100), nullable=False),
    Column("matter", String(100), nullable=False),
    Column("fee_schemes", String(100), nullable=False),
    Column("certificate_start", String(10), nullable=False),
    Column("certificate_end", String(10), nullable=False),
    Column("cost_limit_pence", Integer, nullable=False),
)

bills = Table(
    "bills",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("saved_at", String(32), nullable=False),
)
# One draft a case, whoever asks at the same moment.
Index(
    "one_draft_per_case",
    bills.c.case_id,
    unique=True,
    sqlite_where=bills.c.status == BillStatus.DRAFT.value,
    postgresql_where=bills.c.status == BillStatus.DRAFT.value,
)

bill_globals = Table(
    "bill_globals",
    metadata,
    Column("bill_id", ForeignKey("bills.id"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

bill_lines = Table(
    "bill_lines",
    metadata,
    Column("bill_id", ForeignKey("bills.id"), primary_key=True),
    Column("instance", Integer, primary_key=True, autoincrement=False),
    Column("entity", String(40), nullable=False),
    sqlite_with_rowid=False,
)

line_attributes = Table(
    "line_attributes",
    metadata,
    Column("bill_id", ForeignKey("bills.id"), primary_key=True),
    Column("instance", Integer, primary_key=True, autoincrement=False),
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("bill_id", ForeignKey("bills.id"), primary_key=True, autoincrement=False),
    Column("interview_data", LargeBinary, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    # The bill is the key: a second submission of the same bill cannot be stored.
    Column("bill_id", ForeignKey("bills.id"), primary_key=True, autoincrement=False),
    Column("reference", String(30), nullable=False, unique=True),
    Column("submitted_at", String(32), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("total", String(20), nullable=False),
)
