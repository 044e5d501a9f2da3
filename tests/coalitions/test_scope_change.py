"""A coalition that becomes local, regional or both: what is refused, and that nothing is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from agreements.services.agreements import agreement_create
from coalitions.models import Answer, Assessment, Coalition, CoalitionLink
from coalitions.registry import Reading
from coalitions.selectors.history import feeds_for, page_of_entries
from coalitions.services.checklist import answers_save, round_start
from coalitions.services.coalition import coalition_end
from coalitions.services.coverage import leave
from coalitions.services.scope import scope_change
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.at_once import while_uncommitted

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def region():
    return make.RegionMunicipalityFactory.create(municipality__name="Aadorp").region


@pytest.fixture
def lead(region):
    return make.RegionMembershipFactory.create(region=region).user


@pytest.fixture
def local(region, lead):
    """A local coalition of one municipality of the region, kept by its lead and somebody else."""
    row = make.CoalitionMunicipalityFactory.create(
        coalition__stage="formed", municipality=region.memberships.get().municipality
    )
    make.MembershipFactory.create(coalition=row.coalition, user=lead)
    make.MembershipFactory.create(coalition=row.coalition)
    return row.coalition


@pytest.fixture
def regional(region):
    """The region's own coalition, for the same municipality, with a coordinator."""
    coalition = make.CoalitionFactory.create(scope="regional", region=region, stage="formed")
    municipality = region.memberships.get().municipality
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=municipality)
    make.MembershipFactory.create(coalition=coalition)
    return coalition


def change(coalition, user, scope, **extra):
    values = {"expected_version": fresh(coalition).version, "region": None} | extra
    return scope_change(coalition=coalition, user=user, scope=scope, **values)


def fresh(coalition):
    return Coalition.objects.get(pk=coalition.pk)


def refused(coalition, user, scope, **extra):
    """Return the messages per field of a change that is refused, in Dutch; nothing changed."""
    before = Coalition.objects.filter(pk=coalition.pk).values().get()
    with translation.override("nl"), pytest.raises(DomainError) as error:
        change(coalition, user, scope, **extra)
    assert Coalition.objects.filter(pk=coalition.pk).values().get() == before
    return {field: " ".join(said) for field, said in error.value.message_dict.items()}


@pytest.mark.parametrize("scope", ["regional", "both"])
def test_local_becomes_regional_or_both_and_local_again(local, lead, region, scope):
    stored = change(local, lead, scope, region=region)
    assert (stored.scope, stored.region, stored.version) == (scope, region, 2)
    back = change(local, lead, "local")
    # The region stays as a fact of a local coalition.
    assert (back.scope, back.region, back.version) == ("local", region, 3)


def test_regional_becomes_both_and_regional_again(regional, lead, region):
    other = make.RegionFactory.create()
    stored = change(regional, lead, "both", region=other)
    assert (stored.scope, stored.region) == ("both", region)
    assert change(regional, lead, "regional").scope == "regional"


def test_a_coordinator_may_leave_the_region_but_not_enter_it(local, lead, region):
    coordinator = local.memberships.exclude(user=lead).get().user
    assert "trekker" in refused(local, coordinator, "both", region=region)["region"]
    change(local, lead, "both", region=region)
    assert change(local, coordinator, "local").scope == "local"


def test_an_administrator_who_keeps_the_record_may_set_any_region(local, region):
    user = make.NationalRoleFactory.create(role="administrator").user
    make.MembershipFactory.create(coalition=local, user=user)
    assert change(local, user, "regional", region=region).is_regional


def test_the_lead_of_another_region_may_not(local, region):
    other = make.RegionMembershipFactory.create().user
    make.MembershipFactory.create(coalition=local, user=other)
    assert "region" in refused(local, other, "regional", region=region)


@pytest.mark.parametrize(("scope", "words"), [("local", "al"), ("", "Kies"), ("x", "Kies")])
def test_what_is_no_change_is_refused(local, lead, scope, words):
    assert words in refused(local, lead, scope)["scope"]


def test_a_regional_coalition_needs_a_region(local, lead):
    assert set(refused(local, lead, "regional")) == {"region"}


def test_a_region_has_one_running_regional_coalition(local, lead, region, regional):
    said = refused(local, lead, "both", region=region)
    assert said == {"region": "Deze regio heeft al een regionale coalitie."}
    coalition_end(coalition=regional, ended_on=clock.today(), expected_version=None)
    assert change(local, lead, "both", region=region).scope == "both"


def test_municipalities_lie_in_the_region_also_those_that_follow(local, lead, region):
    make.CoalitionMunicipalityFactory.create(
        coalition=local, municipality__name="Buurdorp", since=clock.today() + DAY
    )
    assert "Buurdorp" in refused(local, lead, "regional", region=region)["region"]


@pytest.mark.parametrize("scope", ["local", "both"])
def test_a_municipality_keeps_one_local_coalition(local, regional, lead, scope):
    assert "Aadorp" in refused(regional, lead, scope)["scope"]
    coalition_end(coalition=local, ended_on=clock.today(), expected_version=None)
    assert change(regional, lead, scope).scope == scope


