"""What was typed and not saved: kept, offered, put back, thrown away, and forgotten once saved."""

import re

import pytest
from django.test import Client

from agreements.models import Agreement
from coalitions.models import Action, Organisation
from kansrijkestart.safekeeping.drafting import draft_url
from kansrijkestart.safekeeping.models import Draft
from tests import factories as make

pytestmark = pytest.mark.django_db
OFFER = "Je had nog niet alles opgeslagen"


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionFactory.create(slug="best")
    sign_in("coordinator", coalition=coalition)
    return coalition


def keep(client, path, **typed):
    answer = client.post(draft_url(path), typed)
    assert answer.status_code == 200
    return answer


def text_of(client, path):
    return client.get(path).content.decode()


def test_what_was_typed_is_offered_and_put_back(client, coalition):
    page = "/coalities/best/afspraken/nieuw/"
    theme = make.ThemeFactory.create()
    assert OFFER not in text_of(client, page)
    keep(
        client,
        page,
        title="Signaleren",
        text="Lange tekst",
        themes=[theme.pk],
        levels=["governance"],
    )
    offered = text_of(client, page)
    assert OFFER in offered
    assert "Lange tekst" not in offered
    form = client.get(f"{page}?concept=terug").context["form"]
    assert form["title"].value() == "Signaleren"
    assert form["text"].value() == "Lange tekst"
    assert form["themes"].value() == [str(theme.pk)]
    assert form["levels"].value() == ["governance"]
    assert "Lange tekst" in text_of(client, f"{page}?concept=terug")


def test_a_draft_is_for_its_writer_only(client, sign_in, coalition):
    page = "/coalities/best/plan/acties/nieuw/"
    keep(client, page, title="Alleen van mij")
    sign_in("coordinator", coalition=coalition)
    assert OFFER not in text_of(client, page)
    assert "Alleen van mij" not in text_of(client, f"{page}?concept=terug")


def test_saving_forgets_the_draft(client, coalition):
    page = "/coalities/best/plan/acties/nieuw/"
    form = client.get(page).context["form"]
    sent = {
        "title": "Bellen",
        "idempotency_key": str(form["idempotency_key"].value()),
        "version": 0,
    }
    keep(client, page, title="Bel")
    assert client.post(page, sent).status_code == 302
    assert Action.objects.get().title == "Bellen"
    assert not Draft.objects.exists()
    # A script that was on its way arrives after the form was saved: that is no unsaved text.
    keep(client, page, **sent)
    assert OFFER not in text_of(client, page)
    # After the browser's Back somebody writes something else under the same key: that is.
    keep(client, page, **sent | {"title": "Mailen"})
    assert OFFER in text_of(client, page)


def test_a_refused_form_keeps_its_draft(client, coalition):
    page = "/coalities/best/plan/acties/nieuw/"
    form = client.get(page).context["form"]
    keep(client, page, note="Nog geen titel")
    sent = {"title": "", "idempotency_key": str(form["idempotency_key"].value()), "version": 0}
    assert client.post(page, sent).status_code == 200
    assert Draft.objects.exists()


def test_nothing_is_offered_when_the_record_says_the_same(client, coalition):
    action = Action.objects.create(coalition=coalition, title="Bellen")
    page = f"/coalities/best/plan/acties/{action.pk}/"
    shown = client.get(page).context["form"]
    same = {name: shown[name].value() or "" for name in shown.fields}
    keep(client, page, **same)
    assert OFFER not in text_of(client, page)
    keep(client, page, **same | {"title": "Mailen"})
    assert OFFER in text_of(client, page)


def test_a_draft_of_an_older_version_ends_in_the_page_with_both_texts(client, coalition):
    action = Action.objects.create(coalition=coalition, title="Bellen")
    page = f"/coalities/best/plan/acties/{action.pk}/"
    shown = client.get(page).context["form"]
    typed = {name: shown[name].value() or "" for name in shown.fields} | {"title": "Mailen"}
    keep(client, page, **typed)
    Action.objects.update(title="Langsgaan", version=action.version + 1)
    restored = client.get(f"{page}?concept=terug").context["form"]
    again = {name: restored[name].value() or "" for name in restored.fields}
    answer = client.post(page, again)
    assert answer.status_code == 409
    assert "Langsgaan" in answer.content.decode()
    assert "Mailen" in answer.content.decode()


def test_partners_that_were_ticked_come_back(client, coalition):
    kind = make.PartnerTypeFactory.create(key="gemeente")
    page = "/coalities/best/partners/toevoegen/"
    keep(client, page, **{f"tick_{kind.pk}": "on", f"name_{kind.pk}": "Gemeente Best Oost"})
    form = client.get(f"{page}?concept=terug").context["form"]
    assert form[f"tick_{kind.pk}"].value() is True
    assert form[f"name_{kind.pk}"].value() == "Gemeente Best Oost"
    assert not Organisation.objects.exists()


def test_it_can_be_thrown_away_without_a_script(client, coalition):
    page = "/coalities/best/afspraken/nieuw/"
    keep(client, page, title="Toch niet")
    answer = client.post(draft_url(page), {"drop": "1"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "Wat je niet had opgeslagen, is weg." in answer.content.decode()
    assert not Draft.objects.exists()
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("page", ["", "/ergens/", "/ergens/:abc:def"])
def test_only_an_address_that_we_gave_keeps_anything(client, coalition, page):
    assert (
        client.post("/bewaard/concept/", {"title": "x"}, query_params={"van": page}).status_code
        == 404
    )
    assert not Draft.objects.exists()


def test_too_much_is_said_to_the_script(client, coalition):
    answer = client.post(draft_url("/p/"), {"text": "x" * 600_000})
    assert answer.status_code == 400
    assert "te lang" in answer.json()["error"]


def test_throwing_away_carries_the_token_of_the_page(coalition, client):
    page = "/coalities/best/afspraken/nieuw/"
    keep(client, page, title="Toch niet")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    shown = strict.get(page).content.decode()
    offer = shown[shown.index('class="ks-box ks-draft"') :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', offer).group(1)
    sent = {"drop": "1", "csrfmiddlewaretoken": token}
    assert strict.post(draft_url(page), sent).status_code == 302
