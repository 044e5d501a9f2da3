"""Nothing typed is lost: expired sessions, a login in another tab, and who may not get it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from coalitions.choices import AnswerScale
from coalitions.models import Assessment, Coalition
from kansrijkestart.core import clock
from kansrijkestart.safekeeping import cookies
from kansrijkestart.safekeeping.models import ParkedPost
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.safekeeping.pages")]
PAGE = "/test/notitie/"
TEXT = "Afspraak met de verloskundigen, «zoals besproken»"


@pytest.fixture
def user():
    return make.UserFactory.create()


@pytest.fixture
def browser(user):
    """A browser that was signed in and whose session has expired."""
    client = Client()
    client.force_login(user)
    client.get(PAGE)
    expire(client)
    return client


def expire(client):
    client.session.flush()
    del client.cookies["sessionid"]


def kept_page(client):
    return client.get(reverse("safekeeping:parked")).content.decode()


def test_a_form_sent_after_the_session_expired_is_given_back_and_can_be_sent(browser, user):
    key = str(uuid.uuid4())
    answer = browser.post(PAGE, {"note": TEXT, "soort": ["a", "b"], "idempotency_key": key})
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=%2Fbewaard%2F"
    browser.force_login(user)
    page = kept_page(browser)
    assert TEXT in page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    token = fields.pop("csrfmiddlewaretoken", "") or re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', page
    ).group(1)
    assert re.findall(r'name="soort" value="([ab])"', page) == ["a", "b"]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    sent = strict.post(PAGE, fields | {"csrfmiddlewaretoken": token})
    assert sent.status_code == 302
    assert Coalition.objects.get().name == TEXT
    assert not ParkedPost.objects.exists()
    assert TEXT not in kept_page(browser)


def test_one_click_opens_the_form_with_what_was_filled_in(browser, user):
    browser.post(PAGE, {"note": TEXT})
    browser.force_login(user)
    [address] = re.findall(rf'href="({PAGE}\?bewaard=\d+)"', kept_page(browser))
    answer = browser.get(address)
    form = answer.context["form"]
    assert form["note"].value() == TEXT
    assert "Het telt pas als je opslaat." in answer.content.decode()
    assert browser.get(PAGE).context["form"]["note"].value() is None
    key = form["idempotency_key"].value()
    assert browser.post(address, {"note": "", "idempotency_key": key}).status_code == 200
    assert ParkedPost.objects.exists()
    assert browser.post(address, {"note": TEXT, "idempotency_key": key}).status_code == 302
    assert not ParkedPost.objects.exists()


def test_the_form_is_filled_for_the_same_user_in_the_same_browser_only(browser, user):
    browser.post(PAGE, {"note": TEXT})
    address = f"{PAGE}?bewaard={ParkedPost.objects.get().pk}"
    stranger = make.UserFactory.create()
    browser.force_login(stranger)
    assert browser.get(address).context["form"]["note"].value() is None
    other = Client()
    other.force_login(user)
    assert other.get(address).context["form"]["note"].value() is None
    assert other.get(f"{PAGE}?bewaard=٣").status_code == 200


def test_the_page_says_why_it_was_kept(browser, user):
    browser.post(PAGE, {"note": TEXT})
    browser.force_login(user)
    assert "toen je niet meer was ingelogd" in kept_page(browser)
    ParkedPost.objects.all().delete()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    strict.get(PAGE)
    strict.post(PAGE, {"note": TEXT, "csrfmiddlewaretoken": "a" * 64})
    page = kept_page(strict)
    assert "niet nagaan of het formulier van jou kwam" in page
    assert "niet meer was ingelogd" not in page


def labels(client):
    [item] = client.get(reverse("safekeeping:parked")).context["parked"]
    return item["visible"]


def test_choices_and_names_are_shown_as_on_the_page(user):
    client = Client()
    coalition = make.MembershipFactory.create(user=user, role="coordinator").coalition
    client.force_login(user)
    theme = make.ThemeFactory.create()
    client.get("/")
    expire(client)
    client.post(
        reverse("agreements:create", args=[coalition.slug]),
        {"title": "Huisbezoek", "themes": [theme.pk], "review_on": "2027-11-24", "state": "draft"},
    )
    client.force_login(user)
    found = labels(client)
    values = {value for _label, value in found}
    assert found[0] == ("Titel", "Huisbezoek")
    assert {theme.name, "24 november 2027"} < values
    assert len(found) == 4
    assert not values & {"draft", "2027-11-24", str(theme.pk)}
    assert all(label[0].isupper() for label, _value in found)


def test_a_checklist_names_the_statement_and_the_answer(user):
    client = Client()
    coalition = make.MembershipFactory.create(user=user, role="coordinator").coalition
    statement = make.StatementFactory.create(text="We kennen elkaar.")
    round_ = Assessment.objects.create(
        coalition=coalition, checklist=statement.principle.checklist, round=1
    )
    client.force_login(user)
    url = reverse("coalitions:principle", args=[coalition.slug, statement.principle.number])
    client.get(url)
    expire(client)
    client.post(url, {f"s{statement.pk}-now": "mostly", "note-explanation": TEXT, "later": "1"})
    client.force_login(user)
    found = labels(client)
    assert found[0][0].startswith("1. We kennen elkaar. ")
    assert found[0][1] == str(AnswerScale("mostly").label).capitalize()
    assert found[1:] == [("Toelichting van de coalitie", TEXT)]
    [address] = re.findall(r'href="([^"]+\?bewaard=\d+)"', kept_page(client))
    form = client.get(address).context["form"]
    assert form.note["explanation"].value() == TEXT
    assert form.answers[0]["now"].value() == "mostly"
    assert not round_.answers.exists()


def test_a_page_that_cannot_be_opened_any_more_still_shows_the_words(browser, user):
    browser.post("/coalities/bestaat-niet/plan/acties/nieuw/", {"title": TEXT})
    browser.force_login(user)
    page = kept_page(browser)
    assert TEXT in page
    assert "Terug naar het formulier" not in page


def test_the_database_cannot_read_what_it_keeps(browser):
    browser.post(PAGE, {"note": TEXT})
    row = ParkedPost.objects.get()
    assert TEXT.encode() not in bytes(row.ciphertext)
    secret = browser.cookies[cookies.KEPT].value.split(":")[0]
    assert secret not in row.digest
    assert browser.cookies[cookies.KEPT]["httponly"]
    assert browser.cookies[cookies.WHO]["httponly"]


def test_another_user_of_the_same_browser_never_gets_it(browser, user):
    browser.post(PAGE, {"note": TEXT})
    browser.force_login(make.UserFactory.create())
    assert TEXT not in kept_page(browser)
    browser.post(reverse("safekeeping:parked"), {"drop": ParkedPost.objects.get().pk})
    browser.force_login(user)
    assert TEXT in kept_page(browser)


def test_another_browser_of_the_same_user_never_gets_it(browser, user):
    browser.post(PAGE, {"note": TEXT})
    other = Client()
    other.force_login(user)
    assert TEXT not in kept_page(other)


@pytest.mark.parametrize("name", [cookies.KEPT, cookies.WHO])
def test_a_tampered_cookie_gives_nothing(browser, user, name):
    if name == cookies.WHO:
        browser.cookies[name] = f"{user.pk}:AAAA:BBBB"
    answer = browser.post(PAGE, {"note": TEXT})
    if name == cookies.KEPT:
        value = browser.cookies[name].value
        browser.cookies[name] = value[:-2] + ("AA" if value[-2:] != "AA" else "BB")
    else:
        assert answer.url == "/accounts/login/?next=/test/notitie/"
        assert not ParkedPost.objects.exists()
    browser.force_login(user)
    assert TEXT not in kept_page(browser)


def test_after_an_hour_it_is_gone(browser, user):
    browser.post(PAGE, {"note": TEXT})
    browser.force_login(user)
    with clock.travel(clock.now() + timedelta(seconds=3601)):
        assert TEXT not in kept_page(browser)


def test_files_and_passwords_are_not_kept(browser, user):
    upload = SimpleUploadedFile("geheim.pdf", b"%PDF-inhoud")
    secret = {"note": TEXT, "password1": "hunter2-lang", "otp_code": "424242", "bijlage": upload}
    browser.post(PAGE, secret)
    browser.force_login(user)
    page = kept_page(browser)
    assert TEXT in page
    for absent in ("hunter2-lang", "424242", "geheim.pdf", "%PDF-inhoud"):
        assert absent not in page


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/accounts/password/change/", {}),
        (PAGE, {"X-Requested-With": "fetch"}),
        (PAGE, {"HX-Request": "true"}),
    ],
)
def test_account_pages_and_scripts_are_not_kept(browser, path, headers):
    browser.post(path, {"note": TEXT}, headers=headers)
    assert not ParkedPost.objects.exists()


def test_a_visitor_who_was_never_here_fills_no_table():
    assert Client().post(PAGE, {"note": TEXT}).status_code == 302
    assert not ParkedPost.objects.exists()


def test_a_tab_that_was_open_across_a_login_loses_nothing(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.get(PAGE)
    answer = client.post(PAGE, {"note": TEXT, "csrfmiddlewaretoken": "a" * 64})
    assert answer.status_code == 403
    assert reverse("safekeeping:parked") in answer.content.decode()
    assert TEXT in kept_page(client)


def test_a_refused_form_says_only_what_is_known(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    answer = client.post(PAGE, {"note": TEXT}).content.decode()
    assert "We konden niet nagaan of dit formulier van jou kwam. Misschien" in answer
    assert "zonder bestanden en wachtwoorden" in answer
    for page in (answer, kept_page(client)):
        assert not re.search(
            r"Je hebt opnieuw ingelogd|voordat je opnieuw inlogde|te lang open", page
        )
    assert "konden we niet nagaan of het formulier van jou kwam" in kept_page(client)


def test_a_tab_that_was_open_across_an_expiry_loses_nothing(browser, user):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    answer = strict.post(PAGE, {"note": TEXT})
    assert answer.status_code == 403
    assert "/accounts/login/?next=%2Fbewaard%2F" in answer.content.decode()
    strict.force_login(user)
    assert TEXT in kept_page(strict)


def test_a_form_from_another_site_is_never_kept(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.get(PAGE)
    answer = client.post(PAGE, {"note": TEXT}, headers={"origin": "https://kwaad.example"})
    assert answer.status_code == 403
    assert not ParkedPost.objects.exists()


def test_what_is_not_wanted_can_be_dropped(browser, user):
    browser.post(PAGE, {"note": TEXT})
    browser.force_login(user)
    answer = browser.post(reverse("safekeeping:parked"), {"drop": ParkedPost.objects.get().pk})
    assert answer.status_code == 302
    assert not ParkedPost.objects.exists()


@pytest.mark.parametrize("drop", ["", "x", "٣", "9" * 30, "-1"])
def test_dropping_nonsense_is_no_error(client, user, drop):
    client.force_login(user)
    assert client.post(reverse("safekeeping:parked"), {"drop": drop}).status_code == 302


def test_several_forms_are_kept_side_by_side(browser, user):
    for number in range(7):
        browser.post(PAGE, {"note": f"tekst nummer {number}!"})
    browser.force_login(user)
    page = kept_page(browser)
    assert [number for number in range(7) if f"tekst nummer {number}!" in page] == [2, 3, 4, 5, 6]
