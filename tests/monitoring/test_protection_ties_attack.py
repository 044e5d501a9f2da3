"""Figures in several divisions, read by the attacker (``attacker.py``) from what a partner gets."""

from types import SimpleNamespace
from typing import Any

import numpy
import pytest
from django.core.cache import cache
from django.urls import reverse

from monitoring.choices import ProtectionReason
from monitoring.services.protection import protection_now
from tests import factories as make
from tests.monitoring.attacker import Knowledge, _span, rule
from tests.monitoring.test_protection_ties import publish

pytestmark = pytest.mark.django_db


def width(known, sums, truth, secret):
    """The span of one group, by its size: it and its neighbours in sums, the last is the sum."""
    cells = [one for one in truth if one not in known.counts]
    assert secret in cells
    rows: list[Any] = []
    ends: list[float] = []
    for *parts, whole in sums:
        row, rest = numpy.zeros(len(cells)), 0
        for size, factor in [*((one, 1) for one in parts), (whole, -1)]:
            if size in known.counts:
                rest += factor * known.counts[size]
            else:
                row[cells.index(size)] = factor
        if row.any():
            rows += [row, -row]
            ends += [-rest, rest]
    return _span(cells.index(secret), rows, ends, [rule(truth[one], one) for one in cells])


def test_no_partner_recovers_a_year_from_years_in_another_division(client):
    cache.clear()
    coalition = make.CoalitionFactory.create()
    place = make.MunicipalityFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    definition = make.DefinitionFactory.create(indicator__key="aanval")
    years = {401: 12, 403: 21, 407: 20, 409: 30, 411: 6}
    for year, (whole, part) in enumerate(years.items(), 2017):
        publish(definition, 2023, [(place, part, whole)], first=year)
    pooled = sum(years)
    publish(definition, 2022, [(place, sum(years.values()), pooled)], first=2017, last=2021)
    protection_now(reason=ProtectionReason.PUBLISHED)
    truth = {**years, pooled: sum(years.values())}
    made: Any = SimpleNamespace(sizes=set(truth), wholes=[])
    known = Knowledge(made)
    client.force_login(make.MembershipFactory.create(coalition=coalition).user)
    address = reverse("monitoring:coalition_csv", args=[coalition.slug, "machine"])
    answer = client.get(f"{address}?gemeente={place.code}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    known.read("figures.csv", content)
    assert known.counts, "there is something to calculate with"
    assert width(known, [(*years, pooled)], truth, 411) >= 5
