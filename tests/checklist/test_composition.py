"""What the record answers of the statements on composition."""

import pytest

from coalitions.models import CoalitionLink, ParentInvolvement
from coalitions.selectors.composition import TYPES, Composition, derive, derived_answers
from tests import factories as make
from tests.checklist.make import partner


@pytest.mark.parametrize(
    ("key", "present", "scale"),
    [
        ("L2.1", ["gemeente"], "in_place"),
        ("L2.2", ["verloskundigen", "gynaecologen", "kraamzorg"], "in_place"),
        ("L2.2", ["verloskundigen", "kraamzorg"], "mostly"),
        ("L2.2", ["kraamzorg"], "in_development"),
        ("L2.5", ["welzijn"], "mostly"),
        ("L2.8", ["huisvesting"], "mostly"),
        ("R2.7", ["koepel-ggz"], "mostly"),
        ("L2.10", ["ouders"], "in_place"),
        ("L2.11", ["vsv"], "in_place"),
    ],
)
def test_partners_answer_a_statement(key, present, scale):
    record = Composition(partners={kind: [f"De {kind}"] for kind in present})
    derived = derive(key, record)
    assert derived is not None
    assert derived.scale == scale
    assert set(derived.names) == {f"De {kind}" for kind in present}


@pytest.mark.parametrize("key", [*TYPES, "L2.10", "R2.9", "L2.11", "R2.1", "L1.1"])
def test_nothing_recorded_is_no_answer_and_never_not_yet(key):
    assert derive(key, Composition()) is None


@pytest.mark.parametrize(
    ("forms", "scale"),
    [
        (["panel"], "mostly"),
        (["interviews"], "in_development"),
        (["interviews", "expert"], "in_place"),
    ],
)
def test_the_furthest_form_of_parents_counts(forms, scale):
    derived = derive("L2.10", Composition(parent_forms=tuple(forms)))
    assert derived is not None
    assert derived.scale == scale


def test_municipalities_are_all_there_or_mostly():
    some = Composition(local_names=("Best",), municipalities=2)
    every = Composition(local_names=("Best", "Eersel"), municipalities=2)
    assert derive("R2.1", some).scale == "mostly"
    assert derive("R2.1", every).scale == "in_place"


@pytest.mark.django_db
def test_a_network_of_the_region_counts_for_its_local_coalitions():
    local, regional = make.CoalitionFactory.create(), make.CoalitionFactory.create(regional=True)
    CoalitionLink.objects.create(local=local, regional=regional)
    partner(regional, "vsv", "VSV Zuid")
    partner(regional, "gemeente")
    derived = derived_answers(local, ["L2.1", "L2.11"])
    assert derived.keys() == {"L2.11"}
    assert derived["L2.11"].scale == "mostly"
    assert "VSV Zuid" in derived["L2.11"].names[0]


@pytest.mark.django_db
def test_ended_partners_and_parents_do_not_count():
    coalition = make.CoalitionFactory.create()
    gone = partner(coalition, "gemeente")
    gone.until = "2020-01-01"
    gone.save()
    ParentInvolvement.objects.create(coalition=coalition, form="panel", ended_on="2020-01-01")
    assert derived_answers(coalition, ["L2.1", "L2.10"]) == {}
