"""No form about agreements takes a number that may be a BSN, in whichever field it stands."""

import uuid
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django import forms as django_forms
from django.urls import reverse

from agreements import forms
from agreements.forms.framework import FrameworkForm
from agreements.forms.uptake import UptakeForm
from agreements.models import Agreement, PathwayLine, ServiceDirectory
from agreements.services.pathways import pathway_line_add
from kansrijkestart.core.forms import FilterForm, KsFormMixin, NoPersonalNumbersMixin
from tests import factories as make

pytestmark = pytest.mark.django_db
NUMBER = "Zie 1234-56.782"
ADDRESS = "https://example.org/?bsn=1234.56.782"


def form_classes():
    for module in iter_modules(forms.__path__):
        for found in vars(import_module(f"agreements.forms.{module.name}")).values():
            if isinstance(found, type) and issubclass(found, KsFormMixin):
                yield found


def takes_words(form):
    fields = form.base_fields.values()
    written = [one for one in fields if isinstance(one, django_forms.CharField)]
    return any(not one.widget.is_hidden for one in written)


def test_every_form_in_which_somebody_writes_refuses_them():
    found = {
        one for one in form_classes() if takes_words(one) and one.__module__.startswith("agree")
    }
    assert len(found) > 15
    assert [one for one in found if not issubclass(one, NoPersonalNumbersMixin | FilterForm)] == []


def test_notes_of_the_region_hold_none():
    uptake = UptakeForm({"note": NUMBER, "state": "taken_over"}, instance=None)
    assert "burgerservicenummer" in str(uptake.errors["note"])
    framework = FrameworkForm({"number": "1.0", "note": NUMBER})
    assert "burgerservicenummer" in str(framework.errors["note"])


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionMunicipalityFactory.create().coalition
    sign_in("coordinator", coalition)
    return coalition


def refused(client, page_name, *args, **fields):
    """Send a form; returns the fields with an error, when all that was typed is still there."""
    data = {"idempotency_key": str(uuid.uuid4())} | fields
    page = client.post(reverse(f"agreements:{page_name}", args=args), data)
    assert page.status_code == 200
    shown = page.content.decode()
    assert all(str(value) in shown for value in fields.values())
    return set(page.context["form"].errors)


def test_web_addresses_hold_none(client, coalition):
    fields = {"name": "Wegwijzer", "url": ADDRESS}
    assert refused(client, "directory_add", coalition.slug, **fields) == {"url"}
    assert not ServiceDirectory.objects.exists()
    pathway = make.CarePathwayFactory.create(
        coalition=coalition, municipality=coalition.coverage.get().municipality
    )
    where = (coalition.slug, pathway.pk)
    fields = {"text": "Spreekuur", "url": ADDRESS}
    assert refused(client, "pathway_line_add", *where, "hulp", **fields) == {"url"}
    assert not PathwayLine.objects.exists()
    kept = pathway_line_add(pathway=pathway, question="support", text="Spreekuur")
    fields["version"] = str(kept.version)
    assert refused(client, "pathway_line_update", *where, kept.pk, **fields) == {"url"}


def test_the_plan_and_the_roles_of_an_agreement_hold_none(client, coalition):
    partner = make.PartnershipFactory.create(coalition=coalition).organisation
    fields = {"title": NUMBER, "plan_name": NUMBER, f"role_{partner.pk}": NUMBER}
    found = refused(client, "create", coalition.slug, **fields)
    assert found >= {"title", "plan_name", f"role_{partner.pk}"}
    assert not Agreement.objects.exists()
