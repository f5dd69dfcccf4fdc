"""Django's admin as a bill page: server-rendered, a row of fields a line, saved as one whole form.

What the pages show and do is Django's, and so are its limits. Here are only its settings, somebody who may
change bills, and the bills to begin with.

    BILLS_USER=… BILLS_PASSWORD=… python -m tests.targets.admin_bills PORT LINES…
"""

import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import django
from django.conf import settings

_FOLDER = tempfile.TemporaryDirectory(prefix="billbench-admin-")

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(_FOLDER.name) / "db"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "tests.targets.bills",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a database that lives as long as a test",
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    USE_TZ=True,
)
django.setup()

from django.contrib import admin  # noqa: E402 - its parts can be imported once Django is set up
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402

from tests.targets.bills.models import Bill, Line  # noqa: E402

urlpatterns = [path("admin/", admin.site.urls)]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """What is served is the test's business."""


def _fill(sizes: list[int]) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    User.objects.create_superuser(os.environ["BILLS_USER"], password=os.environ["BILLS_PASSWORD"])
    for size in sizes:
        # A bill's number is its size, so that target files can name it.
        bill = Bill.objects.create(id=size, case=f"Case {size}")
        Line.objects.bulk_create(
            Line(
                bill=bill,
                day=date(2024, 1, 8) + timedelta(days=place),
                work=f"Attending client, {place}",
                items=1 + place % 3,
                rate="58.41",
            )
            for place in range(size)
        )


def main(port: int, sizes: list[int]) -> None:
    _fill(sizes)
    server = ThreadedWSGIServer(("127.0.0.1", port), _Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(size) for size in sys.argv[2:]])
