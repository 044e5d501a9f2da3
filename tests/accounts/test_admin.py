"""The administration: for administrators, through the site's own login, with history."""

import pytest
from django.contrib import admin
from django.urls import reverse

from kansrijkestart.accounts.admin_site import AdministratorAdmin
from tests import factories as make
from tests.events import events_of

pytestmark = pytest.mark.django_db
OURS = [
    (model, model_admin)
    for model, model_admin in admin.site._registry.items()
    if isinstance(model_admin, AdministratorAdmin)
]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("nobody", 302),
        ("partner", 403),
        ("coordinator", 403),
        ("analyst", 403),
        ("administrator", 200),
    ],
)
def test_only_administrators_open_it(client, sign_in, who, status):
    sign_in(who, make.CoalitionFactory.create())
    answer = client.get("/beheer/", follow=who not in ("nobody",))
    assert answer.status_code == status
    if who == "nobody":
        assert client.get(answer.url).url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize(("model", "model_admin"), OURS, ids=lambda value: str(value))
def test_every_page_of_the_administration_opens(client, sign_in, model, model_admin):
    sign_in("administrator")
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist"), {"q": "a"}).status_code == 200
    assert model_admin.actions_on_top != model_admin.actions_on_bottom
    if model_admin.has_add_permission(client.get("/beheer/").wsgi_request):
        assert client.get(reverse(f"{name}_add")).status_code == 200


def test_a_staff_flag_alone_opens_nothing(client):
    client.force_login(make.UserFactory.create(is_staff=True))
    assert client.get("/beheer/accounts/user/", follow=True).status_code == 403


def test_what_an_administrator_changes_is_recorded_on_their_name(client, sign_in):
    administrator = sign_in("administrator")
    region = make.RegionFactory.create()
    data = {"name": "Anders", "slug": region.slug, "kind": region.kind, "note": ""}
    data |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    answer = client.post(reverse("admin:coalitions_region_change", args=[region.pk]), data)
    assert answer.status_code == 302, answer.context["errors"]
    event = events_of(region).order_by("pgh_id").last()
    assert (event.name, event.pgh_context.metadata["user"]) == ("Anders", administrator.pk)


def test_a_user_is_neither_made_nor_deleted_here(client, sign_in):
    user = sign_in("administrator")
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    assert client.get(reverse("admin:accounts_user_delete", args=[user.pk])).status_code == 403
    assert client.get(reverse("admin:accounts_user_change", args=[user.pk])).status_code == 200


def test_a_coalition_has_no_link_to_a_page_the_administrator_may_not_open(client, sign_in):
    sign_in("administrator")
    coalition = make.CoalitionFactory.create()
    page = client.get(reverse("admin:coalitions_coalition_change", args=[coalition.pk]))
    assert page.status_code == 200
    assert "/beheer/r/" not in page.content.decode()
