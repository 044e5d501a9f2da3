"""The account pages speak the words of this site, in Dutch and in English."""

import pytest
from django.utils.translation import gettext, override

from kansrijkestart.accounts.wording_allauth import BORROWED_FROM_ALLAUTH
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGES = (
    "/accounts/email/",
    "/accounts/3rdparty/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/sessions/",
    "/accounts/password/change/",
)
# Words of allauth's own translation that people do not use, or that are not Dutch.
STRANGE = (
    "Account Connecties",
    "Bevestigings e-mail",
    "erifieerd",
    "erificatie",
    "vereist JavaScript",
    "extern account",
    "externe account",
    "authenticatie",
    "deactiveer",
    "primair",
)


@pytest.mark.parametrize("page", PAGES)
def test_account_pages_use_words_that_people_know(client, page):
    client.force_login(make.UserFactory.create())
    answer = client.get(page, follow=True)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert '<html lang="nl">' in text
    assert [word for word in STRANGE if word.lower() in text.lower()] == []


@pytest.mark.parametrize("sentence", BORROWED_FROM_ALLAUTH)
def test_our_dutch_goes_before_that_of_allauth(sentence):
    with override("nl"):
        said = gettext(sentence)
    assert said != sentence, "not translated"
    assert [word for word in STRANGE if word.lower() in said.lower()] == []
    with override("en"):
        assert gettext(sentence) == sentence
