"""What a project of Django's does with its database, as checks in their order: `python django_program.py`.

A line of JSON a check says its name and null, or what failed.
"""

from __future__ import annotations

import datetime
import decimal
import json
import os
import sys
import traceback
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).with_name("django_project")))
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - Django is set up first
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 - Django is set up first
from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.db import IntegrityError, connection, transaction  # noqa: E402 - Django is set up first
from django.db.models import Avg, Count, F, Max, Sum, functions  # noqa: E402 - Django is set up first
from library.models import Author, Book  # noqa: E402 - Django is set up first

CHECKS = []
ROWS = 1000


def check(function):
    CHECKS.append(function)
    return function


def refused(function):
    try:
        with transaction.atomic():
            function()
    except IntegrityError:
        return
    raise AssertionError("nothing was refused")


@check
def its_own_applications_migrate():
    call_command("migrate", verbosity=0, run_syncdb=True)


@check
def a_superuser_is_made_and_logs_on():
    os.environ["DJANGO_SUPERUSER_PASSWORD"] = "correct horse"
    options = {"username": "ada", "email": "ada@example.com", "interactive": False, "verbosity": 0}
    call_command("createsuperuser", **options)
    assert get_user_model().objects.get(username="ada").check_password("correct horse")


@check
def sessions_are_kept():
    session = SessionStore()
    session["seen"] = [1, 2]
    session.save()
    assert SessionStore(session_key=session.session_key)["seen"] == [1, 2]
    call_command("clearsessions", verbosity=0)


@check
def a_thousand_rows_are_made_at_once():
    author = Author.objects.create(name="Ann", born=datetime.date(1970, 1, 1))
    Book.objects.bulk_create(
        Book(
            title=f"book {number}",
            author=author,
            price=decimal.Decimal("1.50") * number,
            rating=number / 3,
            text="x" * number * 10,
            cover=bytes([number % 256]) * 10,
            lent=number % 2 == 0,
            length=datetime.timedelta(days=1, seconds=number),
            tags={"n": number, "list": [1, {"k": "v"}]},
            number=uuid.UUID(int=number),
        )
        for number in range(ROWS)
    )
    assert Book.objects.count() == ROWS


@check
def each_kind_of_field_comes_back():
    book = Book.objects.get(title="book 10")
    assert (book.price, book.rating, book.text) == (decimal.Decimal("15.00"), 10 / 3, "x" * 100)
    assert (bytes(book.cover), book.lent) == (bytes([10]) * 10, True)
    assert (book.length, book.number) == (datetime.timedelta(days=1, seconds=10), uuid.UUID(int=10))
    assert (book.tags, book.author.born) == ({"n": 10, "list": [1, {"k": "v"}]}, datetime.date(1970, 1, 1))


@check
def queries_find_what_they_should():
    books = Book.objects
    assert books.filter(lent=True).count() == ROWS // 2
    assert books.filter(tags__n=7).count() == 1
    assert books.filter(tags__has_key="n", tags__list__1__k="v").count() == ROWS
    assert books.filter(title__icontains="BOOK 99").count() == 11
    assert books.filter(title__regex="^book 1.$").count() == 10
    assert books.filter(added__year__gte=2000).count() == ROWS
    assert books.filter(pk__in=list(books.values_list("pk", flat=True)[:600])).count() == 600
    assert list(books.order_by("-price").values_list("title", flat=True)[5:7]) == ["book 994", "book 993"]
    found = books.aggregate(Sum("price"), Avg("rating"), Max("added"))
    assert found["price__sum"] == decimal.Decimal("749250.00")
    assert Author.objects.annotate(n=Count("books")).get().n == ROWS


@check
def changes_are_made():
    Book.objects.filter(title="book 1").update(price=F("price") * 2, title=functions.Upper("title"))
    assert Book.objects.get(title="BOOK 1").price == decimal.Decimal("3.00")
    few = list(Book.objects.order_by("pk")[:100])
    for book in few:
        book.text = "changed"
    Book.objects.bulk_update(few, ["text"])
    assert Book.objects.filter(text__startswith="changed").count() == 100
    with transaction.atomic():
        assert len(Book.objects.select_for_update().filter(title="book 500")) == 1


@check
def broken_constraints_are_integrity_errors():
    author = Author.objects.get()
    refused(lambda: Book.objects.create(title="book 5", author=author))
    refused(lambda: Book.objects.create(title="of nobody", author_id=author.pk + 99))  # seen by the commit
    assert Book.objects.count() == ROWS


@check
def introspection_finds_the_tables():
    with connection.cursor() as cursor:
        assert "library_book" in connection.introspection.table_names(cursor)
        found = connection.introspection.get_constraints(cursor, "LIBRARY_BOOK")
    assert found["one_title"]["unique"]


@check
def flush_empties_them():
    call_command("flush", interactive=False, verbosity=0)
    assert not Book.objects.exists()


@check
def migrations_go_back():
    for application in ("sessions", "admin", "auth"):
        call_command("migrate", application, "zero", verbosity=0)


for each in CHECKS:
    try:
        each()
        failure = None
    except Exception:
        failure = traceback.format_exc()
    print(json.dumps({"check": each.__name__, "failure": failure}), flush=True)
