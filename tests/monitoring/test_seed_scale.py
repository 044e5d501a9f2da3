"""Benchmark data: the right size, labelled, once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coalitions.models import Municipality
from monitoring.importers.scale import Size, seed
from monitoring.models import Observation, Release
from tests.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db


def test_a_seed_has_every_area_year_and_indicator_and_the_country():
    MunicipalityFactory.create()
    release = seed(Size(municipalities=4, years=3, indicators=2))
    rows = Observation.objects.filter(release=release)
    assert rows.count() == release.row_count == (4 + 1) * 3 * 2
    assert Municipality.objects.count() == 4
    assert rows.filter(municipality=None).count() == 6
    country = rows.filter(municipality=None).first()
    parts = rows.filter(
        municipality__isnull=False, definition=country.definition, period_end=country.period_end
    )
    assert country.numerator == sum(row.numerator or 0 for row in parts)
    assert (release.is_demo, release.state) == (True, "published")


def test_the_same_size_is_added_once():
    assert seed(Size(2, 1, 1)) is not None
    assert seed(Size(2, 1, 1)) is None
    assert Release.objects.count() == 1


def test_the_command_refuses_nothing_of_something():
    with pytest.raises(CommandError):
        call_command("seed_scale", municipalities=0, stdout=StringIO())
