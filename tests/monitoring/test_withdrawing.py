"""Coalitions that used a figure are told when it is withdrawn, and when that is undone."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail

from coalitions import registry
from coalitions.selectors.look_ups import look_up_together
from kansrijkestart.core import clock
from kansrijkestart.notifications.models import Notification
from monitoring.models import FigureNotice, IndicatorMembership, IndicatorSet, Interpretation
from monitoring.notifications import RESTORED, WITHDRAWN
from monitoring.selectors.used import uses_of
from monitoring.selectors.withdrawn import withdrawn_next_step
from monitoring.services.releases import release_publish, release_restore, release_withdraw
from tests import factories as make
from tests.notifications.world import mail_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure():
    return make.ObservationFactory.create()


def coalition_of(municipality, indicator=None, **values):
    """A coalition for this place with a coordinator, that read something in the indicator."""
    values |= {"scope": "regional", "region": make.RegionFactory.create()}  # more than one a place
    coalition = make.CoalitionFactory.create(**values)
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=municipality)
    make.MembershipFactory.create(coalition=coalition)
    if indicator is not None:
        Interpretation.objects.create(
            coalition=coalition, indicator=indicator, conclusion="Herkenbaar"
        )
    return coalition


def test_who_read_something_in_a_figure_about_its_own_place_used_it(figure):
    indicator = figure.definition.indicator
    user = coalition_of(figure.municipality, indicator)
    coalition_of(figure.municipality)  # read nothing in it
    coalition_of(figure.municipality, make.IndicatorFactory.create())  # in another figure
    coalition_of(make.MunicipalityFactory.create(), indicator)  # of another place
    assert uses_of(figure.release) == {user.pk: {"interpretation": 1}}


def test_a_figure_of_the_country_is_used_by_everybody_who_read_something_in_it():
    figure = make.ObservationFactory.create(municipality=None)
    user = coalition_of(make.MunicipalityFactory.create(), figure.definition.indicator)
    assert set(uses_of(figure.release)) == {user.pk}


def test_who_read_something_in_a_set_that_the_figure_is_in_used_it(figure):
    user = coalition_of(figure.municipality)
    for key, indicator in (("own", figure.definition.indicator), ("other", None)):
        held = IndicatorSet.objects.create(key=key, name=key, valid_from=2024)
        IndicatorMembership.objects.create(
            indicator_set=held,
            indicator=indicator or make.IndicatorFactory.create(),
            position=1,
            provenance="test",
        )
        Interpretation.objects.create(coalition=user, indicator_set=held, conclusion="Herkenbaar")
    assert uses_of(figure.release) == {user.pk: {"interpretation": 1}}


def test_a_figure_of_the_region_is_used_by_who_read_something_in_it():
    region, place = make.RegionFactory.create(), make.MunicipalityFactory.create()
    make.RegionMunicipalityFactory.create(region=region, municipality=place)
    figure = make.ObservationFactory.create(municipality=None, region=region)
    user = coalition_of(place, figure.definition.indicator)
    coalition_of(make.MunicipalityFactory.create(), figure.definition.indicator)  # elsewhere
    assert set(uses_of(figure.release)) == {user.pk}


def test_a_withdrawal_is_told_once_to_the_coordinators_and_never_how_often_or_why(figure):
    coalition = coalition_of(figure.municipality, figure.definition.indicator)
    release = release_withdraw(release=figure.release, reason="Een verzekeraar ontbrak.")
    assert mail_now() == 1
    assert mail_now() == 0
    [sent] = mail.outbox
    assert coalition.name in sent.subject
    assert release.source in sent.body
    assert "verzekeraar" not in sent.body
    assert FigureNotice.objects.get().kind == "withdrawn"
    assert Notification.objects.get(kind=WITHDRAWN).path.endswith("/cijfers/")


def test_undoing_is_told_to_whom_the_withdrawal_was_told(figure):
    told = coalition_of(figure.municipality, figure.definition.indicator)
    release = release_withdraw(release=figure.release, reason="vergissing")
    coalition_of(figure.municipality, figure.definition.indicator)  # came later
    release_restore(release=release)
    again = FigureNotice.objects.filter(kind="restored")
    assert [notice.coalition_id for notice in again] == [told.pk]
    release_withdraw(release=release, reason="toch fout")
    assert FigureNotice.objects.filter(kind="withdrawn").count() == 3
    kinds = Counter(Notification.objects.values_list("kind", flat=True))
    assert kinds == {WITHDRAWN: 3, RESTORED: 1}


@pytest.mark.parametrize("state", ["draft", "embargo"])
def test_figures_that_nobody_saw_are_withdrawn_in_silence(figure, state):
    release = make.ReleaseFactory.create()
    make.ObservationFactory.create(
        release=release, definition=figure.definition, municipality=figure.municipality
    )
    coalition_of(figure.municipality, figure.definition.indicator)
    if state == "embargo":
        release_publish(release=release, embargo_until=clock.now() + timedelta(days=1))
    release_withdraw(release=release, reason="te vroeg")
    assert not FigureNotice.objects.exists()


def test_the_next_steps_say_which_figures_are_withdrawn_until_that_is_undone(figure):
    coalition = coalition_of(figure.municipality, figure.definition.indicator)
    release = release_withdraw(release=figure.release, reason="Een verzekeraar ontbrak.")
    keeper = coalition.memberships.get().user
    [step] = withdrawn_next_step(registry.Reading(coalition, keeper))
    assert "Een verzekeraar ontbrak." in step.reason
    assert withdrawn_next_step(registry.Reading(coalition)) == []
    with clock.travel(clock.now() + timedelta(days=91)):
        assert withdrawn_next_step(registry.Reading(coalition, keeper)) == []
    release_restore(release=release)
    assert withdrawn_next_step(registry.Reading(coalition, keeper)) == []


def test_the_start_page_asks_once_for_all_coalitions(figure, django_assert_num_queries):
    first = coalition_of(figure.municipality, figure.definition.indicator)
    other = make.CoalitionFactory.create()
    release_withdraw(release=figure.release, reason="Een verzekeraar ontbrak.")
    keeper = first.memberships.get().user
    readings = [registry.Reading(one, keeper) for one in (first, other)]
    with django_assert_num_queries(1):
        look_up_together(readings)
    [step] = withdrawn_next_step(readings[0])
    assert "Een verzekeraar ontbrak." in step.reason
    assert withdrawn_next_step(readings[1]) == []
