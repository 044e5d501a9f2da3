"""Pages of regional agreements: what each reader sees and may send, the log and the files."""

import io
import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from python_calamine import CalamineWorkbook

from agreements.models import Agreement, Uptake
from agreements.selectors.topics import topic_facts
from agreements.selectors.uptake import uptake_of
from agreements.selectors.uptake_record import next_steps, uptake_facts
from coalitions.models import MunicipalitySuccession, RegionMunicipality
from coalitions.registry import Reading
from coalitions.selectors.history import feeds_for, page_of_entries
from coalitions.services.successions import coverage_follow_successions
from kansrijkestart.core import clock
from tests import factories as make
from tests.agreements.regional import local, place_of, proposed, region_of, say

pytestmark = pytest.mark.django_db


def fields(**values):
    return {
        "state": "adapted",
        "decided_on": clock.today().isoformat(),
        "note": "Met een eigen folder.",
        "version": 0,
        "idempotency_key": str(uuid.uuid4()),
    } | values


def url_of(coalition, agreement):
    return reverse(
        "agreements:uptake", args=[coalition.slug, agreement.pk, place_of(coalition).code]
    )


def test_a_coordinator_answers_and_the_lead_reads_it(client, sign_in):
    regional, [coalition, _other] = region_of("Best", "Oirschot")
    agreement = proposed(regional, title="Zelfde instrument")
    sign_in("coordinator", coalition)
    listed = client.get(reverse("agreements:regional", args=[coalition.slug])).content.decode()
    assert "Zelfde instrument" in listed
    assert "Nog niets gemeld" in listed
    answer = client.post(url_of(coalition, agreement), fields())
    page = client.get(answer.url).content.decode()
    assert "Aangepast overgenomen" in page
    assert client.get(agreement.get_absolute_url()).status_code == 404
    sign_in("region_lead", regional)
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "Met een eigen folder." in page
    assert "Nog niets gemeld" in page
    assert client.get(url_of(coalition, agreement)).status_code == 404


def test_a_reason_is_asked_for_and_nothing_typed_is_lost(client, sign_in):
    regional, [coalition] = region_of("Best")
    agreement = proposed(regional)
    sign_in("coordinator", coalition)
    answer = client.post(url_of(coalition, agreement), fields(state="not_taken_over", note=""))
    assert answer.status_code == 200
    assert "Schrijf op waarom" in answer.content.decode()
    answer = client.post(url_of(coalition, agreement), fields(state="", note="Dit houd ik."))
    assert "Dit houd ik." in answer.content.decode()
    assert not Uptake.objects.exists()


