"""Does it still hold: yes until a date, change, or end; and what is past its date says so."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from agreements.services import agreement_extend
from agreements.services.reviews import usual_date
from coalitions.registry import Reading, next_steps_for
from interventions.matrix import region_matrix
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.dashboard.selectors.regions import overview_rows
from tests import factories as make
from tests.agreements.confirm_world import agreement_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAST = "De datum is voorbij"


def running(coalition=None, review=-1, **values):
    return agreement_of(
        coalition=coalition,
        state="in_force",
        starts_on=clock.today() - 400 * DAY,
        review_on=clock.today() + review * DAY,
        **values,
    )


def extend(agreement, days=365, version=None):
    return agreement_extend(
        agreement_id=agreement.pk, until=clock.today() + days * DAY, expected_version=version
    )


def test_yes_until_moves_the_date():
    agreement = running()
    assert extend(agreement, 200).review_on == clock.today() + 200 * DAY


@pytest.mark.parametrize("days", [-1, 0])
def test_a_date_that_is_past_or_today_is_refused(days):
    with pytest.raises(DomainError, match="Kies een dag na vandaag"):
        extend(running(), days)


NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "allowed"), [(date(2032, 3, 1), True), (date(2032, 3, 2), False)]
)
def test_five_years_is_five_years_to_the_day(until, allowed):
    with clock.travel(NOON):
        agreement = running()
        asked = {"agreement_id": agreement.pk, "until": until, "expected_version": None}
        if allowed:
            assert agreement_extend(**asked).review_on == until
            return
        with pytest.raises(DomainError, match="binnen vijf jaar"):
            agreement_extend(**asked)


@pytest.mark.parametrize(
    ("today", "proposed"),
    [
        (date(2027, 3, 1), date(2028, 3, 1)),  # 366 days
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_the_usual_date_is_the_same_day_next_year(today, proposed):
    with clock.travel(datetime.combine(today, time(12), UTC)):
        assert usual_date() == proposed


def test_what_does_not_apply_is_not_extended_and_a_stale_page_is_told():
    with pytest.raises(DomainError):
        extend(make.AgreementFactory.create())
    with pytest.raises(EditConflict):
        extend(running(), version=99)


def url(agreement):
    return reverse("agreements:review", args=[agreement.pk])


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create()


@pytest.mark.parametrize("who", ["coordinator", "partner"])
def test_the_owner_and_the_coordinator_answer_with_one_click(client, sign_in, coalition, who):
    user = sign_in(who, coalition)
    agreement = running(coalition, owner_user=user if who == "partner" else None)
    page = client.get(url(agreement))
    form = page.context["form"]
    until = form["until"].value()
    assert until == clock.years_after(clock.today(), 1)
    sent = {"version": form["version"].value(), "until": until.isoformat(), "do": "extend"}
    assert client.post(url(agreement), sent).status_code == 302
    agreement.refresh_from_db()
    assert agreement.review_on == until
    assert ("Wijzigen" in page.content.decode()) == (who == "coordinator")


def test_ending_needs_a_reason(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    agreement = running(coalition)
    sent = {"version": 1, "do": "end", "reason": " ", "until": ""}
    refused = client.post(url(agreement), sent)
    assert "ks-error-summary" in refused.content.decode()
    assert client.post(url(agreement), sent | {"reason": "Klaar."}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.state, agreement.end_reason) == ("ended", "Klaar.")
    assert client.post(url(agreement), sent | {"version": 2, "do": "extend"}).status_code == 200


def test_two_people_at_one_review_see_both_dates(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    agreement = running(coalition)
    extend(agreement, 100)
    until = (clock.today() + 300 * DAY).isoformat()
    answer = client.post(url(agreement), {"version": 1, "do": "extend", "until": until})
    assert answer.status_code == 409
    assert len(answer.context["conflict"]["fields"]) == 1


def test_what_is_past_its_date_applies_and_says_so_everywhere(client, sign_in, coalition):
    user = sign_in("coordinator", coalition)
    agreement = running(coalition)
    assert agreement.applies
    for page in (agreement.get_absolute_url(), reverse("agreements:list", args=[coalition.slug])):
        assert PAST in client.get(page).content.decode()
    [step] = [one for one in next_steps_for(Reading(coalition, user)) if one.priority == 35]
    assert step.url == url(agreement)
    extend(agreement)
    assert PAST not in client.get(agreement.get_absolute_url()).content.decode()


def test_on_the_day_itself_it_is_not_past_yet(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    agreement = running(coalition, review=0)
    assert PAST not in client.get(agreement.get_absolute_url()).content.decode()


def test_an_owner_who_does_not_keep_the_record_gets_a_step(coalition):
    member = make.MembershipFactory.create(coalition=coalition, role="partner").user
    agreement = running(coalition, owner_user=member)
    steps = next_steps_for(Reading(coalition, member))
    assert url(agreement) in [step.url for step in steps]


def test_the_region_counts_what_is_past_its_date(coalition):
    region, municipality = make.RegionFactory.create(), make.MunicipalityFactory.create()
    make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=municipality)
    make.ConsentFactory.create(municipality=municipality, kind="agreements_region")
    running(coalition)
    running(coalition, review=10)
    [row] = overview_rows(region_matrix(region))
    assert (row.agreements, row.past) == (2, 1)
