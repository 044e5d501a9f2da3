"""The rows of tests/access/checklist.py, with a coalition that covers a municipality."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests import factories as make
from tests.access.checklist import ROWS
from tests.access.rows import ROLES


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_the_answer_of_its_row(client, sign_in, row, role):
    region = make.RegionFactory.create()
    coalition = make.CoalitionFactory.create(region=region)
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    address = reverse(row.name, kwargs=row.kwargs(SimpleNamespace(coalition=coalition)))
    if role == "other_adviser":
        sign_in("adviser", make.CoalitionFactory.create())
    else:
        sign_in(role, coalition)
    response = client.generic(row.method, address)
    assert response.status_code == row.expected.get(role, row.otherwise)