def test_two_answers_at_once_show_both(client, sign_in):
    regional, [coalition] = region_of("Best")
    agreement = proposed(regional)
    say(coalition, agreement, "in_discussion", "Van de ander")
    sign_in("coordinator", coalition)
    answer = client.post(url_of(coalition, agreement), fields(note="Van mij"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Van de ander" in page
    assert "Van mij" in page
    assert Uptake.objects.get().state == "in_discussion"


def test_the_lead_of_a_coalition_that_is_both_does_not_answer(client, sign_in):
    regional = make.CoalitionFactory.create(regional=True)
    regional.scope = "both"
    regional.save()
    both = local(regional, "Best", scope="local")
    place = place_of(both)
    both.coverage.all().delete()
    make.CoalitionMunicipalityFactory.create(coalition=regional, municipality=place)
    agreement = proposed(regional)
    sign_in("region_lead", regional)
    assert client.get(url_of(regional, agreement)).status_code == 403
    sign_in("coordinator", regional)
    assert client.get(url_of(regional, agreement)).status_code == 200


def test_who_only_reads_the_regional_record_reads_numbers(client, sign_in):
    regional, [coalition] = region_of("Gemeente met een naam")
    agreement = proposed(regional)
    say(coalition, agreement, "not_taken_over", "Een reden")
    sign_in("partner", regional)
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "Niet overgenomen" in page
    assert "Een reden" not in page
    assert "Gemeente met een naam" not in page
    for name in ("uptake_xlsx", "uptake_csv", "propose"):
        url = reverse(f"agreements:{name}", args=[agreement.pk])
        sign_in("partner", regional)
        assert client.get(url).status_code == 403
        sign_in("coordinator", regional)
        assert client.get(url).status_code == 200


def log_of(coalition, user):
    feeds = feeds_for(Reading(coalition, user))
    return [entry.noun for entry in page_of_entries(feeds, 1)[1]]


def test_the_log_tells_it_to_whom_it_is_told(sign_in):
    regional, [coalition, other] = region_of("Best", "Oirschot")
    say(coalition, proposed(regional))
    noun = "Overname van een regionale afspraak"
    assert noun in log_of(coalition, sign_in("coordinator", coalition))
    assert noun in log_of(regional, sign_in("region_lead", regional))
    assert noun not in log_of(regional, sign_in("partner", regional))
    assert noun not in log_of(other, sign_in("coordinator", other))


@pytest.mark.parametrize("where", ["elsewhere", "of another", "beside the region"])
def test_nobody_answers_for_a_foreign_municipality(client, sign_in, where):
    regional, [coalition, other] = region_of("Best", "Oirschot")
    agreement = proposed(regional)
    beside = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    code = {
        "elsewhere": make.MunicipalityFactory.create().code,
        "of another": place_of(other).code,
        "beside the region": beside.code,
    }[where]
    sign_in("coordinator", coalition)
    url = reverse("agreements:uptake", args=[coalition.slug, agreement.pk, code])
    assert client.get(url).status_code == 404
    assert client.post(url, fields()).status_code == 404
    assert not Uptake.objects.exists()


def test_after_a_merger_stands_beside_it_what_the_former_municipality_said(client, sign_in):
    regional, [coalition] = region_of("Nuenen")
    agreement, nuenen = proposed(regional), place_of(coalition)
    say(coalition, agreement, "adapted", "Met een eigen folder.")
    merged = clock.today()
    new = make.MunicipalityFactory.create(name="Groot Nuenen", valid_from=merged)
    make.RegionMunicipalityFactory.create(region=regional.region, municipality=new, since=merged)
    nuenen.valid_until = merged
    nuenen.save()
    RegionMunicipality.objects.filter(municipality=nuenen).update(until=merged)
    MunicipalitySuccession.objects.create(predecessor=nuenen, successor=new, effective_on=merged)
    coverage_follow_successions(coalition=coalition)
    sign_in("coordinator", coalition)
    url = reverse("agreements:regional_one", args=[coalition.slug, agreement.pk])
    page = client.get(url).content.decode()
    assert "Nuenen meldde toen: aangepast overgenomen." in page
    [row] = uptake_of(agreement).rows
    assert (row.municipality, row.state) == (new, "none")
    entries = client.get(reverse("coalitions:log", args=[coalition.slug])).content.decode()
    assert "Overname van een regionale afspraak" in entries
    sign_in("region_lead", regional)
    assert "Nuenen meldde toen" in client.get(agreement.get_absolute_url()).content.decode()


def test_a_new_regional_agreement_is_a_next_step_until_everybody_answered(sign_in):
    regional, [coalition] = region_of("Best")
    second = make.RegionMunicipalityFactory.create(region=regional.region).municipality
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=second)
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    user = sign_in("coordinator", coalition)
    assert next_steps(Reading(coalition, user)) == []
    agreement = proposed(regional, title="Zelfde instrument")
    [step] = next_steps(Reading(coalition, user))
    assert step.title == "Nieuwe regionale afspraak"
    assert "Zelfde instrument" in step.reason
    for municipality in (place_of(coalition), second):
        say(coalition, agreement, municipality=municipality)
    assert next_steps(Reading(coalition, user)) == []
    assert next_steps(Reading(regional, sign_in("region_lead", regional))) == []
    assert next_steps(Reading(coalition, sign_in("partner", coalition))) == []


def test_files_say_what_the_page_says(client, sign_in):
    regional, [coalition, _other] = region_of("Best", "Oirschot")
    agreement = proposed(regional, title="Zelfde instrument")
    say(coalition, agreement, "adapted", "=Met een eigen folder")
    sign_in("region_lead", regional)
    one = client.get(reverse("agreements:uptake_xlsx", args=[agreement.pk])).content
    region = reverse("dashboard:region_uptake_xlsx", args=[regional.region.slug])
    for content in (one, client.get(region).content):
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Overname")
        found = [row[2:4] for row in rows.to_python()[1:]]
        assert found == [["Best", "Aangepast overgenomen"], ["Oirschot", "Nog niets gemeld"]]
    sign_in("partner", coalition)
    own = client.get(reverse("agreements:regional_csv", args=[coalition.slug])).content.decode()
    assert "Best" in own
    assert "Oirschot" not in own
    sign_in("region_lead", regional)
    text = client.get(reverse("agreements:uptake_csv", args=[agreement.pk])).content.decode()
    assert "'=Met een eigen folder" in text
    own = make.AgreementFactory.create(coalition=regional)
    assert client.get(reverse("agreements:uptake_csv", args=[own.pk])).status_code == 404


def test_proposing_on_the_page(client, sign_in):
    regional, [coalition] = region_of("Best")
    owner = make.PartnershipFactory.create(coalition=regional).organisation
    draft = make.AgreementFactory.create(coalition=regional)
    url = reverse("agreements:propose", args=[draft.pk])
    sign_in("region_lead", regional)
    assert url in client.get(draft.get_absolute_url()).content.decode()
    assert client.post(url, {"version": 1}).status_code == 200
    stranger = make.OrganisationFactory.create()
    client.post(url, {"version": 1, "owner_organisation": stranger.pk})
    assert not Agreement.objects.offered_to(coalition).exists()
    client.post(url, {"version": 1, "owner_organisation": owner.pk})
    assert Agreement.objects.offered_to(coalition).get() == draft


def test_facts_of_the_regional_checklist(sign_in):
    regional, [coalition, _other] = region_of("Best", "Oirschot")
    agreement = proposed(regional, title="Zelfde instrument")
    agreement.themes.create(theme=make.ThemeFactory.create(key="vroegsignalering"))
    say(coalition, agreement)
    reading = Reading(regional, sign_in("region_lead", regional))
    assert [fact.text for fact in uptake_facts(reading)] == [
        "In 1 van 2 gemeenten is een regionale afspraak overgenomen."
    ]
    found = topic_facts(reading)
    assert found[0].text == "Over 1 van de 6 onderwerpen geldt een regionale afspraak."
    assert found[1].url == agreement.get_absolute_url()
    assert [fact.is_known for fact in found[1:]] == [True] + [False] * 5
    assert topic_facts(Reading(coalition)) == uptake_facts(Reading(coalition)) == []


def test_a_name_of_a_person_is_not_told_to_municipalities(client, sign_in):
    regional, [coalition] = region_of("Best")
    keeper = make.UserFactory.create(name="Naam van de eigenaar")
    agreement = proposed(regional, owner_user=keeper)
    sign_in("coordinator", coalition)
    url = reverse("agreements:regional_one", args=[coalition.slug, agreement.pk])
    page = client.get(url).content.decode()
    assert agreement.owner_organisation.name in page
    assert "Naam van de eigenaar" not in page


def test_a_missing_owner_is_told_where_it_is_asked():
    regional, _locals = region_of("Best")
    with pytest.raises(ValidationError, match="één organisatie"):
        make.AgreementFactory.build(
            coalition=regional, scope="regional", state="in_force", starts_on=date(2024, 1, 1)
        ).full_clean()
