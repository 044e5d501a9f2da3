"""Two at the same moment: whoever comes second is told what the first did."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from agreements.models import CarePathway
from agreements.services.pathways import (
    pathway_line_remove,
    pathway_remove,
)
from tests import factories as make
from tests.agreements.pathways.world import line
from tests.at_once import while_uncommitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept_line(sign_in):
    pathway = make.CarePathwayFactory.create()
    sign_in("coordinator", pathway.coalition)
    return line(pathway)


AT_ONCE = [
    ("pathway_remove", {}),
    ("pathway_line_remove", {}),
    ("pathway_line_place", {"place": "1"}),
    ("pathway_line_update", {"text": "Spreekuur op maandag"}),
    ("pathway_line_add", {"text": "Spreekuur op maandag"}),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "fields"), AT_ONCE)
@pytest.mark.parametrize("whole", [True, False])
def test_what_somebody_took_away_at_that_moment_is_told(client, kept_line, name, fields, whole):
    pathway = CarePathway.objects.get()
    keys = [pathway.coalition.slug, pathway.pk]
    keys += ["hulp"] if name == "pathway_line_add" else [kept_line.pk]
    address = reverse(f"agreements:{name}", args=keys[:2] if name == "pathway_remove" else keys)
    version = pathway.version if name == "pathway_remove" else kept_line.version
    data = {"idempotency_key": str(uuid.uuid4()), "version": version} | fields

    def take_away():
        if whole or name in ("pathway_remove", "pathway_line_add"):
            pathway_remove(pathway=pathway, expected_version=None)
        else:
            pathway_line_remove(line=kept_line, expected_version=None)

    answer = while_uncommitted(take_away, lambda: client.post(address, data))
    if answer.status_code == 302:
        told = [str(one) for one in get_messages(answer.wsgi_request)]
    else:
        told = answer.context["form"].non_field_errors()
        assert all(str(value) in answer.content.decode() for value in fields.values())
    assert "net weggehaald" in " ".join(told)