def test_it_stays_regional_while_local_coalitions_take_part(regional, lead):
    other = make.CoalitionFactory.create(name="Deelnemer")
    link = CoalitionLink.objects.create(local=other, regional=regional, since=clock.today() + DAY)
    said = refused(regional, lead, "local")["scope"]
    assert "Deelnemer" in said
    assert "Verloop" in said
    # It may be local as well: they go on taking part.
    assert change(regional, lead, "both").scope == "both"
    assert "Deelnemer" in refused(regional, lead, "local")["scope"]
    link.until = clock.today() + 2 * DAY
    link.save()
    assert "Deelnemer" in refused(regional, lead, "local")["scope"]
    link.since, link.until = clock.today() - DAY, clock.today()
    link.save()
    assert change(regional, lead, "local").scope == "local"
    assert CoalitionLink.objects.filter(pk=link.pk).exists()


def test_it_stays_regional_while_regional_agreements_run(regional, lead):
    values = {"coalition": regional, "scope": "regional"}
    draft = make.AgreementFactory.create(title="Samen scholen", **values)
    other = make.AgreementFactory.create(title="Eén instrument", **values)
    said = refused(regional, lead, "local")["scope"]
    for title in ("Samen scholen", "Eén instrument"):
        assert title in said
    draft.scope = "local"
    draft.save()
    other.delete()
    ended = make.AgreementFactory.create(
        title="Voorbij", state="ended", ended_on=clock.today(), **values
    )
    assert change(regional, lead, "local").scope == "local"
    # What ended can still be written: the rule looks at a level that changes.
    ended.end_reason = "Opgegaan in een andere afspraak."
    ended.save(update_fields=["end_reason"])


@pytest.mark.django_db(transaction=True)
def test_no_regional_agreement_begins_while_it_becomes_local(regional, lead):
    theme = make.ThemeFactory.create()
    answer = while_uncommitted(
        lambda: change(regional, lead, "local"),
        lambda: agreement_create(
            coalition=regional,
            user=lead,
            themes=[theme],
            organisations=[],
            title="Samen scholen",
            scope="regional",
            review_on=clock.today() + 365 * DAY,
        ),
    )
    assert isinstance(answer, DomainError)
    assert list(answer.message_dict) == ["scope"]


def test_it_stays_local_while_it_takes_part_in_a_region(local, lead, region):
    other = make.CoalitionFactory.create(regional=True, name="Grote regio")
    link = CoalitionLink.objects.create(local=local, regional=other)
    assert "Grote regio" in refused(local, lead, "regional", region=region)["scope"]
    assert change(local, lead, "both", region=region).scope == "both"
    assert "Grote regio" in refused(local, lead, "regional")["scope"]
    link.until = clock.today()
    link.save()
    assert change(local, lead, "regional").scope == "regional"


def test_somebody_keeps_the_record_afterwards(regional, lead):
    membership = regional.memberships.get()
    membership.until = clock.today()
    membership.save()
    assert "coördinator" in refused(regional, lead, "local")["scope"]
    make.MembershipFactory.create(coalition=regional, role="partner")
    refused(regional, lead, "local")
    assert change(regional, lead, "both").scope == "both"


def test_what_has_ended_stays_as_it_was(local, lead, region):
    coalition_end(coalition=local, ended_on=clock.today(), expected_version=None)
    with pytest.raises(DomainError):
        change(local, lead, "both", region=region)
    assert fresh(local).scope == "local"


def test_who_was_second_sees_both(local, lead, region):
    with pytest.raises(EditConflict):
        change(local, lead, "both", region=region, expected_version=0)
    assert fresh(local).scope == "local"


@pytest.fixture
def checklists():
    return {
        scope: make.StatementFactory.create(principle__checklist__scope=scope).principle.checklist
        for scope in ("local", "regional")
    }


def test_an_open_round_goes_on_with_its_own_statements(local, lead, region, checklists):
    round_ = round_start(coalition=local, user=lead)
    principle = checklists["local"].principles.get()
    statement = principle.statements.get()

    def say(now, seen):
        values = {"wished": "", "explanation": "", "evidence": "", "owner": "", "due_on": None}
        return answers_save(
            assessment_id=round_.pk,
            principle_id=principle.pk,
            answers={statement.pk: values | {"now": now}},
            versions={statement.pk: seen},
        )

    say("not_yet", 0)
    change(local, lead, "regional", region=region)
    assert Answer.objects.get(assessment=round_).now == "not_yet"
    assert not say("mostly", 1).conflicts
    assert Answer.objects.get(assessment=round_).now == "mostly"
    assert round_start(coalition=fresh(local), user=lead) == round_
    Assessment.objects.filter(pk=round_.pk).update(state="closed", closed_on=clock.today())
    assert round_start(coalition=fresh(local), user=lead).checklist == checklists["regional"]


