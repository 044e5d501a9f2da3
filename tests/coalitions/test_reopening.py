"""An ended coalition can be opened again, with a reason that stands in the log."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from coalitions.models import Coalition, CoalitionLink, Municipality
from coalitions.registry import Reading
from coalitions.selectors.history import feeds_for, page_of_entries
from coalitions.services.coalition import coalition_end
from coalitions.services.reopening import coalition_reopen
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended():
    """A coalition of one municipality that stopped yesterday."""
    start = clock.today() - timedelta(days=300)
    row = make.CoalitionMunicipalityFactory.create(
        coalition__stage="formed", municipality__name="Aadorp", since=start
    )
    with clock.travel(clock.now() - timedelta(days=1)):
        coalition_end(coalition=row.coalition, ended_on=clock.today(), expected_version=None)
    return Coalition.objects.get(pk=row.coalition_id)


def covered(coalition):
    return [one.name for one in Municipality.objects.covered_by(coalition)]


def reopen(coalition, **extra):
    values = {
        "user": make.UserFactory.create(),
        "expected_version": coalition.version,
        "stage": "forming",
        "municipalities": Municipality.objects.filter(name="Aadorp"),
        "reason": "Weer geld.",
    }
    return coalition_reopen(coalition=coalition, **(values | extra))


def test_the_coordinator_opens_it_again_from_its_pages(client, sign_in, ended):
    user = sign_in("coordinator", ended)
    update = reverse("coalitions:update", args=[ended.slug])
    url = reverse("coalitions:reopen", args=[ended.slug])
    assert client.get(update).url == url
    assert url in client.get(ended.get_absolute_url()).content.decode()
    form = client.get(url).context["form"]
    assert (form["stage"].value(), form["municipalities"].value()) == ("formed", "Aadorp")
    data = {name: form[name].value() or "" for name in form.fields}
    assert client.post(url, data).status_code == 200  # without a reason
    assert not covered(ended)
    assert client.post(url, data | {"reason": "Weer geld."}).url == ended.get_absolute_url()
    ended.refresh_from_db()
    assert (ended.stage, ended.ended_on, ended.stage_since) == ("formed", None, clock.today())
    assert covered(ended) == ["Aadorp"]
    assert client.get(update).status_code == 200
    newest = [e for e in page_of_entries(feeds_for(Reading(ended, user)), 1)[1] if e.changes]
    told = {change.new: entry.who for entry in newest for change in entry.changes}
    assert told["Weer geld."] == user.name


def test_a_municipality_that_found_another_coalition_stays_there(ended):
    make.CoalitionMunicipalityFactory.create(
        coalition__stage="forming", municipality=Municipality.objects.get(name="Aadorp")
    )
    with pytest.raises(DomainError) as refused:
        reopen(ended)
    assert "municipalities" in refused.value.error_dict
    ended.refresh_from_db()
    assert ended.stage == "ended"


@pytest.mark.parametrize("extra", [{"reason": " "}, {"stage": "ended"}, {"municipalities": []}])
def test_what_is_not_enough_opens_nothing(ended, extra):
    with pytest.raises(ValidationError):
        reopen(ended, **extra)
    ended.refresh_from_db()
    assert ended.stage == "ended"


def test_a_region_has_one_running_coalition(ended):
    region = make.RegionFactory.create()
    make.CoalitionFactory.create(scope="regional", region=region, stage="forming")
    make.RegionMunicipalityFactory.create(
        region=region, municipality=Municipality.objects.get(name="Aadorp")
    )
    Coalition.objects.filter(pk=ended.pk).update(scope="regional", region=region)
    lead = make.RegionMembershipFactory.create(region=region).user
    with pytest.raises(ValidationError):
        reopen(ended, user=lead)


def test_who_was_second_sees_that_it_is_open_already(client, sign_in, ended):
    sign_in("coordinator", ended)
    url = reverse("coalitions:reopen", args=[ended.slug])
    data = {
        "reason": "Weer geld.",
        "stage": "forming",
        "municipalities": "Aadorp",
        "version": ended.version,
    }
    assert client.post(url, data).status_code == 302
    assert client.post(url, data | {"reason": "Ook weer geld."}).status_code == 409
    with pytest.raises(DomainError):
        reopen(Coalition.objects.get(pk=ended.pk))


def test_ended_and_opened_on_one_day(ended):
    reopened = reopen(ended)
    coalition_end(coalition=reopened, ended_on=clock.today(), expected_version=None)
    again = reopen(Coalition.objects.get(pk=ended.pk))
    assert covered(again) == ["Aadorp"]


@pytest.mark.parametrize("who", ["partner", "adviser"])
def test_others_do_not_open_it(client, sign_in, ended, who):
    sign_in(who, ended)
    url = reverse("coalitions:reopen", args=[ended.slug])
    assert client.post(url, {"reason": "Ja"}).status_code == 403


def test_it_takes_part_again_only_in_what_is_still_regional(ended):
    still, no_longer = make.CoalitionFactory.create_batch(2, regional=True, stage="formed")
    for one in (still, no_longer):
        CoalitionLink.objects.create(local=ended, regional=one, until=ended.ended_on)
    Coalition.objects.filter(pk=no_longer.pk).update(scope="local")
    reopened = reopen(ended)
    open_links = reopened.regional_links.filter(until=None)
    assert [link.regional for link in open_links] == [still]


def test_who_worked_there_meanwhile_and_left_does_not_keep_it_closed(ended):
    """Another one covered the same days, as was recorded after it had ended."""
    aadorp = Municipality.objects.get(name="Aadorp")
    make.CoalitionMunicipalityFactory.create(
        coalition__stage="formed", municipality=aadorp, until=clock.today()
    )
    assert covered(reopen(ended)) == ["Aadorp"]
