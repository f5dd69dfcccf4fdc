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

from billbench.fake_ccms.bill import BillStatus

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
    # Where the case ended; a court below the county court needs permission for a summary-level claim.
    Column("court", String(40), nullable=False),
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
    # The claim file that brought the bill in; keyed in where there is none.
    Column("claim_file_id", ForeignKey("claim_files.id")),
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

repeated_submissions = Table(
    "repeated_submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bill_id", ForeignKey("bills.id"), nullable=False, index=True),
    Column("reference", String(40), nullable=False),
    Column("submitted_at", String(32), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("total", String(20), nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    # What the assessor decided on a submitted bill; while there is no row, nothing has been decided.
    Column("bill_id", ForeignKey("bills.id"), primary_key=True, autoincrement=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", String(32), nullable=False),
)

permissions = Table(
    "permissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("granted_at", String(32), nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bill_id", ForeignKey("bills.id"), nullable=False, index=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("uploaded_at", String(32), nullable=False),
)

notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("bill_id", ForeignKey("bills.id"), nullable=False, index=True),
    # The person it is for: who submitted the bill, or the contact registered on the case.
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("details", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("answered_at", String(32), nullable=False),
)

claim_files = Table(
    "claim_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("firm", String(100), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("uploaded_at", String(32), nullable=False),
    # What the result page shows, as JSON: bills that were accepted and bills that were not.
    Column("result", Text, nullable=False),
    Index("claim_files_by_digest", "firm", "digest"),
)

logged_work = Table(
    "logged_work",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("worked_on", String(10), nullable=False),
    Column("fee_earner", String(100), nullable=False),
    Column("work", String(100), nullable=False),
    Column("note", Text, nullable=False),
    # Of these three a kind of work uses one: minutes and items for work, pence for money paid out.
    Column("minutes", Integer, nullable=False),
    Column("items", Integer, nullable=False),
    Column("pence", Integer, nullable=False),
    # Of what was paid out; of work it follows from the day.
    Column("vat", String(5), nullable=False),
)
