"""Dozens of partners: filtering, ending several, asking whether a name is known, the gap."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import (
    CoalitionLead,
    CoalitionLink,
    ContactPerson,
    Organisation,
    OrganisationMunicipality,
    OrganisationNetwork,
    OrganisationRegion,
    ParentInvolvement,
    Partnership,
)
from coalitions.registry import Reading, facts_for
from coalitions.selectors.partners import composition_gap
from coalitions.selectors.similar import near_names
from coalitions.services.organisations import organisation_update
from coalitions.services.partners import parents_end, parents_record, partners_end
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def coalition(sign_in):
    found = make.CoalitionFactory.create()
    sign_in("coordinator", found)
    return found


def url_of(coalition, name="partners", **kwargs):
    return reverse(f"coalitions:{name}", kwargs={"slug": coalition.slug, **kwargs})


def names_on(client, coalition, **asked):
    page = client.get(url_of(coalition), asked)
    return [row.organisation.name for row in page.context["object_list"]]


def test_the_list_is_narrowed_by_name_domain_kind_and_state(client, coalition):
    care = make.PartnershipFactory.create(
        coalition=coalition, organisation__name="Praktijk Één", role="Overlegt"
    )
    town = make.PartnershipFactory.create(
        coalition=coalition, organisation__name="Wijkteam", partner_type__domain="social"
    )
    left = make.PartnershipFactory.create(
        coalition=coalition, organisation__name="Weg", until=clock.today()
    )
    make.PartnershipFactory.create(organisation__name="Van een ander")
    assert set(names_on(client, coalition)) == {"Praktijk Één", "Wijkteam"}
    assert names_on(client, coalition, q="praktijk een") == [care.organisation.name]
    assert names_on(client, coalition, q="OVERLEGT") == [care.organisation.name]
    assert names_on(client, coalition, domain="social") == [town.organisation.name]
    assert names_on(client, coalition, kind=care.partner_type_id) == [care.organisation.name]
    assert names_on(client, coalition, state="ended") == [left.organisation.name]
    assert len(names_on(client, coalition, state="all")) == 3
    assert len(names_on(client, coalition, kind="onzin", state="all")) == 2  # no filter at all
    empty = client.get(url_of(coalition), {"q": "bestaat niet"}).content.decode()
    assert "Geen partner gevonden" in empty


def test_a_long_list_comes_in_pages_that_cost_the_same(client, coalition):
    counts = []
    for size in (2, 58):
        make.PartnershipFactory.create_batch(size, coalition=coalition)
        client.get(url_of(coalition))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url_of(coalition))
        counts.append(len(queries))
    assert len(page.context["object_list"]) == 40
    assert page.context["page_obj"].paginator.num_pages == 2
    assert counts[0] == counts[1]


def test_several_partners_end_at_once_after_a_page_to_confirm(client, coalition):
    rows = make.PartnershipFactory.create_batch(3, coalition=coalition)
    ContactPerson.objects.create(partnership=rows[0], name="Persoon")
    keys = [row.pk for row in rows[:2]]
    page = client.get(url_of(coalition, "partners_end"), {"partners": keys})
    assert [row.pk for row in page.context["partners"]] == keys
    data = {"partners": keys, "until": clock.today().isoformat(), "reason": "Fusie"}
    late = data | {"until": (clock.today() + DAY).isoformat()}
    refused = client.post(url_of(coalition, "partners_end"), late)
    assert list(refused.context["form"].errors) == ["until"]
    assert Partnership.objects.filter(until=None).count() == 3
    assert client.post(url_of(coalition, "partners_end"), data).status_code == 302
    assert list(Partnership.objects.filter(until=None)) == [rows[2]]
    assert set(Partnership.objects.exclude(until=None).values_list("end_reason", flat=True)) == {
        "Fusie"
    }
    assert not ContactPerson.objects.exists()
    assert "Fusie" in client.get(url_of(coalition), {"state": "ended"}).content.decode()


@pytest.mark.parametrize("sent", [{}, {"partners": "x"}, {"partners": str(2**70)}])
def test_nothing_ticked_or_nonsense_explains_what_to_do(client, coalition, sent):
    url = url_of(coalition, "partners_end")
    assert not client.get(url, sent).context["partners"]
    answer = client.post(url, sent | {"until": clock.today().isoformat()})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_partners_of_another_coalition_are_not_ended(client, coalition):
    other = make.PartnershipFactory.create()
    data = {"partners": [other.pk], "until": clock.today().isoformat()}
    assert client.post(url_of(coalition, "partners_end"), data).status_code == 200
    other.refresh_from_db()
    assert other.until is None


def test_ending_several_is_all_or_nothing_and_names_who_stands_in_the_way():
    coalition = make.CoalitionFactory.create()
    good = make.PartnershipFactory.create(coalition=coalition)
    left = make.PartnershipFactory.create(
        coalition=coalition, organisation__name="Al weg", until=clock.today()
    )
    with pytest.raises(DomainError) as error, transaction.atomic():
        partners_end(coalition=coalition, partnerships=[good, left], until=clock.today())
    assert "Al weg" in error.value.messages[0]
    good.refresh_from_db()
    assert good.until is None
    with pytest.raises(DomainError):
        partners_end(coalition=coalition, partnerships=[], until=clock.today())


@pytest.mark.parametrize(
    ("typed", "known", "asks"),
    [
        ("GGD Brabant-Zuidoost", "GGD Brabant Zuidoost", True),
        ("GGD Brabant Zuid-Oost", "GGD Brabant-Zuidoost", True),
        ("Kraamzorg Ster B.V.", "Kraamzorg Ster", True),
        ("Stichting De Ster", "Ster", True),
        ("Verloskundingen Best", "Verloskundigen Best", True),
        ("Zorg ’t Nest", "Zorg 't Nest", True),
        ("GGD Brabant-Noordoost", "GGD Brabant-Zuidoost", False),
        ("Praktijk A", "Praktijk B", False),
        ("Kinderopvang Zonnebloem", "Kinderopvang Zonneschijn", False),
        ("Kinderopvang Zonnebloem", "Kinderopvang Roosbloem", False),
        ("Wijkteam Noord", "Wijkteam", False),
        ("Gemeente Best", "Gemeente Beek", False),
        ("Huisartsen 12", "Huisartsen 13", False),
        ("wijkteam één", "Wijkteam Een", False),  # exactly the same: no question needed
    ],
)
def test_which_names_look_alike(typed, known, asks):
    assert near_names(typed, [known]) == ([known] if asks else [])


def add(client, coalition, kind, name, **more):
    data = {f"tick_{kind.pk}": "on", f"name_{kind.pk}": name, **more}
    return client.post(url_of(coalition, "partners_add"), once(data))


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("GGD Brabant-Zuidoost", {"GGD Brabant-Zuidoost", "Praktijk A"}),
        ("-", {"GGD Brabant Zuidoost", "Praktijk A"}),
    ],
)
def test_a_name_that_looks_alike_is_asked_about_and_nothing_is_lost(
    client, coalition, answer, names
):
    kind = make.PartnerTypeFactory.create()
    make.PartnershipFactory.create(coalition=coalition, organisation__name="GGD Brabant-Zuidoost")
    typed = "GGD Brabant Zuidoost; Praktijk A"
    page = add(client, coalition, kind, typed)
    assert page.status_code == 200
    [question] = [name for name in page.context["form"].fields if name.startswith("same_")]
    shown = page.content.decode()
    assert typed in shown
    assert "dezelfde organisatie" in shown
    assert coalition.partners.count() == 1
    wrong = add(client, coalition, kind, typed, **{question: "Iets anders"})
    assert question in wrong.context["form"].errors
    assert add(client, coalition, kind, typed, **{question: answer}).status_code == 302
    added = coalition.partners.filter(partner_type=kind)
    assert set(added.values_list("organisation__name", flat=True)) == names


def test_only_organisations_the_reader_may_know_of_are_named(client, coalition):
    kind = make.PartnerTypeFactory.create()
    make.PartnershipFactory.create(organisation__name="GGD Geheim-Zuidoost")
    answer = add(client, coalition, kind, "GGD Geheim Zuidoost")
    assert answer.status_code == 302
    assert Organisation.objects.filter(name__contains="Geheim").count() == 2


def test_another_name_at_a_partner_asks_too(client, coalition):
    row = make.PartnershipFactory.create(coalition=coalition, organisation__name="Oud")
    make.PartnershipFactory.create(coalition=coalition, organisation__name="Kraamzorg Ster")
    url = url_of(coalition, "partner_update", pk=row.pk)
    data = {
        "partner_type": row.partner_type_id,
        "version": 1,
        "organisation": "Kraamzorg Ster BV",
    }
    page = client.post(url, data)
    [question] = [name for name in page.context["form"].fields if name.startswith("same_")]
    assert question in page.content.decode()
    assert client.post(url, data | {question: "Kraamzorg Ster"}).status_code == 302
    row.refresh_from_db()
    assert row.organisation.name == "Kraamzorg Ster"


def checklist_naming(scope, *keys):
    checklist = make.ChecklistFactory.create(scope=scope)
    principle = make.PrincipleFactory.create(checklist=checklist, number=2)
    for key in keys:
        make.StatementFactory.create(principle=principle, key=key)
    return checklist


def kind_of(key):
    return make.PartnerTypeFactory.create(key=key, name=key)


def test_the_gap_names_the_kinds_of_the_checklist_that_nobody_is_of(client, coalition):
    assert composition_gap(coalition) is None
    kinds = {key: kind_of(key) for key in ("jgz", "wijkteam", "welzijn", "ouders", "vsv")}
    checklist_naming("local", "L2.3", "L2.5", "L2.10", "L2.11")
    make.PartnershipFactory.create(coalition=coalition, partner_type=kinds["wijkteam"])
    make.PartnershipFactory.create(
        coalition=coalition, partner_type=kinds["jgz"], until=clock.today()
    )
    gap = composition_gap(coalition)
    assert {kind.key for kind in gap.kinds} == {"jgz", "welzijn", "ouders", "vsv"}
    ParentInvolvement.objects.create(coalition=coalition, form="panel")
    regional = make.CoalitionFactory.create(regional=True)
    CoalitionLink.objects.create(local=coalition, regional=regional)
    make.PartnershipFactory.create(coalition=regional, partner_type=kinds["vsv"])
    assert {kind.key for kind in composition_gap(coalition).kinds} == {"jgz", "welzijn"}
    assert "Wie doet er nog niet mee?" in client.get(url_of(coalition)).content.decode()


def test_a_maternity_network_through_the_region_counts_in_the_facts():
    coalition, regional = (
        make.CoalitionFactory.create(),
        make.CoalitionFactory.create(regional=True),
    )
    kind = kind_of("vsv")
    make.PartnershipFactory.create(coalition=coalition)

    def network_facts():
        found = facts_for(Reading(coalition), "samenstelling")
        return [fact for fact in found if fact.position == 30]

    assert not network_facts()[0].is_known
    link = CoalitionLink.objects.create(local=coalition, regional=regional)
    make.PartnershipFactory.create(
        coalition=regional, partner_type=kind, organisation__name="VSV De Brug"
    )
    [fact] = network_facts()
    assert fact.is_known
    assert "VSV De Brug" in str(fact.text)
    link.until = clock.today()
    link.since = clock.today() - DAY
    link.save()
    assert not network_facts()[0].is_known


def test_work_area_and_networks_are_kept_for_every_coalition(client, coalition):
    row = make.PartnershipFactory.create(coalition=coalition)
    elsewhere = make.PartnershipFactory.create(organisation=row.organisation)
    make.MunicipalityFactory.create(name="Heusden")
    region = make.RegionFactory.create()
    url = url_of(coalition, "organisation_update", pk=row.pk)
    assert client.get(url).status_code == 200
    data = {
        "municipalities": "heusden",
        "networks": "VSV De Brug; vsv de brug;; ROS Zuid",
        "regions": [region.pk],
        "version": 1,
    }
    wrong = client.post(url, data | {"municipalities": "Nergenshuizen", "networks": "x" * 121})
    assert set(wrong.context["form"].errors) == {"municipalities", "networks"}
    assert client.post(url, data).status_code == 302
    assert [n.name for n in row.organisation.networks.all()] == ["ROS Zuid", "VSV De Brug"]
    assert OrganisationMunicipality.objects.get().municipality.name == "Heusden"
    assert OrganisationRegion.objects.get().region == region
    conflict = client.post(url, data | {"networks": "Iets anders"})
    assert conflict.status_code == 409
    assert "Iets anders" in conflict.content.decode()
    emptied = data | {"municipalities": "", "networks": "ROS Zuid", "regions": [], "version": 2}
    assert client.post(url, emptied).status_code == 302
    assert not OrganisationMunicipality.objects.exists()
    assert OrganisationNetwork.objects.get().name == "ROS Zuid"
    shown = client.get(url_of(coalition, "partner_update", pk=row.pk)).content.decode()
    assert "ROS Zuid" in shown
    log = client.get(url_of(coalition, "log")).content.decode()
    assert "VSV De Brug" in log
    reading = make.MembershipFactory.create(coalition=elsewhere.coalition).user
    client.force_login(reading)
    assert "VSV De Brug" not in client.get(url_of(elsewhere.coalition, "log")).content.decode()


def test_an_organisation_that_left_or_changed_meanwhile_is_not_changed():
    row = make.PartnershipFactory.create(until=clock.today())
    with pytest.raises(DomainError):
        organisation_update(
            organisation=row.organisation, coalition=row.coalition, expected_version=1
        )
    active = make.PartnershipFactory.create()
    with pytest.raises(EditConflict):
        organisation_update(
            organisation=active.organisation, coalition=active.coalition, expected_version=7
        )


def test_parents_end_and_stay_readable(client, coalition):
    row = ParentInvolvement.objects.create(
        coalition=coalition,
        form="panel",
        took_place_on=clock.today() - DAY,
        what_changed="Andere folder",
    )
    url = url_of(coalition, "parents_end", pk=row.pk)
    assert client.get(url).status_code == 200
    for wrong in ("", (clock.today() + DAY).isoformat(), (clock.today() - 9 * DAY).isoformat()):
        assert client.post(url, {"ended_on": wrong}).status_code == 200
    assert client.post(url, {"ended_on": clock.today().isoformat()}).status_code == 302
    page = client.get(url_of(coalition))
    assert page.context["parents"] == []
    assert page.context["parents_ended"] == [row]
    assert "Andere folder" in page.content.decode()
    change = client.get(url_of(coalition, "parents_update", pk=row.pk))
    assert "<textarea" not in change.content.decode()
    with pytest.raises(DomainError):
        parents_end(involvement=row, ended_on=clock.today())
    with pytest.raises(DomainError):
        parents_record(coalition=coalition, involvement=row, form="panel")


def test_leads_are_added_changed_and_ended_and_stand_on_the_overview(client, coalition):
    add_url = url_of(coalition, "lead_add")
    assert client.post(add_url, once({"name": "", "version": 1})).status_code == 200
    data = {"name": "Jo Trekker", "organisation": "Elders BV", "version": 1}
    assert client.post(add_url, once(data)).status_code == 302
    lead = CoalitionLead.objects.get()
    assert lead.organisation.name == "Elders BV"
    assert "Jo Trekker" in client.get(url_of(coalition, "detail")).content.decode()
    make.PartnershipFactory.create(coalition=coalition, organisation__name="Kraamzorg Ster")
    near = {"name": "Mo", "organisation": "Kraamzorg Ster BV", "version": 1}
    asked = client.post(add_url, once(near))
    assert "dezelfde organisatie" in asked.content.decode()
    change = url_of(coalition, "lead_update", pk=lead.pk)
    assert client.post(change, once(data | {"name": "Jo T"})).status_code == 302
    assert client.post(change, once(data | {"name": "Jo U"})).status_code == 409
    end = url_of(coalition, "lead_end", pk=lead.pk)
    assert client.post(end, {"until": (clock.today() + DAY).isoformat()}).status_code == 200
    assert client.post(end, {"until": clock.today().isoformat()}).status_code == 302
    assert client.post(end, {"until": clock.today().isoformat()}).status_code == 200
    assert client.post(change, once(data | {"version": 9})).status_code == 200
    page = client.get(url_of(coalition, "leads"))
    assert page.context["former"] == [lead]
    assert "Jo T" not in client.get(url_of(coalition, "detail")).content.decode()


@pytest.mark.parametrize(
    ("make_row", "wrong"),
    [
        (lambda **kw: make.PartnershipFactory.create(**kw), {"end_reason": "Fusie"}),
        (
            lambda **kw: ParentInvolvement.objects.create(
                coalition=make.CoalitionFactory.create(),
                form="panel",
                took_place_on=date(2024, 1, 2),
                **kw,
            ),
            {"ended_on": date(2024, 1, 1)},
        ),
        (
            lambda **kw: CoalitionLead.objects.create(
                coalition=make.CoalitionFactory.create(), name="X", since=date(2024, 1, 2), **kw
            ),
            {"until": date(2024, 1, 1)},
        ),
    ],
)
def test_constraints_refuse_one_row_and_allow_another(make_row, wrong):
    make_row()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_row(**wrong)


@pytest.mark.parametrize(
    "link",
    [
        lambda org: OrganisationNetwork.objects.create(organisation=org, name="VSV Één"),
        lambda org: OrganisationMunicipality.objects.create(
            organisation=org, municipality=make.MunicipalityFactory.create(code="GM0001")
        ),
        lambda org: OrganisationRegion.objects.create(
            organisation=org, region=make.RegionFactory.create(slug="een")
        ),
    ],
)
def test_a_link_of_an_organisation_exists_once(link):
    organisation = make.OrganisationFactory.create()
    row = link(organisation)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    row.pk, row.organisation = None, make.OrganisationFactory.create()
    row.save(force_insert=True)
