#!/usr/bin/env bash
# Django's DATA_UPLOAD_MAX_MEMORY_SIZE weighs the names of a multipart form's fields, and none of the bytes between them.
#
# A guess: the limit is on the bytes of the body, or on what was typed. Of a form in parts it is on values, names and two
# bytes more for each field. So a bill of short fields with the long names that form builders generate is refused for its
# names, while a body of many times the limit is taken.
#
# Seen with Django 5.2.8, limit 5,000 bytes, 14 fields a line with values of 4 letters:
#   names of 4 letters: 35 lines are taken, 1,960 bytes of values in a body of 34,810
#   names of 24 letters: 11 lines are taken, 616 bytes of values in a body of 14,034
#
# Needs python3. Ends with 1 if this has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import django
from django.conf import settings

LIMIT, FIELDS, VALUE = 5_000, 14, "3.50"
settings.configure(DATA_UPLOAD_MAX_MEMORY_SIZE=LIMIT, DATA_UPLOAD_MAX_NUMBER_FIELDS=None, ALLOWED_HOSTS=["*"])
django.setup()

from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory


def is_taken(lines, name_length):
    form = {f"{place:0{name_length}}": VALUE for place in range(lines * FIELDS)}
    request = RequestFactory().post("/bill", form)  # In parts, as a form with a file is.
    try:
        return len(request.POST) == len(form), int(request.META["CONTENT_LENGTH"])
    except RequestDataTooBig:
        return False, 0


changed = False
for name_length in (4, 24):
    lines = 0
    while is_taken(lines + 1, name_length)[0]:
        lines += 1
    expected = LIMIT // (FIELDS * (len(VALUE) + name_length + 2))
    body = is_taken(lines, name_length)[1]
    print(f"Django {django.__version__}, limit {LIMIT:,} bytes: with names of {name_length} letters {lines} lines are "
          f"taken, {lines * FIELDS * len(VALUE):,} bytes of values in a body of {body:,}")
    changed = changed or lines != expected
sys.exit(changed)
PYTHON
