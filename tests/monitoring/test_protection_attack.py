"""What roles receive, in pages and every kind of file, read by an attacker (``attacker.py``).

Nothing here uses what hides or what adds up, except to switch it off by name.
"""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db.models import F
from django.urls import reverse

from kansrijkestart.jobs import running
from monitoring.choices import ProtectionReason
from monitoring.models import Export, HiddenCell, OwnIndicator
from monitoring.services.exports import export_request
from monitoring.services.protection import protection_now
from tests import factories as make
from tests.cast import relate
from tests.monitoring.attacker import Knowledge, spans
from tests.monitoring.protection_world import (
    OWN,
    YEARS,
    Province,
    later_region,
    province,
    with_more,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

ROLES = ("coordinator", "partner", "adviser", "region_lead", "analyst", "policy_viewer")
FILES = ("excel.csv", "machine.csv", "tabel.xlsx", "grafiek.svg")
EVERYWHERE = ("coordinator", "partner", "adviser")  # once for each coalition
Page = tuple[str, str, list]


def pages(made: Province) -> Iterator[Page]:
    """The addresses a reader would open, the kind of what comes back, and who are together."""
    for name in (
        "dashboard:national",
        "dashboard:national_figures",
        "dashboard:national_heat",
        "monitoring:protection",
    ):
        yield reverse(name), "page", []
    for region in made.regions:
        for name in ("region", "region_figures", "region_heat"):
            yield reverse(f"dashboard:{name}", args=[region.slug]), "page", []
    for coalition in made.coalitions:
        yield from _coalition(coalition)
    for name in ("coalitions:report", "monitoring:reasoning_pdf"):
        yield reverse(name, args=[made.coalitions[0].slug]), "file.pdf", []


def _coalition(coalition) -> Iterator[Page]:
    slug = coalition.slug
    places = [one.municipality for one in coalition.coverage.select_related("municipality")]
    yield reverse("monitoring:coalition", args=[slug]), "page", places
    for name in ("coalitions:detail", "monitoring:interpretations", "monitoring:reasoning"):
        yield reverse(name, args=[slug]), "page", []
    for own in OwnIndicator.objects.filter(coalition=coalition):
        yield reverse("monitoring:own", args=[slug, own.pk]), "page", []
        for name in FILES:
            yield reverse("monitoring:own_file", args=[slug, own.pk, name]), name, []
    files = [
        reverse("monitoring:coalition_csv", args=[slug, variant])
        for variant in ("machine", "excel", "bronnen")
    ]
    yield from ((one, "figures.csv", []) for one in files)
    for place in places:
        yield from ((f"{one}?gemeente={place.code}", "figures.csv", []) for one in files)
        yield from _indicator(slug, place)


def _indicator(slug: str, place) -> Iterator[Page]:
    query = f"?gemeente={place.code}"
    yield reverse("monitoring:coalition", args=[slug]) + query, "page", []
    for name in ("indicator", "compare"):
        yield reverse(f"monitoring:{name}", args=[slug, "aanval"]) + query, "page", []
    for name in FILES:
        path = reverse("monitoring:indicator_file", args=[slug, "aanval", name])
        yield path + query, name, []


def read_as(client, role: str, made: Province) -> Knowledge:
    """Sign in, open everything, and make and open every export that the role may have."""
    user, known = make.UserFactory.create(), Knowledge(made)
    for coalition in made.coalitions if role in EVERYWHERE else made.coalitions[:1]:
        relate_once(user, role, coalition)
    if role == "region_lead":
        for region in made.regions[1:3]:
            make.RegionMembershipFactory.create(user=user, region=region)
    client.force_login(user)
    for address, name, together in pages(made):
        answer = client.get(address)
        assert answer.status_code in (200, 403, 404), address
        if answer.status_code == 200:
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            known.read(name, content, together)
    read_exports(client, user, known)
    return known


def relate_once(user, role: str, coalition) -> None:
    if role == "adviser" and user.national_roles.exists():
        make.CaseloadFactory.create(adviser=user, coalition=coalition)
    else:
        relate(user, role, coalition)


def read_exports(client, user, known: Knowledge) -> None:
    made = known.made
    scopes: list[tuple[str, dict[str, object]]] = [("coalition", {"coalition": made.coalitions[0]})]
    scopes += [("region", {"region": one}) for one in made.regions[:2]]
    for scope, more in (*scopes, ("national", {})):
        job = make_export(user, scope, more)
        for file in job.files.all() if job else ():
            answer = client.get(reverse("monitoring:export_file", args=[job.pk, file.name]))
            assert answer.status_code == 200
            known.read(file.name, b"".join(answer.streaming_content))


def make_export(user, scope, more):
    if not user.has_perm("monitoring.make_export", Export(requested_by=user, scope=scope, **more)):
        return None
    export = export_request(user=user, scope=scope, **{"year": YEARS[-1]} | more)
    running.run(export.job_id)
    export.job.refresh_from_db()
    assert export.job.state == "done", export.job.error
    return export


@pytest.fixture
def made():
    cache.clear()
    return with_more(province())


def published():
    return protection_now(reason=ProtectionReason.PUBLISHED)


def hidden(made: Province) -> set[tuple[int, int]]:
    """The cells of municipalities that either step hides."""
    chosen = set(
        HiddenCell.objects.exclude(municipality=None)
        .filter(period_end=F("period_start"))
        .values_list("municipality", "period_start")
    )
    small = {cell for cell, (part, whole) in made.truth.items() if part < 10 or whole - part < 10}
    return small | chosen


def keep(made: Province, known: Knowledge) -> None:
    """Of municipalities that are no more somebody may have kept what was not hidden."""
    secret = hidden(made)
    for cells in (*made.together, *made.consists.values()):
        for cell in cells:
            if cell in made.truth and cell not in secret:
                part, whole = made.truth[cell]
                known.counts[whole] = part


def check_sums(role: str, made: Province, known: Knowledge) -> None:
    """What was read of whole areas is true, and of those that nobody checked there is nothing."""
    for (members, year), (low, high) in known.sums.items():
        assert low <= sum(made.truth[one, year][0] for one in members) <= high
    read = {members for members, _year in known.sums}
    assert frozenset(one.pk for one in made.municipalities[9:11]) not in read
    if role in ("region_lead", "analyst"):
        assert any("Wordt nog gecontroleerd" in text for text in known.text) == (role == "analyst")
        assert frozenset(one.pk for one in made.municipalities[:9]) in read
    if role in ("analyst", "policy_viewer"):
        ggd = {one.name for one in made.regions if one.kind == "ggd"}
        assert known.in_years == ggd | {"Nederland"}
    if role in EVERYWHERE:
        assert frozenset(one.pk for one in made.municipalities[2:5]) in read
        assert known.counts[245] == 50, "a year before the merger"
        assert known.counts[997] == 40, "an own figure"
        assert known.counts[104] == 44, "a neighbourhood"


@pytest.mark.parametrize("role", ROLES)
def test_no_role_recovers_a_hidden_number_from_all_it_can_read(client, made, role):
    run = published()
    assert (run.exact_count, run.narrow_count) == (0, 0)
    assert run.secondary_count > 0
    later_region(made)
    known = read_as(client, role, made)
    check_sums(role, made, known)
    keep(made, known)
    secret, all_spans = hidden(made), spans(made, known)
    # What is public, but not opened by this role, is no secret.
    found = {cell: width for cell, width in all_spans.items() if cell in secret}
    assert found.keys() == secret
    assert len(found) >= 7, "there is something to find"
    small = {cell for cell, (part, _whole) in made.parts.items() if part < 10}
    assert small <= all_spans.keys()
    assert not {cell: width for cell, width in all_spans.items() if width < 5}
    pairs = [made.truth[cell] for cell in found] + [made.parts[cell] for cell in small] + [OWN]
    for part, whole in pairs:
        assert whole not in known.counts
        for text in known.text:
            assert not re.search(rf"(?<!\d){part} van {whole}(?!\d)", text)


def test_the_attacker_reads_what_is_shown(client, made):
    """It must find the shown counts, or it would find nothing for a bad reason."""
    published()
    known = read_as(client, "analyst", made)
    secret = hidden(made)
    today = {one.pk for one in made.municipalities}
    for cell, (part, whole) in made.truth.items():
        if cell not in secret and cell[0] in today:
            assert known.counts[whole] == part


def test_without_the_second_step_the_attacker_finds_numbers(client, made, monkeypatch):
    step = "monitoring.disclosure.second_step._Choice.choose"
    monkeypatch.setattr(step, lambda _self: set())
    run = published()
    assert run.narrow_count > 0
    known = read_as(client, "analyst", made)
    assert min(spans(made, known).values()) == 0


def test_with_sums_that_nobody_checked_the_attacker_finds_numbers(client, made, monkeypatch):
    published()
    later_region(made)
    monkeypatch.setattr("monitoring.selectors.protection._state", lambda *_: "shown")
    known = read_as(client, "analyst", made)
    assert min(spans(made, known).values()) == 0
