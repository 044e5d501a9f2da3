"""Examples to begin with: what is loaded, what the form fills in, what the page shows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agreements.models import Agreement, AgreementTemplate, TemplatePoint
from agreements.selectors.templates import skeleton
from agreements.services import agreement_create, agreement_update
from kansrijkestart.core import clock, reference
from tests import factories as make
from tests.agreements.form_world import fields

pytestmark = pytest.mark.django_db
SOURCED = {"vroegsignalering", "prenataal-huisbezoek", "mdo", "sociale-kaart"}


@pytest.fixture
def template():
    made = AgreementTemplate.objects.create(
        key="bellen",
        title="Wie belt wie",
        theme=make.ThemeFactory.create(),
        is_own_proposal=True,
        position=1,
        provenance="test",
    )
    for position, text in enumerate(("Wie belt?", "Wanneer?"), start=1):
        TemplatePoint.objects.create(template=made, position=position, text=text)
    return made


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    return coalition


def sent(template, **values):
    about = {
        "title": template.title,
        "themes": [template.theme_id],
        "template": template.pk,
        "text": skeleton(template).replace("\n", "\r\n"),
    }
    return fields(**about | values)


def test_twelve_are_loaded_and_only_the_sourced_ones_are_no_own_proposal():
    reference.load()
    assert reference.load() == []
    assert AgreementTemplate.objects.count() == 12
    sourced = AgreementTemplate.objects.filter(is_own_proposal=False)
    assert set(sourced.values_list("key", flat=True)) == SOURCED
    for one in AgreementTemplate.objects.prefetch_related("points"):
        assert one.points.count() >= 4, one.key
        assert one.provenance.startswith("Eigen voorstel") == one.is_own_proposal


def test_the_page_lists_them_with_their_points_and_says_what_is_an_own_proposal(
    client, coalition, template
):
    page = client.get(reverse("agreements:templates", args=[coalition.slug])).content.decode()
    create = reverse("agreements:create", args=[coalition.slug])
    assert f"{create}?voorbeeld=bellen" in page
    assert "Wanneer?" in page
    assert "Eigen voorstel" in page


def test_the_form_is_filled_from_the_example(client, coalition, template):
    url = reverse("agreements:create", args=[coalition.slug])
    form = client.get(f"{url}?voorbeeld=bellen&fase=during").context["form"]
    assert form["title"].value() == "Wie belt wie"
    assert form["themes"].value() == [template.theme_id]
    assert form["text"].value() == "Wie belt?\n\nWanneer?"
    assert form["phases"].value() == ["during"]
    assert form["template"].value() == template.pk
    assert client.get(f"{url}?voorbeeld=bestaat-niet").context["form"]["title"].value() is None


def test_points_without_an_answer_are_no_text_yet_and_come_back_in_the_form(
    client, coalition, template
):
    url = reverse("agreements:create", args=[coalition.slug])
    assert client.post(url, sent(template)).status_code == 302
    agreement = Agreement.objects.get()
    assert agreement.template == template
    assert not agreement.versions.exists()
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "Wie belt?" in page
    assert "Eigen voorstel" in page
    update = client.get(reverse("agreements:update", args=[agreement.pk])).context["form"]
    assert update["text"].value() == skeleton(template)


def test_a_written_text_is_a_version_and_other_line_ends_are_no_change(coalition, template):
    user = coalition.memberships.get().user
    agreement = agreement_create(
        coalition=coalition,
        user=user,
        title="Bellen",
        themes=[template.theme],
        organisations=[],
        template=template,
        text="Wie belt?\r\nDe JGZ.",
        review_on=clock.today() + timedelta(days=365),
    )
    assert agreement.versions.get().text == "Wie belt?\nDe JGZ."
    again = agreement_update(
        agreement=agreement,
        user=user,
        expected_version=1,
        themes=[template.theme],
        organisations=[],
        text="Wie belt?\nDe JGZ.\r\n",
    )
    assert again.versions.count() == 1
