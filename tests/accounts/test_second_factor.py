"""Everyone but partners signs in with a second factor."""

from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator

from kansrijkestart.accounts import second_factor
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/bewaard/"
SET_UP = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def give_totp(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("partner", 200),
        ("coordinator", 302),
        ("adviser", 302),
        ("region_lead", 302),
        ("analyst", 302),
        ("policy_viewer", 302),
        ("administrator", 302),
        ("without_role", 302),
        ("former_member", 302),
    ],
)
def test_who_must_have_one(client, sign_in, who, status):
    sign_in(who, make.CoalitionFactory.create(regional=True))
    answer = client.get(PAGE)
    assert answer.status_code == status
    if status == 302:
        assert answer.url == SET_UP


def test_with_one_the_site_opens_and_without_it_closes_again(client, sign_in):
    user = sign_in("analyst")
    authenticator = give_totp(user)
    assert client.get(PAGE).status_code == 200
    authenticator.delete()
    client.get(SET_UP)  # where one takes it away
    assert client.get(PAGE).url == SET_UP


def test_recovery_codes_alone_are_none(client, sign_in):
    user = sign_in("analyst")
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client.get(PAGE).status_code == 302


def test_a_second_coordinators_role_asks_at_the_next_request(client, sign_in):
    user = sign_in("partner", make.CoalitionFactory.create())
    assert client.get(PAGE).status_code == 200
    make.MembershipFactory.create(user=user)
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    "path", ["/accounts/2fa/", "/accounts/logout/", "/gezond/live", "/accounts/2fa/totp/activate/"]
)
def test_setting_it_up_signing_out_and_health_are_never_blocked(client, sign_in, path):
    sign_in("analyst")
    answer = client.get(path)
    assert answer.status_code == 200 or answer.url.startswith("/accounts/reauthenticate/")


def test_visitors_and_demonstrations_are_not_asked(client, sign_in, settings):
    assert client.get("/accounts/login/").status_code == 200
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in("analyst")
    assert client.get(PAGE).status_code == 200


def sociallogin(**extra_data):
    return SimpleNamespace(account=SimpleNamespace(extra_data=extra_data))


@pytest.mark.parametrize(
    ("login", "asserted"),
    [
        (sociallogin(amr=["pwd", "mfa"]), True),
        (sociallogin(id_token={"amr": ["mfa"]}), True),
        (sociallogin(userinfo={"amr": ["pwd"]}), False),
        (sociallogin(userinfo={"amr": "no mfa"}), False),
        (sociallogin(id_token={"acr": "twee"}), True),
        (sociallogin(id_token={"acr": "een"}), False),
        (sociallogin(id_token={"acr": None}), False),
        (sociallogin(), False),
        (None, False),
    ],
)
def test_what_the_organisation_says_counts(settings, login, asserted):
    settings.SECOND_FACTOR_ACR_VALUES = ["twee", "drie"]
    assert second_factor.asserted_by(login) is asserted


def test_an_assertion_counts_for_its_own_user_only(client, sign_in):
    user = sign_in("analyst")
    session = client.session
    session[second_factor.ASSERTED] = user.pk + 1
    session.save()
    assert client.get(PAGE).status_code == 302
    session[second_factor.ASSERTED] = user.pk
    session.save()
    assert client.get(PAGE).status_code == 200


def test_a_password_login_drops_an_earlier_assertion(client):
    user = make.NationalRoleFactory.create().user
    session = client.session
    session[second_factor.ASSERTED] = user.pk
    session.save()
    client.post("/accounts/login/", {"login": user.email, "password": make.PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get(PAGE).url == SET_UP
