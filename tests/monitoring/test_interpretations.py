"""What a coalition reads in its figures: recorded, shown, told, and refused."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import EditConflict
from monitoring.models import Interpretation
from monitoring.services.interpretations import interpretation_save
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create()


@pytest.fixture
def indicator(coalition):
    covered = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    definition = make.DefinitionFactory.create()
    make.ObservationFactory.create(
        definition=definition,
        municipality=covered,
        release=make.ReleaseFactory.create(published=True),
    )
    return definition.indicator


def address(name, coalition, *args):
    return reverse(f"monitoring:{name}", args=[coalition.slug, *args])


def sent(**changes):
    return {
        "idempotency_key": str(uuid.uuid4()),
        "version": "0",
        "indicator": "",
        "discussed_on": clock.today().isoformat(),
        "present": "",
        "conclusion": "Wij herkennen dit.",
        "parents_said": "",
        "intention": "",
        **changes,
    }


def test_an_interpretation_without_a_conclusion_is_refused(coalition):
    with pytest.raises(IntegrityError), transaction.atomic():
        Interpretation.objects.create(coalition=coalition, conclusion="")
    with pytest.raises(ValidationError):
        interpretation_save(coalition=coalition, conclusion="", discussed_on=clock.today())
    assert interpretation_save(
        coalition=coalition, conclusion="Goed.", discussed_on=clock.today()
    ).pk


def test_a_day_to_come_and_an_old_version_are_refused(coalition):
    with pytest.raises(ValidationError):
        interpretation_save(
            coalition=coalition, conclusion="x", discussed_on=clock.today() + timedelta(days=1)
        )
    row = interpretation_save(coalition=coalition, conclusion="x", discussed_on=clock.today())
    again = {"coalition": coalition, "discussed_on": clock.today(), "interpretation": row}
    interpretation_save(**again, conclusion="y", expected_version=row.version)
    with pytest.raises(EditConflict):
        interpretation_save(**again, conclusion="z", expected_version=row.version)


def test_it_is_written_from_the_figure_and_shown_beside_it(client, sign_in, coalition, indicator):
    sign_in("coordinator", coalition)
    page = address("interpretation_add", coalition)
    form = client.get(page, {"cijfer": indicator.key}).context["form"]
    assert form["indicator"].value() == indicator.pk
    data = sent(indicator=indicator.pk, intention="Wij bellen de wijkteams.")
    assert client.post(page, data).url == address("interpretations", coalition)
    client.post(page, data)  # a second click
    assert Interpretation.objects.count() == 1
    for place in (
        address("interpretations", coalition),
        address("indicator", coalition, indicator.key),
    ):
        shown = client.get(place).content.decode()
        assert "Wij herkennen dit." in shown
        assert "Wij bellen de wijkteams." in shown
    log = client.get(reverse("coalitions:log", args=[coalition.slug])).content.decode()
    assert "Duiding van cijfers" in log


def test_it_is_changed_and_a_colleague_is_not_overwritten(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    row = Interpretation.objects.create(coalition=coalition, conclusion="Eerst")
    page = address("interpretation_update", coalition, row.pk)
    assert client.get(page).context["form"]["conclusion"].value() == "Eerst"
    assert client.post(page, sent(version=row.version, conclusion="Toen")).status_code == 302
    answer = client.post(page, sent(version=row.version, conclusion="Nee"))
    assert answer.status_code == 409
    assert "Toen" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"conclusion": ""}, "conclusion"),
        ({"discussed_on": "31-02-2026"}, "discussed_on"),
        ({"discussed_on": "2999-01-01"}, "discussed_on"),
        ({"indicator": "999999"}, "indicator"),
        ({"conclusion": "x" * 3001}, "conclusion"),
        ({"present": "a\x00b"}, "present"),
    ],
)
def test_bad_input_is_told_at_the_field(client, sign_in, coalition, changes, field):
    sign_in("coordinator", coalition)
    answer = client.post(address("interpretation_add", coalition), sent(**changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Interpretation.objects.exists()


@pytest.mark.parametrize("key", ["bestaat-niet", "\n", "é", "a" * 5000])
def test_an_unknown_figure_in_the_address_is_left_aside(client, sign_in, coalition, key):
    sign_in("coordinator", coalition)
    answer = client.get(address("interpretation_add", coalition), {"cijfer": key})
    assert answer.status_code == 200


def test_a_figure_of_nobody_here_is_not_offered_but_a_chosen_one_stays(
    client, sign_in, coalition, indicator
):
    sign_in("coordinator", coalition)
    other = make.DefinitionFactory.create().indicator
    form = client.get(address("interpretation_add", coalition)).context["form"]
    assert list(form.fields["indicator"].queryset) == [indicator]
    row = Interpretation.objects.create(coalition=coalition, conclusion="x", indicator=other)
    page = address("interpretation_update", coalition, row.pk)
    assert other in client.get(page).context["form"].fields["indicator"].queryset
