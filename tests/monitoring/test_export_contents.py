"""What the page and the guide of a coalition's yearly export say is in it, and what is not."""

from datetime import date

import pytest
from django.urls import reverse

from coalitions.models import Action, Ambition, Meeting
from monitoring.exporters import Target
from monitoring.models import Interpretation, OwnFigure, OwnIndicator
from tests import factories as make
from tests.monitoring.export_world import YEAR, coalition_with_everything, files_of
from tests.monitoring.test_export_files import everything_in

pytestmark = pytest.mark.django_db

SECRET = "Kanarie in het dossier"
HOLDS = (
    "Er staat in: de gemeenten, de partners, de afspraken, de interventies met eigen aanbod, "
    "bereik en geld, de checklist en de openbare cijfers."
)
LEFT_OUT = (
    "Al het andere uit het dossier staat er niet in: geen contactpersonen, documenten, teksten van "
    "afspraken, overleggen, plan, acties, eigen cijfers, duidingen of vragenlijsten."
)


def fill_what_is_left_out(coalition):
    agreement = coalition.agreements.get()
    make.AgreementVersionFactory.create(agreement=agreement, number=2, text=SECRET)
    Meeting.objects.create(coalition=coalition, held_on=date(YEAR, 3, 1), outcome=SECRET)
    Ambition.objects.create(coalition=coalition, title=SECRET)
    Action.objects.create(coalition=coalition, title=SECRET)
    Interpretation.objects.create(coalition=coalition, conclusion=SECRET)
    own = OwnIndicator.objects.create(
        coalition=coalition,
        name=SECRET,
        phase="during",
        unit="count",
        direction="up",
        counted=SECRET,
        source=SECRET,
    )
    OwnFigure.objects.create(indicator=own, year=YEAR, numerator=40)


def test_what_the_guide_says_is_in_it_is_and_what_it_says_is_left_out_is_not():
    coalition, place = coalition_with_everything()
    fill_what_is_left_out(coalition)
    files = files_of(Target("coalition", YEAR, coalition=coalition))
    assert SECRET not in everything_in(files)
    guide = files["leeswijzer.txt"].decode()
    assert HOLDS in guide
    assert LEFT_OUT in guide
    tables = "coalities partners afspraken interventies eigen-aanbod bereik geld checklist cijfers"
    assert {f"{table}-machine.csv" for table in tables.split()} <= set(files)
    assert place.name in files["coalities-machine.csv"].decode()


def test_the_page_says_the_same_and_that_advice_is_in_it_with_names(client, sign_in):
    coalition, _place = coalition_with_everything()
    sign_in("coordinator", coalition)
    page = client.get(reverse("monitoring:coalition_exports", args=[coalition.slug]))
    said = page.content.decode()
    assert HOLDS in said
    assert LEFT_OUT in said
    assert "Advies staat erin voor zover je het mag lezen: de hele teksten, met de namen" in said
    assert "Bekijk de bestanden voordat je ze deelt." in said
    assert "nooit in" not in said
