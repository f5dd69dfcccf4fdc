"""What an empty database starts with: two firms, their cases, and work logged on them."""

from sqlalchemy import Connection, delete, insert

from billbench.fake_ccms.seeding.demo import add_demo
from billbench.fake_ccms.store.people import NewCase, add_case, all_users, user_by_name
from billbench.fake_ccms.store.schema import metadata, sessions, users

_FIRM = "Harbour Street Solicitors"
_PEOPLE = (
    ("solicitor1", "Amira Patel"),
    ("solicitor2", "Beth Okafor"),
    ("costs1", "Callum Davies"),
    ("costs2", "Dilys Marsh"),
    ("clerk1", "Edward Lindqvist"),
)
_OTHER_FIRM = "Hill and Vale Legal"
_OTHER_PEOPLE = (("hill1", "Osian Price"), ("hill2", "Marged Howell"))
_CASES = (
    ("Jordan Whitfield", "Child arrangements", ("hourly",)),
    ("Samira Haddad", "Care proceedings", ("cpgfs", "hourly", "counsel")),
)
_WITH_DEMO = ("solicitor1", "hill1")


def seed(connection: Connection) -> None:
    """Fill an empty database; a database with users is left as it is."""
    if all_users(connection):
        return
    firms = ((_FIRM, _PEOPLE), (_OTHER_FIRM, _OTHER_PEOPLE))
    rows = [
        {"name": name, "full_name": full, "firm": firm} for firm, people in firms for name, full in people
    ]
    connection.execute(insert(users), rows)
    _add_cases(connection)


def reset(connection: Connection) -> None:
    """The cases and bills of the start, and no others; people stay, and stay signed in."""
    for table in reversed(metadata.sorted_tables):
        if table not in (users, sessions):
            connection.execute(delete(table))
    _add_cases(connection)


def _add_cases(connection: Connection) -> None:
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
    for name in _WITH_DEMO:
        person = user_by_name(connection, name)
        assert person is not None, "they were added with the others"
        add_demo(connection, person)
