"""What an empty database starts with: a firm's people and a few cases without a bill."""

from sqlalchemy import Connection, insert

from fake_ccms.store.people import NewCase, add_case, all_users
from fake_ccms.store.schema import users

_FIRM = "Harbour Street Solicitors"
_PEOPLE = (
    ("solicitor1", "Amira Patel"),
    ("solicitor2", "Beth Okafor"),
    ("costs1", "Callum Davies"),
    ("costs2", "Dilys Marsh"),
    ("clerk1", "Edward Lindqvist"),
)
_CASES = (
    ("Jordan Whitfield", "Child arrangements", ("hourly",)),
    ("Samira Haddad", "Care proceedings", ("cpgfs", "hourly", "counsel")),
)


def seed(connection: Connection) -> None:
    """Fill an empty database; a database with users is left as it is."""
    if all_users(connection):
        return
    connection.execute(
        insert(users), [{"name": name, "full_name": full, "firm": _FIRM} for name, full in _PEOPLE]
    )
    for user in all_users(connection):
        for client, matter, fee_schemes in _CASES:
            add_case(
                connection,
                NewCase(
                    user_id=user.id,
                    client=client,
                    matter=matter,
                    fee_schemes=fee_schemes,
                    certificate_start="2023-01-09",
                ),
            )
