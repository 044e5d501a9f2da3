"""Records beside a statement: the links, who sees them, and what is refused."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import AgreementEvidence
from coalitions.models import DocumentEvidence, Organisation, PartnerEvidence
from coalitions.registry import Reading
from coalitions.selectors.evidence import Linked, evidence_of
from coalitions.services.checklist import round_agree
from coalitions.services.evidence import evidence_change
from interventions.models import ChoiceEvidence
from kansrijkestart.core import clock
from monitoring.models import FigureEvidence
from tests import factories as make
from tests.checklist.make import fields, partner, principle, round_of, statement

pytestmark = pytest.mark.django_db

POLICY = ("Gezondheidsnota", "https://gemeente.example/nota")


def change(assessment, user=None, key="L2.1", **changes):
    evidence_change(
        assessment_id=assessment.pk,
        statement_id=statement(assessment, key).pk,
        user=user or make.UserFactory.create(),
        **changes,
    )


def keeper(assessment):
    return make.MembershipFactory.create(coalition=assessment.coalition, role="coordinator").user


def address(assessment, number=1):
    return reverse("coalitions:evidence", args=[assessment.coalition.slug, 2, number])


def seen(assessment, user) -> list[Linked]:
    found = evidence_of(assessment, Reading(assessment.coalition, user))
    return found.get(statement(assessment).pk, [])


@pytest.fixture
def assessment():
    return round_of()


@pytest.fixture
def records(assessment):
    """One record of each kind, all of the coalition of the round."""
    coalition = assessment.coalition
    covered = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    definition = make.DefinitionFactory.create()
    make.ObservationFactory.create(
        definition=definition,
        municipality=covered,
        release=make.ReleaseFactory.create(published=True),
    )
    return {
        "partner": [partner(coalition, "jgz", "JGZ Noord").pk],
        "agreement": [make.AgreementFactory.create(coalition=coalition, title="Overdracht").pk],
        "intervention": [make.ChoiceFactory.create(coalition=coalition, state="running").pk],
        "figure": [definition.indicator.pk],
    }


def test_every_kind_of_record_can_be_linked_and_taken_away(assessment, records):
    user = keeper(assessment)
    change(assessment, user, add=records, document=POLICY)
    change(assessment, user, add=records, document=POLICY)  # twice changes nothing
    words = [one.words for one in seen(assessment, user)]
    assert len(words) == 5
    assert {"JGZ Noord", "Overdracht (in concept)", "Gezondheidsnota"} & set(words) >= {
        "JGZ Noord",
        "Gezondheidsnota",
    }
    document = DocumentEvidence.objects.get()
    change(assessment, user, remove=records | {"document": [document.pk]})
    assert seen(assessment, user) == []


def test_a_record_of_another_coalition_is_refused_and_nothing_is_kept(assessment, records):
    foreign = make.AgreementFactory.create()
    with pytest.raises(ValidationError):
        change(
            assessment,
            keeper(assessment),
            add={"partner": records["partner"], "agreement": [foreign.pk]},
        )
    assert not PartnerEvidence.objects.exists()


def test_a_statement_of_another_checklist_is_refused(assessment):
    with pytest.raises(ValidationError):
        evidence_change(
            assessment_id=assessment.pk,
            statement_id=make.StatementFactory.create().pk,
            user=make.UserFactory.create(),
            document=POLICY,
        )


def test_a_settled_round_takes_no_evidence(assessment):
    round_agree(assessment_id=assessment.pk, agreed_on=clock.today(), remark="Wij allen.")
    with pytest.raises(ValidationError):
        change(assessment, document=POLICY)


def test_the_same_address_with_another_title_is_told(assessment):
    change(assessment, document=POLICY)
    with pytest.raises(ValidationError) as refused:
        change(assessment, document=("Andere titel", POLICY[1]))
    assert list(refused.value.message_dict) == ["url"]


def test_a_record_that_is_over_stays_where_it_was_linked(assessment):
    user = keeper(assessment)
    link = make.ChoiceFactory.create(coalition=assessment.coalition, state="running")
    change(assessment, user, add={"intervention": [link.pk]})
    link.state, link.stop_reason, link.until = "stopped", "Geld op.", clock.today()
    link.save()
    assert [one.words for one in seen(assessment, user)] == [link.intervention.name]
    with pytest.raises(ValidationError):  # but it is not offered any more
        change(assessment, user, key="L2.2", add={"intervention": [link.pk]})


def test_a_reader_who_may_not_see_a_record_is_told_only_that_it_is_there(assessment, records):
    change(assessment, keeper(assessment), add={"agreement": records["agreement"]})
    stranger = make.UserFactory.create()
    assert [(one.words, one.url) for one in seen(assessment, stranger)] == [
        ("niet met jou gedeeld", "")
    ]


@pytest.mark.parametrize(
    ("model", "record"),
    [
        (PartnerEvidence, lambda: make.PartnershipFactory.create()),
        (AgreementEvidence, lambda: make.AgreementFactory.create()),
        (ChoiceEvidence, lambda: make.ChoiceFactory.create()),
    ],
)
def test_the_database_refuses_a_record_of_another_coalition(assessment, model, record):
    made = record()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(assessment=assessment, statement=statement(assessment), record=made)
    own = round_of(made.coalition, checklist=assessment.checklist)
    assert model.objects.create(assessment=own, statement=statement(own), record=made).pk


@pytest.mark.parametrize("model", [FigureEvidence, DocumentEvidence])
def test_the_database_refuses_a_statement_of_another_checklist(assessment, model):
    elsewhere = make.StatementFactory.create()
    more: dict[str, Any] = {"record": make.IndicatorFactory.create()}
    if model is DocumentEvidence:
        more = {"title": POLICY[0], "url": POLICY[1]}
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(assessment=assessment, statement=elsewhere, **more)
    row = {"assessment": assessment, "statement": statement(assessment), **more}
    assert model.objects.create(**row).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**row)


def test_the_page_links_unlinks_and_tells_the_round(client, sign_in, assessment, records):
    sign_in("coordinator", assessment.coalition)
    page = client.get(address(assessment))
    assert page.status_code == 200
    assert "JGZ Noord" in page.content.decode()
    data = {
        "seen": "",
        "title": POLICY[0],
        "url": POLICY[1],
        "partner": [f"partner-{records['partner'][0]}"],
    }
    answer = client.post(address(assessment), data)
    assert answer.status_code == 302
    assert f"#div_id_s{statement(assessment).pk}-now" in answer.url
    shown = client.get(reverse("coalitions:principle", args=[assessment.coalition.slug, 2]))
    assert "JGZ Noord" in shown.content.decode()
    assert POLICY[1] in shown.content.decode()
    data = {
        "seen": f"partner-{records['partner'][0]}",
        "document": [f"document-{DocumentEvidence.objects.get().pk}"],
    }
    assert client.post(address(assessment), data).status_code == 302
    assert not PartnerEvidence.objects.exists()
    assert DocumentEvidence.objects.exists()
    history = reverse("coalitions:checklist_history", args=[assessment.coalition.slug, 1])
    entries = client.get(history).context["entries"]
    assert {("removed", "Partner"), ("added", "Document")} <= {
        (entry.kind, entry.noun) for entry in entries
    }


def test_what_a_colleague_linked_meanwhile_stays(client, sign_in, assessment, records):
    user = sign_in("coordinator", assessment.coalition)
    change(assessment, user, add={"agreement": records["agreement"]})
    partner_key = f"partner-{records['partner'][0]}"
    client.post(address(assessment), {"seen": "", "partner": [partner_key]})
    assert {one.key for one in seen(assessment, user)} == {
        partner_key,
        f"agreement-{records['agreement'][0]}",
    }


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": "Nota"}, "url"),
        ({"url": "https://gemeente.example"}, "title"),
        ({"title": "Nota", "url": "javascript:alert(1)"}, "url"),
        ({"title": "Nota", "url": "ftp://gemeente.example/nota"}, "url"),
        ({"partner": ["partner-999999"]}, "partner"),
        ({"partner": ["x", "partner-\u0662"]}, "partner"),
    ],
)
def test_bad_input_is_told_at_the_field(client, sign_in, assessment, records, sent, field):
    sign_in("coordinator", assessment.coalition)
    answer = client.post(address(assessment), {"seen": "", **sent})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not DocumentEvidence.objects.exists()


@pytest.mark.parametrize("seen_before", ["partner-x", "nonsense", "partner-99999999999999", "-1"])
def test_a_broken_memory_of_the_page_changes_nothing(client, sign_in, assessment, seen_before):
    sign_in("coordinator", assessment.coalition)
    assert client.post(address(assessment), {"seen": seen_before}).status_code == 302


def test_an_unknown_statement_is_not_found(client, sign_in, assessment):
    sign_in("coordinator", assessment.coalition)
    assert client.get(address(assessment, 99)).status_code == 404


def test_a_settled_round_leads_back_to_its_principle(client, sign_in, assessment):
    sign_in("coordinator", assessment.coalition)
    round_agree(assessment_id=assessment.pk, agreed_on=clock.today(), remark="Wij allen.")
    answer = client.get(address(assessment))
    assert answer.status_code == 302
    answer = client.post(address(assessment), {"seen": "", "title": POLICY[0], "url": POLICY[1]})
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


def test_the_button_saves_the_page_first_and_then_opens_the_links(client, sign_in, assessment):
    sign_in("coordinator", assessment.coalition)
    page = reverse("coalitions:principle", args=[assessment.coalition.slug, 2])
    data = fields(assessment, L2_1__now="mostly", note="Samen besproken.") | {"link": "2"}
    answer = client.post(page, data)
    assert answer.url == address(assessment, 2)
    assert assessment.answers.get().now == "mostly"
    assert client.post(page, data | {"link": "99"}).url != address(assessment, 99)


def test_the_pdf_of_a_round_names_what_is_linked(assessment, records):
    from coalitions.exporters.rounds import _more
    from coalitions.selectors.checklist import parts_of

    user = keeper(assessment)
    change(assessment, user, add={"partner": records["partner"]}, document=POLICY)
    part = parts_of(assessment, user, [principle(assessment)])[0]
    lines = _more(part.rows[0], None)
    assert any("JGZ Noord" in line for line in lines)
    assert any(POLICY[1] in line for line in lines)


def test_a_page_asks_the_same_for_many_links_as_for_one(
    client, sign_in, assessment, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    user = sign_in("coordinator", assessment.coalition)
    page = reverse("coalitions:principle", args=[assessment.coalition.slug, 2])
    change(assessment, user, add={"partner": [partner(assessment.coalition, "jgz").pk]})
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(page)
    more = [partner(assessment.coalition, "jgz").pk for _ in range(15)]
    change(assessment, user, add={"partner": more})
    assert Organisation.objects.count() > 15
    with django_assert_num_queries(len(one)):
        client.get(page)
