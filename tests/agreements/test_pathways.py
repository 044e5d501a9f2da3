"""Care pathways: what is refused, the three questions, upkeep, and the pages."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import CarePathway, PathwayLine
from agreements.selectors.contacts import contact_parts
from agreements.selectors.pathways import asked_of
from agreements.selectors.pathways_record import look_up_together
from agreements.services.pathways import (
    pathway_add,
    pathway_change,
    pathway_check,
    pathway_line_add,
    pathway_line_change,
    pathway_line_place,
    pathway_line_remove,
    pathway_remove,
)
from coalitions.models import Membership
from coalitions.registry import Reading, facts_for, next_steps_for
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.at_once import while_uncommitted
from tests.events import events_of

pytestmark = pytest.mark.django_db
TITLE = "Kijk de zorgpaden na"


@pytest.fixture
def coalition(sign_in):
    coverage = make.CoalitionMunicipalityFactory.create()
    sign_in("coordinator", coverage.coalition)
    return coverage.coalition


@pytest.fixture
def partner(coalition):
    return make.PartnershipFactory.create(coalition=coalition).organisation


@pytest.fixture
def pathway(coalition):
    return pathway_add(
        coalition=coalition,
        municipality=place_of(coalition),
        theme=make.RiskThemeFactory.create(name="Geldzorgen"),
        checked_on=clock.today(),
    )


def place_of(coalition):
    return coalition.coverage.first().municipality


def line(pathway, text="Spreekuur", question="support", **values):
    return pathway_line_add(pathway=pathway, question=question, text=text, **values)


def texts(pathway, question="support"):
    rows = {asked.question: asked.answers for asked in asked_of(pathway)}
    return [answer.title for answer in rows[question]]


# What the database refuses.


def test_one_pathway_per_municipality_and_theme(pathway):
    same = {name: getattr(pathway, name) for name in ("coalition", "municipality", "theme")}
    with pytest.raises(IntegrityError), transaction.atomic():
        CarePathway.objects.create(**same)
    assert CarePathway.objects.create(**same | {"theme": make.RiskThemeFactory.create()})


def test_the_database_refuses_what_belongs_to_another_coalition(pathway):
    elsewhere = make.CoalitionMunicipalityFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        CarePathway.objects.create(
            coalition=pathway.coalition,
            municipality=elsewhere.municipality,
            theme=make.RiskThemeFactory.create(),
        )
    stranger = make.AgreementFactory.create(coalition=elsewhere.coalition)
    with pytest.raises(IntegrityError), transaction.atomic():
        PathwayLine.objects.create(pathway=pathway, question="agreements", agreement=stranger)
    own = make.AgreementFactory.create(coalition=pathway.coalition)
    assert PathwayLine.objects.create(pathway=pathway, question="agreements", agreement=own)


def test_an_answer_says_something(pathway):
    with pytest.raises(IntegrityError), transaction.atomic():
        PathwayLine.objects.create(pathway=pathway, question="support", contact="040 123 45 67")
    with pytest.raises(IntegrityError), transaction.atomic():
        PathwayLine.objects.create(pathway=pathway, question="anders", text="Spreekuur")
    assert PathwayLine.objects.create(pathway=pathway, question="support", text="Spreekuur")


# What the services do and refuse.


def test_a_pathway_is_made_with_its_first_answers(coalition, partner):
    agreement = make.AgreementFactory.create(coalition=coalition)
    lines: list[dict[str, Any]] = [
        {"question": "agreements", "agreement": agreement},
        {"question": "support", "text": "Gesprek over geld"},
        {"question": "contact", "organisation": partner, "contact": "geld@example.org"},
    ]
    theme = make.RiskThemeFactory.create()
    found = pathway_add(
        coalition=coalition,
        municipality=place_of(coalition),
        theme=theme,
        owner=partner,
        lines=lines,
    )
    assert [len(asked.answers) for asked in asked_of(found)] == [1, 1, 1]
    assert texts(found, "agreements") == [agreement.title]
    assert found.upkeep == "never"
    with pytest.raises(ValidationError):
        pathway_add(coalition=coalition, municipality=place_of(coalition), theme=theme)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("municipality", lambda: {"municipality": make.MunicipalityFactory.create()}),
        ("owner", lambda: {"owner": make.OrganisationFactory.create()}),
        ("checked_on", lambda: {"checked_on": clock.today() + timedelta(days=1)}),
    ],
)
def test_a_pathway_that_is_refused(coalition, field, values):
    asked = {"municipality": place_of(coalition), "theme": make.RiskThemeFactory.create()}
    with pytest.raises(ValidationError) as refused:
        pathway_add(coalition=coalition, **asked | values())
    assert set(refused.value.message_dict) == {field}
    assert not CarePathway.objects.exists()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("text", lambda: {"text": "Zie dossier 123 456 782"}),
        ("contact", lambda: {"text": "Bel", "contact": "123456782"}),
        ("organisation", lambda: {"organisation": make.OrganisationFactory.create()}),
        ("agreement", lambda: {"agreement": make.AgreementFactory.create()}),
    ],
)
def test_an_answer_that_is_refused(pathway, field, values):
    with pytest.raises(ValidationError) as refused:
        pathway_line_add(pathway=pathway, question="support", **values())
    assert set(refused.value.message_dict) == {field}
    kept = line(pathway)
    with pytest.raises(ValidationError) as refused:
        pathway_line_change(line=kept, expected_version=1, **values())
    assert set(refused.value.message_dict) == {field}


def test_an_agreement_that_ended_is_not_chosen_but_stays_where_it_stood(pathway):
    agreement = make.AgreementFactory.create(coalition=pathway.coalition, in_force=True)
    kept = line(pathway, "", "agreements", agreement=agreement)
    ended = {"state": "ended", "ended_on": agreement.starts_on}
    type(agreement).objects.filter(pk=agreement.pk).update(**ended)
    agreement.refresh_from_db()
    with pytest.raises(ValidationError):
        line(pathway, "", "agreements", agreement=agreement)
    pathway_line_change(line=kept, expected_version=1, text="Nog niet vervangen")
    assert texts(pathway, "agreements") == [agreement.title]


def test_other_refusals(pathway):
    kept = line(pathway)
    with pytest.raises(DomainError):
        pathway_line_add(pathway=pathway, question="anders", text="x")
    with pytest.raises(ValidationError):
        pathway_line_add(pathway=pathway, question="contact", contact="040 123 45 67")
    with pytest.raises(TypeError):
        pathway_line_change(line=kept, expected_version=1, position=3)
    with pytest.raises(TypeError):
        pathway_change(pathway=pathway, expected_version=None, theme=pathway.theme)
    for stale in (
        lambda: pathway_line_change(line=kept, expected_version=9, text="x"),
        lambda: pathway_line_remove(line=kept, expected_version=9),
        lambda: pathway_change(pathway=pathway, expected_version=9, owner=None),
        lambda: pathway_check(pathway=pathway, expected_version=9),
        lambda: pathway_remove(pathway=pathway, expected_version=9),
    ):
        with pytest.raises(EditConflict):
            stale()


def test_who_looks_at_it_again_sees_what_was_added_since(pathway):
    seen = pathway.version
    line(pathway)
    with pytest.raises(EditConflict):
        pathway_check(pathway=pathway, expected_version=seen)


def test_answers_are_put_in_order_and_the_same_again_changes_nothing(pathway):
    rows = [line(pathway, text) for text in ("een", "twee", "drie")]
    line(pathway, "los", "contact")
    pathway_line_place(line=rows[2], place=1)
    assert texts(pathway) == ["drie", "een", "twee"]
    before = events_of(rows[0]).count(), CarePathway.objects.get().version
    pathway_line_place(line=rows[2], place=1)
    assert (events_of(rows[0]).count(), CarePathway.objects.get().version) == before
    pathway_line_place(line=rows[2], place=99)
    assert texts(pathway) == ["een", "twee", "drie"]
    rows[0].refresh_from_db()
    pathway_line_remove(line=rows[0], expected_version=rows[0].version)
    line(pathway, "vier")
    assert texts(pathway) == ["twee", "drie", "vier"]


def test_a_pathway_goes_with_its_answers_and_the_log_keeps_them(client, pathway):
    kept = line(pathway, "Spreekuur voor zwangeren")
    pathway.refresh_from_db()
    pathway_remove(pathway=pathway, expected_version=pathway.version)
    assert not PathwayLine.objects.exists()
    assert events_of(kept).order_by("pgh_id").last().pgh_label == "delete"
    page = client.get(reverse("coalitions:log", args=[pathway.coalition.slug])).content.decode()
    assert "Zorgpad" in page
    assert "Geldzorgen" in page


def test_the_log_names_an_answer_without_words_by_what_it_holds(client, pathway, partner):
    agreement = make.AgreementFactory.create(coalition=pathway.coalition, title="Warme overdracht")
    line(pathway, "", "agreements", agreement=agreement)
    line(pathway, "", "contact", organisation=partner)
    line(pathway, "Spreekuur", organisation=partner)
    log = client.get(reverse("coalitions:log", args=[pathway.coalition.slug]))
    rows = [row for row in log.context["entries"] if row.noun == "Antwoord in een zorgpad"]
    names = [name for row in rows for name in (row.name, *row.others)]
    assert names == ["Spreekuur", partner.name, "Warme overdracht"]


def test_after_a_year_it_is_due(pathway):
    assert pathway.upkeep == "fresh"
    with clock.travel(clock.now() + timedelta(days=365)):
        assert pathway.upkeep == "fresh"
    with clock.travel(clock.now() + timedelta(days=366)):
        assert pathway.upkeep == "old"
        assert pathway_check(pathway=pathway, expected_version=1).upkeep == "fresh"


# What the record says.


def keeper_reads(coalition):
    user = Membership.objects.get(coalition=coalition, role="coordinator").user
    return Reading(coalition, user)


def test_the_record_counts_and_the_next_step_asks_after_a_year(pathway):
    coalition = pathway.coalition
    said = [str(fact.text) for fact in facts_for(Reading(coalition), "afspraken")]
    assert "Eén zorgpad is vastgelegd." in said
    assert TITLE not in [step.title for step in next_steps_for(keeper_reads(coalition))]
    with clock.travel(clock.now() + timedelta(days=400)):
        said = [str(fact.text) for fact in facts_for(Reading(coalition), "afspraken")]
        late = "Eén zorgpad is vastgelegd. Eén is het afgelopen jaar niet nagekeken."
        assert late in said
        steps = {step.title: step for step in next_steps_for(keeper_reads(coalition))}
        assert steps[TITLE].url == reverse("agreements:pathway", args=[coalition.slug, pathway.pk])
        assert "Geldzorgen" in str(steps[TITLE].reason)
        assert TITLE not in [step.title for step in next_steps_for(Reading(coalition))]


def test_one_that_nobody_checked_comes_before_the_oldest(pathway):
    other = CarePathway.objects.create(
        coalition=pathway.coalition,
        municipality=pathway.municipality,
        theme=make.RiskThemeFactory.create(name="Overgewicht"),
    )
    third = make.RiskThemeFactory.create()
    CarePathway.objects.create(
        coalition=pathway.coalition, municipality=pathway.municipality, theme=third
    )
    with clock.travel(clock.now() + timedelta(days=400)):
        alone, among = keeper_reads(pathway.coalition), keeper_reads(pathway.coalition)
        look_up_together([among])
        assert next_steps_for(alone) == next_steps_for(among)
        steps = {step.title: step for step in next_steps_for(alone)}
        assert steps[TITLE].url.endswith(f"/{other.pk}/")
        assert "is nog niet nagekeken" in str(steps[TITLE].reason)


# Numbers and addresses that a phone can use.


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", []),
        ("Loop binnen", []),
        ("040 123 45 67", ["tel:0401234567"]),
        ("+31 (0)40 123 45 67", ["tel:+31401234567"]),
        ("team@example.org.", ["mailto:team@example.org"]),
        (
            "Bel 06-12345678 (tot 12 uur) of mail geld@example.org",
            ["tel:0612345678", "mailto:geld@example.org"],
        ),
        ("0612345678@example.org", ["mailto:0612345678@example.org"]),
        ("javascript:alert(1)", []),
    ],
)
def test_numbers_and_addresses_become_links_and_no_word_is_lost(text, links):
    parts = contact_parts(text)
    assert [part.href for part in parts if part.href] == links
    assert "".join(part.text for part in parts) == text


# The pages.


def get(client, name, *args, **query):
    return client.get(reverse(f"agreements:{name}", args=args), query)


def send(client, page, *args, **fields):
    data = {"idempotency_key": str(uuid.uuid4())} | fields
    return client.post(reverse(f"agreements:{page}", args=args), data)


def test_the_list_says_which_themes_are_not_recorded_yet(client, pathway):
    make.RiskThemeFactory.create(name="Overgewicht")
    page = get(client, "pathways", pathway.coalition.slug).content.decode()
    assert "Geldzorgen" in page
    assert "Overgewicht" in page
    assert "Nog niet vastgelegd" in page
    assert "?gemeente=" in page
    assert "thema=" in page


def test_a_coordinator_makes_a_pathway_with_three_answers(client, coalition, partner):
    theme = make.RiskThemeFactory.create(key="geldzorgen")
    agreement = make.AgreementFactory.create(coalition=coalition)
    form = get(client, "pathway_add", coalition.slug, thema="geldzorgen").context["form"]
    assert form.initial["theme"] == theme
    assert "municipality" not in form.fields
    answer = send(
        client,
        "pathway_add",
        coalition.slug,
        theme=theme.pk,
        agreements=[agreement.pk],
        support="Gesprek over geld",
        organisation=partner.pk,
        contact="040 123 45 67 of geld@example.org",
    )
    found = CarePathway.objects.get()
    assert answer.url == reverse("agreements:pathway", args=[coalition.slug, found.pk])
    page = client.get(answer.url).content.decode()
    assert agreement.title in page
    assert 'href="tel:0401234567"' in page
    assert 'href="mailto:geld@example.org"' in page
    assert "Nog steeds juist" in page


def test_a_number_of_a_person_is_refused_and_nothing_typed_is_lost(client, coalition, partner):
    theme = make.RiskThemeFactory.create()
    page = send(
        client,
        "pathway_add",
        coalition.slug,
        theme=theme.pk,
        support="Mevrouw 123.456.782 belt",
        organisation=partner.pk,
        contact="040 123 45 67",
    )
    shown = page.content.decode()
    assert page.status_code == 200
    assert "burgerservicenummer" in shown
    assert "Mevrouw 123.456.782 belt" in shown
    assert "040 123 45 67" in shown
    assert not CarePathway.objects.exists()


def test_what_runs_here_is_suggested_as_support(client, pathway):
    slug, suggested = pathway.coalition.slug, "wordt voorgesteld terwijl je typt"
    pages = [("pathway_add", slug), ("pathway_line_add", slug, pathway.pk, "hulp")]
    pages.append(("pathway_line_update", slug, pathway.pk, line(pathway).pk))
    others = [("pathway_line_add", slug, pathway.pk, "bereiken")]
    assert not any(suggested in get(client, *page).content.decode() for page in pages)
    values = {"coalition": pathway.coalition, "state": "running"}
    make.ChoiceFactory.create(intervention__name="Stevig Ouderschap", **values)
    make.ChoiceFactory.create(intervention__name="Later", **values | {"state": "planned"})
    make.ChoiceFactory.create(intervention__name="Elders", state="running")
    for page in pages:
        shown = get(client, *page).content.decode()
        assert suggested in shown
        assert 'list="support-here"' in shown
        assert shown.count('<option value="Stevig Ouderschap">') == 1
        assert "Later" not in shown
        assert "Elders" not in shown
    assert suggested not in get(client, *others[0]).content.decode()


def test_other_mistakes_stand_at_their_field(client, pathway):
    slug = pathway.coalition.slug
    page = send(client, "pathway_add", slug, theme=pathway.theme.pk, contact="040 123 45 67")
    assert "organisation" in page.context["form"].errors
    page = send(client, "pathway_add", slug, theme=pathway.theme.pk)
    assert "Hiervoor is al een zorgpad." in page.content.decode()
    page = send(client, "pathway_line_add", slug, pathway.pk, "bereiken")
    assert "organisation" in page.context["form"].errors
    assert get(client, "pathway_line_add", slug, pathway.pk, "anders").status_code == 404


def test_the_forms_of_one_pathway(client, pathway, partner):
    slug, key = pathway.coalition.slug, pathway.pk
    home = reverse("agreements:pathway", args=[slug, key])
    added = send(client, "pathway_line_add", slug, key, "afspraken", text="Regionaal kader")
    assert added.url == home
    row = PathwayLine.objects.get()
    assert row.question == "agreements"
    changed = send(
        client, "pathway_line_update", slug, key, row.pk, version=1, text="Kader van de regio"
    )
    assert changed.url == home
    assert texts(pathway, "agreements") == ["Kader van de regio"]
    second = line(pathway, "Tweede", "agreements")
    moved = send(client, "pathway_line_place", slug, key, second.pk, place="1")
    assert moved.url == f"{home}#regel-{second.pk}"
    assert texts(pathway, "agreements") == ["Tweede", "Kader van de regio"]
    send(client, "pathway_line_place", slug, key, second.pk, place="x")
    version = PathwayLine.objects.get(pk=second.pk).version
    assert get(client, "pathway_line_remove", slug, key, second.pk).status_code == 200
    send(client, "pathway_line_remove", slug, key, second.pk, version=version)
    assert texts(pathway, "agreements") == ["Kader van de regio"]
    version = CarePathway.objects.get().version
    send(client, "pathway_update", slug, key, version=version, owner=partner.pk, checked_on="")
    stored = CarePathway.objects.get()
    assert (stored.owner, stored.checked_on) == (partner, None)
    send(client, "pathway_check", slug, key, version=stored.version)
    assert CarePathway.objects.get().checked_on == clock.today()
    version = CarePathway.objects.get().version
    gone = send(client, "pathway_remove", slug, key, version=version)
    assert gone.url == reverse("agreements:pathways", args=[slug])
    assert not CarePathway.objects.exists()


def test_a_reader_sees_no_way_to_change(client, sign_in, pathway):
    line(pathway, "Spreekuur", contact="040 123 45 67")
    sign_in("partner", pathway.coalition)
    page = get(client, "pathway", pathway.coalition.slug, pathway.pk).content.decode()
    assert "tel:0401234567" in page
    assert "Nog steeds juist" not in page
    assert "Antwoord toevoegen" not in page
    page = get(client, "pathways", pathway.coalition.slug).content.decode()
    assert "Maak een zorgpad" not in page


def test_several_municipalities_stand_in_a_table_and_one_is_opened(client, pathway):
    other = make.CoalitionMunicipalityFactory.create(coalition=pathway.coalition).municipality
    slug = pathway.coalition.slug
    page = get(client, "pathways", slug).content.decode()
    assert "1 van 1" in page
    assert other.name in page
    page = get(client, "pathways", slug, gemeente=other.code).content.decode()
    assert f"Zorgpaden in {other.name}" in page
    elsewhere = make.MunicipalityFactory.create()
    assert get(client, "pathways", slug, gemeente=elsewhere.code).status_code == 404


def queries(client, name, *args, **query):
    with CaptureQueriesContext(connection) as found:
        assert get(client, name, *args, **query).status_code == 200
    return len(found)


def test_a_municipality_with_many_themes_asks_as_much(client, pathway, partner):
    slug, code = pathway.coalition.slug, pathway.municipality.code
    line(pathway)
    asked = [("pathways", {"gemeente": code}), ("pathways_xlsx", {"gemeente": code})]
    few = [queries(client, name, slug, **query) for name, query in asked * 2][2:]
    for _number in range(12):
        more = pathway_add(
            coalition=pathway.coalition,
            municipality=pathway.municipality,
            theme=make.RiskThemeFactory.create(),
            owner=partner,
        )
        for question in ("support", "contact"):
            line(more, question=question, organisation=partner)
    assert [queries(client, name, slug, **query) for name, query in asked] == few


def test_nobody_finds_the_pathway_of_another_coalition(client, pathway):
    elsewhere = make.CarePathwayFactory.create()
    assert get(client, "pathway", pathway.coalition.slug, elsewhere.pk).status_code == 404
    assert get(client, "pathway", elsewhere.coalition.slug, elsewhere.pk).status_code == 404


# Two at the same moment: whoever comes second is told what the first did.


@pytest.fixture
def kept_line(sign_in):
    pathway = make.CarePathwayFactory.create()
    sign_in("coordinator", pathway.coalition)
    return line(pathway)


AT_ONCE = [
    ("pathway_remove", {}),
    ("pathway_line_remove", {}),
    ("pathway_line_place", {"place": "1"}),
    ("pathway_line_update", {"text": "Spreekuur op maandag"}),
    ("pathway_line_add", {"text": "Spreekuur op maandag"}),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "fields"), AT_ONCE)
@pytest.mark.parametrize("whole", [True, False])
def test_what_somebody_took_away_at_that_moment_is_told(client, kept_line, name, fields, whole):
    pathway = CarePathway.objects.get()
    keys = [pathway.coalition.slug, pathway.pk]
    keys += ["hulp"] if name == "pathway_line_add" else [kept_line.pk]
    address = reverse(f"agreements:{name}", args=keys[:2] if name == "pathway_remove" else keys)
    version = pathway.version if name == "pathway_remove" else kept_line.version
    data = {"idempotency_key": str(uuid.uuid4()), "version": version} | fields

    def take_away():
        if whole or name in ("pathway_remove", "pathway_line_add"):
            pathway_remove(pathway=pathway, expected_version=None)
        else:
            pathway_line_remove(line=kept_line, expected_version=None)

    answer = while_uncommitted(take_away, lambda: client.post(address, data))
    if answer.status_code == 302:
        told = [str(one) for one in get_messages(answer.wsgi_request)]
    else:
        told = answer.context["form"].non_field_errors()
        assert all(str(value) in answer.content.decode() for value in fields.values())
    assert "net weggehaald" in " ".join(told)
