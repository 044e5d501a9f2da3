"""Runs: what they hide, when figures show, what makes a run needed, and what a next one redoes."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from kansrijkestart.core import clock, reference
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job
from monitoring import demo
from monitoring.choices import ProtectionReason
from monitoring.models import Definition, HiddenCell, ProtectionRun, Release
from monitoring.selectors import protection
from monitoring.selectors.area_sets import checksum_of
from monitoring.selectors.figures import AreaKey, load_figures
from monitoring.selectors.protection import (
    SumState,
    checker,
    histogram_of,
    shown_sums,
)
from monitoring.selectors.published import opposites, together
from monitoring.selectors.stamp import figures_stamp
from monitoring.services.protection import (
    protection_check,
    protection_now,
    protection_request,
)
from monitoring.services.releases import release_publish, release_withdraw
from monitoring.tasks import check_protection
from tests import factories as make
from tests.counted_rows import counted_as_none
from tests.monitoring.protection_world import DIVISION, YEARS, province, store

pytestmark = pytest.mark.django_db


def published():
    return protection_now(reason=ProtectionReason.PUBLISHED)


def work(run):
    """What a worker does that heard the bell."""
    running.run(run.job_id)


def shown(made):
    """The municipal cells that a reader gets a number of."""
    keys = [AreaKey(one.pk) for one in made.municipalities]
    return {
        (one.area.municipality, one.first_year)
        for one in load_figures(keys)
        if one.is_shown and one.is_yearly
    }


def pks(places):
    return [one.pk for one in places]


def test_figures_show_once_a_run_had_their_release_among_them():
    made = province()
    assert not shown(made)
    run = published()
    assert run.state == "finished"
    made.release.refresh_from_db()
    assert made.release.is_protected
    assert shown(made)


def test_a_cell_of_the_second_step_looks_like_any_hidden_cell():
    made = province()
    run = published()
    cell = HiddenCell.objects.filter(run=run, municipality__isnull=False).first()
    views = load_figures([AreaKey(cell.municipality_id)])
    [view] = [
        one
        for one in views
        if (one.first_year, one.last_year) == (cell.period_start, cell.period_end)
    ]
    assert made.truth[cell.municipality_id, cell.period_start][0] >= 10
    assert (view.kind, view.value, view.numerator, view.denominator) == (
        "suppressed",
        None,
        None,
        None,
    )


def test_publishing_rings_a_run_and_its_job_shows_the_figures():
    made = province()
    Release.objects.filter(pk=made.release.pk).update(state="draft", published_at=None)
    made.release.refresh_from_db()
    release_publish(release=made.release)
    run = ProtectionRun.objects.get()
    assert (run.state, run.reason) == ("waiting", "published")
    work(run)
    run.refresh_from_db()
    run.job.refresh_from_db()
    assert (run.state, run.job.state) == ("finished", "done")
    assert shown(made)
    assert run.job.result["url"] == reverse("monitoring:protection_detail", args=[run.pk])
    work(run)  # again: nothing
    assert ProtectionRun.objects.count() == 1


def test_two_changes_wait_for_one_run():
    first = protection_request(reason=ProtectionReason.PUBLISHED)
    assert protection_request(reason=ProtectionReason.AREAS) == first
    assert Job.objects.filter(kind="monitoring.protection").count() == 1


def test_what_comes_to_light_by_withdrawing_waits_for_a_run():
    made = province()
    published()
    newer = make.ReleaseFactory.create(published=True, is_protected=True)
    place = made.municipalities[11]
    made.release, old = newer, made.release
    store(made, YEARS[0], YEARS[0], 60, 777, municipality=place)
    release_withdraw(release=newer, reason="fout in de bron")
    old.refresh_from_db()
    assert not old.is_protected
    assert not shown(made)
    work(ProtectionRun.objects.get(state="waiting"))
    old.refresh_from_db()
    assert old.is_protected
    assert shown(made)


def test_a_run_that_was_overtaken_decides_nothing(monkeypatch):
    made = province()
    from monitoring.services import protection as service

    work = service.Work.run

    def withdraw_meanwhile(self, *args):
        found = work(self, *args)
        Release.objects.filter(pk=made.release.pk).update(
            embargo_until=clock.now() + timedelta(days=len(calls) + 1)
        )
        calls.append(1)
        return found

    calls: list[int] = []
    monkeypatch.setattr(service.Work, "run", withdraw_meanwhile)
    run = published()
    assert (run.state, len(calls)) == ("overtaken", 3)
    assert not HiddenCell.objects.exists()
    made.release.refresh_from_db()
    assert not made.release.is_protected
    assert ProtectionRun.objects.filter(state="waiting").exists()


def test_an_unchanged_part_is_not_looked_at_again():
    made = province()
    first = published()
    second = published()
    assert first.redone_count > 0
    assert second.redone_count == 0
    assert second.histogram == first.histogram
    assert second.secondary_count == first.secondary_count
    assert HiddenCell.objects.filter(run=second).count() == (
        HiddenCell.objects.filter(run=first).count()
    )
    release = make.ReleaseFactory.create(published=True, is_protected=False)
    made.release = release
    store(made, 2019, 2019, 60, 777, municipality=made.municipalities[0])
    assert published().redone_count == 1


def test_a_new_region_is_only_added_up_after_a_run():
    made = province()
    published()
    inside = pks(made.municipalities[:5])
    assert not checker()(made.definition.pk, inside, DIVISION, (2021, 2021))
    assert {one.state for one in shown_sums(inside)} == {SumState.UNCHECKED}
    region = make.RegionFactory.create()
    for one in made.municipalities[:5]:
        make.RegionMunicipalityFactory.create(region=region, municipality=one, since=None)
    run = protection_check()
    assert run.reason == "areas"
    work(run)
    states = {one.first_year: one.state for one in shown_sums(inside) if one.first_year == 2021}
    assert states[2021] in (SumState.SHOWN, SumState.HIDDEN)
    assert checker()(made.definition.pk, inside, DIVISION, (2021, 2021)) == (
        states[2021] == SumState.SHOWN
    )


def test_a_region_of_all_but_one_does_not_give_that_one_away():
    """Fifteen minus fourteen is one; what was shown before stays shown where it can."""
    made = province()
    published()
    before = shown(made)
    small = next(cell for cell, (part, _whole) in made.truth.items() if part < 10)
    region = make.RegionFactory.create()
    for one in made.municipalities:
        if one.pk != small[0]:
            make.RegionMunicipalityFactory.create(region=region, municipality=one, since=None)
    run = published()
    assert (run.exact_count, run.narrow_count) == (0, 0)
    rest = [one.pk for one in made.municipalities if one.pk != small[0]]
    assert not checker()(made.definition.pk, rest, DIVISION, (small[1], small[1]))
    assert shown(made) == before


def test_sums_have_their_counts_and_nothing_when_hidden():
    made = province()
    published()
    everybody = pks(made.municipalities)
    for one in shown_sums(everybody):
        if one.state == SumState.SHOWN:
            pairs = [made.truth[pk, one.first_year] for pk in everybody]
            assert (one.numerator, one.denominator) == tuple(map(sum, zip(*pairs, strict=True)))
        else:
            assert (one.numerator, one.denominator) == (None, None)


def test_a_sum_that_is_not_shown_has_no_numbers():
    made = province()
    published()  # so that the sum is hidden, and not what could be seen before
    small = next(pk for (pk, _year), (part, _whole) in made.truth.items() if part < 10)
    region = make.RegionFactory.create()
    rest = [one for one in made.municipalities if one.pk != small]
    for one in rest:
        make.RegionMunicipalityFactory.create(region=region, municipality=one, since=None)
    published()
    hidden = [one for one in shown_sums(pks(rest)) if one.state == SumState.HIDDEN]
    unchecked = shown_sums(pks(made.municipalities[:5]))
    assert hidden
    assert {one.state for one in unchecked} == {SumState.UNCHECKED}
    assert {(one.numerator, one.denominator) for one in hidden + unchecked} == {(None, None)}


def test_a_definition_or_division_that_was_in_no_run_has_no_sums():
    made = province()
    published()
    everybody = pks(made.municipalities)
    checked, year = checker(), (2021, 2021)
    assert not checked(made.definition.pk, everybody, 2019, year)
    assert not checked(make.DefinitionFactory.create().pk, everybody, DIVISION, year)


def states_of_years(members):
    return {one.state for one in shown_sums(members) if one.first_year == one.last_year}


@pytest.mark.parametrize("aggregation", ["unknown", "years", "none"])
def test_what_may_not_be_added_up_over_areas_is_in_a_run_without_sums(aggregation):
    made = province()
    with_sums = published()
    definitions, everybody = Definition.objects.all(), pks(made.municipalities)
    definitions.update(aggregation=aggregation)
    year = made.definition.pk, everybody, DIVISION, (2021, 2021)
    assert states_of_years(everybody) == {SumState.APART}
    assert not checker()(*year)
    run = published()
    assert (run.exact_count, run.narrow_count) == (0, 0)
    assert run.figure_count < with_sums.figure_count
    assert not HiddenCell.objects.filter(run=run, protected_set__isnull=False).exists()
    definitions.update(aggregation="both")
    assert states_of_years(everybody) == {SumState.UNCHECKED}
    assert not checker()(*year)
    assert protection_check().reason == "areas"


def test_without_a_run_nothing_is_added_up():
    made = province()
    assert not checker()(made.definition.pk, pks(made.municipalities), DIVISION, (2021, 2021))
    assert shown_sums(pks(made.municipalities)) == []


def test_an_embargoed_release_is_protected_before_it_shows():
    made = province()
    later = clock.now() + timedelta(days=3)
    Release.objects.filter(pk=made.release.pk).update(embargo_until=later)
    run = published()
    assert run.narrow_count == 0
    assert HiddenCell.objects.filter(run=run, municipality__isnull=False).exists()
    assert not shown(made)
    with clock.travel(later + timedelta(minutes=1)):
        assert shown(made)


def test_what_pages_keep_is_made_anew_after_a_run():
    province()
    before = figures_stamp()
    published()
    assert figures_stamp() != before


def test_a_kept_table_never_shows_the_sum_of_an_older_run(client):
    """Of a coalition that began after a run, then of the next run, then of one that hides it."""
    cache.clear()
    coalition, definition = make.CoalitionFactory.create(), make.DefinitionFactory.create()
    *places, _elsewhere = [make.MunicipalityFactory.create() for _ in range(3)]
    for place in places:
        make.ObservationFactory.create(
            definition=definition, municipality=place, numerator=43, denominator=300, value=14.3
        )
    published()
    for place in places:
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    [cell] = shown_sums(pks(places))
    client.force_login(make.MembershipFactory.create(coalition=coalition).user)

    def says():
        text = client.get(reverse("monitoring:coalition", args=[coalition.slug])).content.decode()
        return "Wordt nog gecontroleerd" in text, text.count("14,3%") == len(places) + 1

    assert says() == (True, False)
    published()
    assert says() == (False, True)
    run = published()
    HiddenCell.objects.create(
        run=run,
        definition=definition,
        protected_set=run.sets.get(checksum=checksum_of(pks(places))),
        division_year=cell.division_year,
        period_start=cell.first_year,
        period_end=cell.last_year,
    )
    assert says() == (False, False)


def test_the_check_asks_once_and_not_at_all_when_nothing_changed():
    made = province()
    check_protection()
    run = ProtectionRun.objects.get()
    check_protection()
    assert ProtectionRun.objects.count() == 1
    work(run)
    assert protection_check() is None
    made.definition.minimum_count = 12
    made.definition.save()
    assert protection_check().reason == "areas"


def test_a_run_whose_job_failed_is_asked_for_again_after_a_while():
    province()
    run = protection_check()
    Job.objects.filter(kind="monitoring.protection").update(state="failed", finished_at=clock.now())
    assert protection_check() is None
    run.refresh_from_db()
    assert run.state == "failed"
    with clock.travel(clock.now() + timedelta(hours=2)):
        assert protection_check() is not None


def test_the_command_protects_here_and_now(capsys):
    made = province()
    call_command("protect_figures")
    assert shown(made)
    call_command("protect_figures", "--afresh")
    assert len(re.findall(r"Controle \d+: \d+ cijfers", capsys.readouterr().out)) == 2
    assert ProtectionRun.objects.first().redone_count > 0


def test_cells_of_old_runs_go_and_their_reports_stay():
    province()
    runs = [published() for _ in range(5)]
    assert not HiddenCell.objects.filter(run__in=runs[:2]).exists()
    assert HiddenCell.objects.filter(run=runs[-1]).exists()
    runs[0].refresh_from_db()
    assert (runs[0].parts, runs[0].sets.count()) == ({}, 0)
    assert runs[0].primary_count > 0


def test_what_the_source_hides_is_counted_and_never_in_a_sum():
    made = province()
    place = made.municipalities[0]
    made.release.observations.filter(municipality=place, period_start=2021).update(
        kind="suppressed", numerator=None, denominator=None, value=None
    )
    run = published()
    assert run.source_count == 1
    states = {one.first_year: one.state for one in shown_sums(pks(made.municipalities))}
    assert states[2021] == SumState.INCOMPLETE


def test_the_pages_tell_what_was_found_and_no_value(client, sign_in):
    made = province()
    run = published()
    sign_in("analyst")
    listed = client.get(reverse("monitoring:protection")).content.decode()
    assert listed.count("<h1") == 1
    assert reverse("monitoring:protection_detail", args=[run.pk]) in listed
    page = client.get(reverse("monitoring:protection_detail", args=[run.pk])).content.decode()
    assert page.count("<h1") == 1
    assert made.ggd.name in page
    assert "Dit is wat lezers nu zien." in page
    for part, whole in made.truth.values():
        assert f"{part} van {whole}" not in page
        assert f">{whole}<" not in page


def test_a_run_that_is_not_there_is_not_found(client, sign_in):
    sign_in("analyst")
    assert client.get(reverse("monitoring:protection_detail", args=[10**6])).status_code == 404


def test_a_run_that_waits_says_so(client, sign_in):
    run = protection_request(reason=ProtectionReason.AREAS)
    sign_in("analyst")
    page = client.get(reverse("monitoring:protection_detail", args=[run.pk])).content.decode()
    assert "nog geen uitkomst" in page
    assert histogram_of(run) == []


def test_the_histogram_has_a_bar_for_every_span():
    run = make.ProtectionRunFactory.build(histogram={"5": 2, "10": 4})
    bars = histogram_of(run)
    assert [bar.count for bar in bars] == [0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 4]
    assert (bars[5].length, bars[10].length, bars[10].is_most) == (84, 168, True)
    assert bars[10].length == protection.BAR


def test_the_demo_is_protected_and_says_how_well():
    with counted_as_none():
        reference.load()
        demo.load()
    run = ProtectionRun.objects.get()
    assert run.primary_count > 0
    assert (run.exact_count, run.narrow_count) == (0, 0)
    assert not Release.objects.filter(state="published", is_protected=False).exists()


def test_a_run_by_hand_that_was_broken_off_stops_no_other():
    province()
    moment = clock.now()
    left = make.ProtectionRunFactory.create(state="running", started_at=moment, finished_at=None)
    assert protection_check() is None
    with clock.travel(moment + timedelta(hours=5)):
        assert protection_check() is not None
    left.refresh_from_db()
    assert left.state == "failed"


@pytest.mark.parametrize("names_the_other", ["first", "last"])
def test_opposites_are_looked_at_together_whoever_names_the_other(names_the_other):
    one, other = make.DefinitionFactory.create(), make.DefinitionFactory.create()
    alone = make.DefinitionFactory.create()
    naming, named = (one, other) if names_the_other == "first" else (other, one)
    naming.indicator.opposite = named.indicator
    naming.indicator.save()
    assert together([other, alone, one]) == [[one, other], [alone]]
    assert opposites([one, other]) == {naming.pk: {named.pk}}
