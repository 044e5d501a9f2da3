"""C8: no form, query string or address of the site gives an answer of 500 or higher."""

import pytest
from django.db import transaction

from tests.soak.book import Entry, note
from tests.soak.fuzzing import Fuzz, plain_addresses, rows_to_try
from tests.soak.sizes import size
from tests.soak.world import full_world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield full_world()
        transaction.set_rollback(True)


def test_every_page_and_form_as_every_role(world):
    fuzz = Fuzz(world, size("FUZZ_EACH", 12))
    rows = rows_to_try()
    for row in rows:
        fuzz.row(row)
    tally = fuzz.tally
    figures = f"{len(rows)} routes, 9 roles; {tally.taken} posts taken, {tally.answers[404]} × 404"
    what = "pages, forms and addresses with hostile values, each role"
    note(Entry("fuzz", what, tally.asked, "requests", len(tally.faults), figures))
    assert tally.taken > 50  # else the forms were all refused at the door
    assert not tally.faults, tally.report


def test_accounts_and_administration(world):
    fuzz = Fuzz(world, size("FUZZ_PLAIN", 4))
    addresses = [
        path for path in plain_addresses() if path.startswith(("/accounts/", "/beheer/", "/taal/"))
    ]
    for path in addresses:
        fuzz.plain(path)
    tally = fuzz.tally
    figures = f"{len(addresses)} addresses"
    what = "accounts and administration with hostile values"
    note(Entry("fuzz", what, tally.asked, "requests", len(tally.faults), figures))
    assert not tally.faults, tally.report
