"""Settings in words without a secret, reference files with their state, an empty administration."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from coalitions.models import PartnerType
from kansrijkestart.core import reference
from kansrijkestart.core.models import ReferenceFile
from kansrijkestart.dashboard.navigation import main_navigation
from kansrijkestart.dashboard.roles import Roles

pytestmark = pytest.mark.django_db
SECRET = "zeer-geheim-woord"


@pytest.fixture
def administrator(sign_in):
    return sign_in("administrator")


def test_an_administrator_has_the_menu_of_an_administrator():
    roles = Roles(national=frozenset({"administrator"}), is_known=True)
    names = [
        "people:users",
        "dashboard:settings",
        "dashboard:reference",
        "jobs:list",
        "admin:index",
    ]
    items = main_navigation(roles, "/")
    assert [item.url for item in items[:5]] == [reverse(name) for name in names]


def test_the_settings_are_told_without_a_secret(client, administrator, settings):
    for name in (
        "EMAIL_HOST_PASSWORD",
        "EMAIL_HOST_USER",
        "REDIS_URL",
        "CELERY_BROKER_URL",
    ):
        setattr(settings, name, SECRET + "x" * 50)
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [{"name": "Gemeente Best", "secret": SECRET, "client_id": SECRET}]
        }
    }
    page = client.get("/instellingen/").content.decode()
    assert SECRET not in page
    assert settings.SECRET_KEY not in page
    for words in (
        "Gemeente Best",
        settings.SITE_NAME,
        "14 dagen",
        "Tweede stap",
        "bereikt niemand",
    ):
        assert words in page, words


def test_the_settings_ask_the_database_nothing(django_assert_num_queries):
    from kansrijkestart.dashboard.selectors.settings_in_words import groups

    with django_assert_num_queries(0):
        assert [one.key for one in groups()]


def test_a_page_tells_which_files_are_loaded_and_what_drifted(client, administrator):
    page = client.get("/gegevensbestanden/").content.decode()
    assert "na de volgende load_reference" in page
    call_command("load_reference", verbosity=0)
    loaded = ReferenceFile.objects.get(name="coalitions/reference/municipalities.csv")
    assert loaded.rows > 342
    assert (
        "coalitions/reference/municipalities.csv"
        in client.get("/gegevensbestanden/").content.decode()
    )
    same = client.post("/gegevensbestanden/").content.decode()
    assert "komt overeen met" in same
    kind = PartnerType.objects.order_by("pk").first()
    PartnerType.objects.filter(pk=kind.pk).update(name="Anders")
    answer = client.post("/gegevensbestanden/")
    assert answer.context["number"] == 1
    kind.refresh_from_db()
    assert kind.name == "Anders", "comparing writes nothing"


def test_a_file_that_changed_since_says_so(client, administrator, tmp_path, settings):
    call_command("load_reference", verbosity=0)
    ReferenceFile.objects.filter(name="agreements/reference/themes.csv").update(digest="x" * 64)
    rows = {row.file.name: row for row in client.get("/gegevensbestanden/").context["files"]}
    assert not rows["agreements/reference/themes.csv"].is_same
    assert sum(not row.is_same for row in rows.values()) == 1


def test_loading_again_keeps_the_moment_of_a_file_that_did_not_change():
    call_command("load_reference", verbosity=0)
    before = dict(ReferenceFile.objects.values_list("name", "loaded_at"))
    ReferenceFile.objects.create(name="weg.csv", digest="x", rows=1)
    assert reference.load() == []
    assert dict(ReferenceFile.objects.values_list("name", "loaded_at")) == before


@pytest.mark.parametrize("page", ["changelist", "add"])
def test_the_administration_works_on_empty_tables(client, administrator, page):
    request = client.get("/beheer/").wsgi_request
    for model, model_admin in admin.site._registry.items():
        if page == "add" and not model_admin.has_add_permission(request):
            continue
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
        answer = client.get(url)
        may_see = model_admin.has_view_permission(request)
        assert answer.status_code == (200 if may_see else 403), url


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("accounts_nationalrole", "geeft advies als een coalitie erom vraagt"),
        ("coalitions_membership", "Houdt het hele dossier van die coalitie bij"),
        ("coalitions_regionmembership", "Ziet wat de gemeenten delen"),
    ],
)
def test_the_administration_explains_a_role_where_it_is_given(client, administrator, model, words):
    assert words in client.get(reverse(f"admin:{model}_add")).content.decode()