def test_every_page_still_opens_with_a_round_of_the_other_checklist(
    client, local, lead, region, checklists
):
    round_start(coalition=local, user=lead)
    change(local, lead, "regional", region=region)
    client.force_login(lead)
    for name in ("detail", "checklist", "partners", "plan", "road_map", "log", "life", "members"):
        assert client.get(reverse(f"coalitions:{name}", args=[local.slug])).status_code == 200
    number = checklists["local"].principles.get().number
    page = reverse("coalitions:principle", args=[local.slug, number])
    assert client.get(page).status_code == 200


def test_the_log_says_in_dutch_what_it_became(local, lead, region):
    change(local, lead, "both", region=region)
    with translation.override("nl"):
        log = page_of_entries(feeds_for(Reading(fresh(local), lead)), 1)[1]
        said = [(str(c.label), c.old, c.new) for entry in log for c in entry.changes]
    assert ("lokaal of regionaal", "lokaal", "lokaal en regionaal") in said
    assert [new for label, _old, new in said if label == "regio"] == [region.name]


def test_becoming_regional_opens_the_record_for_the_lead_only(local, lead, region):
    second = make.RegionMembershipFactory.create(region=region).user
    coordinator = local.memberships.exclude(user=lead).get().user
    neighbour = make.MembershipFactory.create().coalition
    assert not second.has_perm("coalitions.view_coalition", local)
    change(local, lead, "regional", region=region)
    assert second.has_perm("coalitions.change_coalition", local)
    assert not coordinator.has_perm("coalitions.lead_region", region)
    assert list(Coalition.objects.visible_to(coordinator)) == [local]
    assert neighbour not in Coalition.objects.visible_to(lead)


# The page


def url(coalition, name="scope"):
    return reverse(f"coalitions:{name}", args=[coalition.slug])


def test_the_page_changes_it_and_the_life_page_says_so(client, local, lead, region):
    client.force_login(lead)
    assert url(local) in client.get(url(local, "life")).content.decode()
    data = {"scope": "both", "region": region.pk, "version": 1}
    answer = client.post(url(local), data, follow=True)
    assert answer.redirect_chain[-1][0] == url(local, "life")
    assert region.name in answer.content.decode()
    assert fresh(local).scope == "both"
    # A second try from the same old page gets both texts.
    answer = client.post(url(local), data | {"scope": "regional"})
    assert answer.status_code == 409


def test_a_refusal_stands_at_its_field(client, local, lead, region, regional):
    client.force_login(lead)
    answer = client.post(url(local), {"scope": "both", "region": region.pk, "version": 1})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["region"]
    answer = client.post(url(regional), {"scope": "local", "version": 1})
    assert list(answer.context["form"].errors) == ["scope"]


@pytest.mark.parametrize(
    "data", [{}, {"scope": "x"}, {"scope": "both", "region": "9" * 30}, {"scope": ["a", "\x00"]}]
)
def test_bad_input_is_said_and_changes_nothing(client, local, lead, data):
    client.force_login(lead)
    answer = client.post(url(local), data | {"version": 1})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert fresh(local).version == 1


def test_who_leads_no_region_reads_what_to_do(client, local, lead, region):
    coordinator = local.memberships.exclude(user=lead).get().user
    client.force_login(coordinator)
    page = client.get(url(local)).content.decode()
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert url(local, "members") in page
    client.post(url(local), {"scope": "both", "region": region.pk, "version": 1})
    assert fresh(local).scope == "local"


def test_a_lead_who_gives_the_record_back_lands_where_they_may(client, regional, lead):
    client.force_login(lead)
    answer = client.post(url(regional), {"scope": "local", "version": 1}, follow=True)
    assert answer.status_code == 200
    assert fresh(regional).scope == "local"
    assert client.get(url(regional)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_become_the_regional_one_at_the_same_moment():
    """The second waits for the first and is told at the field, by a rule or by the database."""
    region = make.RegionFactory.create()
    lead = make.RegionMembershipFactory.create(region=region).user
    first, second = (make.CoalitionFactory.create() for _one in range(2))
    for coalition in (first, second):
        make.CoalitionMunicipalityFactory.create(coalition=coalition)

    def become(coalition):
        return scope_change(
            coalition=coalition, user=lead, expected_version=1, scope="both", region=region
        )

    answer = while_uncommitted(lambda: become(first), lambda: become(second))
    assert isinstance(answer, DomainError)
    assert set(answer.message_dict) == {"region"}
    assert Coalition.objects.regional().count() == 1


def test_who_worked_there_before_does_not_keep_it_from_becoming_local(regional, lead):
    """What is over stays as it was: only from today on a municipality has one local coalition."""
    municipality = regional.coverage.get().municipality
    make.CoalitionMunicipalityFactory.create(
        coalition__stage="formed", municipality=municipality, until=clock.today() - DAY
    )
    assert change(regional, lead, "both").is_local
    row = regional.coverage.get()
    leave([row], clock.today())
    assert regional.coverage.get().until == clock.today()
