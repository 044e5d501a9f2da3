"""The administration: for administrators, through the site's own login, with history."""

import pytest
from django.contrib import admin
from django.urls import reverse

from kansrijkestart.accounts.admin_site import AdministratorAdmin
from kansrijkestart.accounts.models import NationalRole
from kansrijkestart.core.admin import SeenMixin
from monitoring.models import IndicatorSet
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
    url = reverse("admin:coalitions_region_change", args=[region.pk])
    answer = client.post(url, data | {"_seen": client.get(url).context["seen"]})
    assert answer.status_code == 302, answer.context["errors"]
    event = events_of(region).order_by("pgh_id").last()
    assert (event.name, event.pgh_context.metadata["user"]) == ("Anders", administrator.pk)


def test_a_user_is_neither_made_nor_deleted_here(client, sign_in):
    user = sign_in("administrator")
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    assert client.get(reverse("admin:accounts_user_delete", args=[user.pk])).status_code == 403
    assert client.get(reverse("admin:accounts_user_change", args=[user.pk])).status_code == 200


def test_every_page_that_changes_something_guards_against_lost_edits():
    assert len(admin.site._registry) > len(OURS)
    bare = [one for one in admin.site._registry.values() if not isinstance(one, SeenMixin)]
    assert bare == []


def filled(client, url):
    """The fields of a change form as a browser would send them."""
    page = client.get(url)
    form, sets = page.context["adminform"].form, page.context["inline_admin_formsets"]
    forms = [form, *(row for one in sets for row in (one.formset.management_form, *one.formset))]
    data = {}
    for one in forms:
        for field in one:
            value = field.value()
            data[field.html_name] = "" if value is None else value
    return data | {"_seen": page.context["seen"]}


def test_a_stale_save_stores_nothing_and_shows_both_texts(client, sign_in):
    sign_in("administrator")
    region = make.RegionFactory.create(name="Was")
    row = make.RegionMunicipalityFactory.create(region=region, since="2019-01-01")
    url = reverse("admin:coalitions_region_change", args=[region.pk])
    data = filled(client, url)
    first = data | {"name": "Van Anna", "memberships-0-since": "2020-01-01"}
    assert client.post(url, first).status_code == 302
    answer = client.post(url, data | {"name": "Van Bas"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "nu staat er “Van Anna”, jij vulde in “Van Bas”." in page
    words = ": nu staat er “1 januari 2020”, jij vulde in “1 januari 2019”."
    assert f"{row.municipality}: Sinds{words}" in page
    assert 'value="Van Bas"' in page
    region.refresh_from_db()
    row.refresh_from_db()
    assert (region.name, row.since.year) == ("Van Anna", 2020)
    again = data | {"name": "Van Bas", "_seen": answer.context["seen"]}
    assert client.post(url, again).status_code == 302
    region.refresh_from_db()
    assert region.name == "Van Bas"


def test_a_change_of_an_inline_row_alone_makes_a_save_stale(client, sign_in):
    sign_in("administrator")
    row = make.RegionMunicipalityFactory.create(since="2019-01-01")
    url = reverse("admin:coalitions_region_change", args=[row.region_id])
    data = filled(client, url)
    type(row).objects.filter(pk=row.pk).update(since="2021-01-01")
    assert "nu staat er “1 januari 2021”" in client.post(url, data).content.decode()


def test_a_save_without_the_hidden_field_is_refused(client, sign_in):
    sign_in("administrator")
    region = make.RegionFactory.create(name="Was")
    url = reverse("admin:coalitions_region_change", args=[region.pk])
    data = filled(client, url) | {"name": "Anders"}
    del data["_seen"]
    assert client.post(url, data).status_code == 200
    region.refresh_from_db()
    assert region.name == "Was"


@pytest.mark.parametrize(("model", "model_admin"), OURS, ids=lambda value: str(value))
def test_every_editable_page_saves_what_it_showed_and_refuses_what_it_did_not(
    client, sign_in, model, model_admin
):
    administrator = sign_in("administrator")
    request = client.get("/beheer/").wsgi_request
    if not model_admin.has_change_permission(request):
        pytest.skip("only read here")
    record = RECORDS[model.__name__](administrator)
    url = reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[record.pk]
    )
    data = filled(client, url)
    assert client.post(url, data).status_code == 302
    assert client.post(url, data | {"_seen": "x"}).status_code == 200


RECORDS = {
    "User": lambda user: user,
    "NationalRole": lambda user: make.NationalRoleFactory.create(role="adviser"),
    "Membership": lambda user: make.MembershipFactory.create(),
    "RegionMembership": lambda user: make.RegionMembershipFactory.create(),
    "Caseload": lambda user: make.CaseloadFactory.create(),
    "Region": lambda user: make.RegionFactory.create(),
    "IndicatorSet": lambda user: IndicatorSet.objects.create(key="a", name="A", valid_from=2019),
}


@pytest.mark.parametrize("page", ["", "coalitions/region/", "coalitions/region/{}/change/"])
def test_the_demo_label_stands_on_every_page(client, sign_in, settings, page):
    sign_in("administrator")
    url = "/beheer/" + page.format(make.RegionFactory.create().pk)
    assert "zijn verzonnen" not in client.get(url).content.decode()
    settings.DEMO_MODE = True
    assert "zijn verzonnen" in client.get(url).content.decode()


def test_a_coalition_has_no_link_to_a_page_the_administrator_may_not_open(client, sign_in):
    sign_in("administrator")
    coalition = make.CoalitionFactory.create()
    page = client.get(reverse("admin:coalitions_coalition_change", args=[coalition.pk]))
    assert page.status_code == 200
    assert "/beheer/r/" not in page.content.decode()


def test_an_administrator_neither_changes_nor_removes_their_own_role(client, sign_in):
    chief = sign_in("administrator")
    own = NationalRole.objects.get(user=chief)
    page = f"/beheer/accounts/nationalrole/{own.pk}/"
    text = client.get(f"{page}change/").content.decode()
    assert 'name="_save"' not in text
    changed = {"user": chief.pk, "role": "adviser", "since": "2020-01-01"}
    assert client.post(f"{page}change/", changed).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert NationalRole.objects.get(user=chief).role == "administrator"
