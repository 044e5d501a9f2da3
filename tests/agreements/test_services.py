"""Each service: the happy path and each refusal."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from agreements.models import Agreement, ConfirmationRequest
from agreements.selectors import current_text
from agreements.selectors.changes import history_of
from agreements.selectors.confirmations import answer_rows
from agreements.services import (
    agreement_create,
    agreement_set_state,
    agreement_update,
    request_resend,
)
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.agreements.confirm_world import SITE, agreement_of, ask, keeper_of, send, told
from tests.at_once import while_uncommitted

pytestmark = pytest.mark.django_db


def create(**values):
    membership = make.MembershipFactory.create()
    defaults: dict[str, Any] = {
        "coalition": membership.coalition,
        "user": membership.user,
        "themes": [make.ThemeFactory.create()],
        "organisations": [make.OrganisationFactory.create()],
        "title": "Prenataal huisbezoek",
        "review_on": clock.today() + timedelta(days=365),
        "text": "De JGZ belt binnen een week.",
    }
    return agreement_create(**(defaults | values))


def update(agreement, **values):
    defaults = {
        "agreement": agreement,
        "user": make.UserFactory.create(),
        "expected_version": agreement.version,
        "themes": [link.theme for link in agreement.themes.all()],
        "organisations": [party.organisation for party in agreement.parties.all()],
        "text": agreement.versions.last().text,
    }
    return agreement_update(**(defaults | values))


def test_create_records_theme_party_and_first_version():
    agreement = create()
    assert agreement.themes.count() == 1
    assert agreement.parties.count() == 1
    assert agreement.versions.get().text == "De JGZ belt binnen een week."


def test_create_without_a_theme_is_refused_and_leaves_nothing():
    with pytest.raises(DomainError):
        create(themes=[])
    assert not Agreement.objects.exists()


def test_changed_text_becomes_a_new_version_and_same_text_does_not():
    agreement = create()
    changed = update(agreement, text="Binnen vijf dagen.")
    assert [v.number for v in changed.versions.all()] == [1, 2]
    assert update(changed).versions.count() == 2


def test_a_second_editor_gets_a_conflict_and_overwrites_nothing():
    agreement = create()
    update(agreement, title="Eerst")
    with pytest.raises(EditConflict) as caught:
        update(agreement, title="Later")
    assert caught.value.current.title == "Eerst"


def test_party_that_is_taken_off_leaves_but_stays_readable():
    agreement = create()
    update(agreement, organisations=[make.OrganisationFactory.create()])
    assert agreement.parties.count() == 2
    assert agreement.parties.filter(left_on=None).count() == 1


@pytest.mark.parametrize(
    ("start", "target"), [("draft", "ended"), ("ended", "in_force"), ("draft", "being_evaluated")]
)
def test_only_the_listed_transitions_are_possible(start, target):
    extra = {"ended_on": date(2024, 1, 1)} if start == "ended" else {}
    agreement = make.AgreementFactory.create(state=start, **extra)
    with pytest.raises(DomainError):
        agreement_set_state(expected_version=None, agreement_id=agreement.pk, state=target)


def test_coming_into_force_gets_a_start_date():
    agreement = make.AgreementFactory.create()
    agreement_set_state(expected_version=None, agreement_id=agreement.pk, state="in_force")
    agreement.refresh_from_db()
    assert agreement.starts_on == clock.today()


DAY = timedelta(days=1)


def set_state(agreement, state, on=None):
    return agreement_set_state(
        agreement_id=agreement.pk, state=state, expected_version=None, on=on, reason="Klaar."
    )


@pytest.mark.parametrize("state", ["draft", "in_consultation"])
@pytest.mark.parametrize(("planned", "chosen", "start"), [(9, 4, 4), (9, None, 9), (-9, 4, 4)])
def test_the_day_that_is_chosen_is_the_start(state, planned, chosen, start):
    today = clock.today()
    agreement = make.AgreementFactory.create(state=state, starts_on=today - planned * DAY)
    chosen = today - chosen * DAY if chosen is not None else None
    assert set_state(agreement, "in_force", chosen).starts_on == today - start * DAY


@pytest.mark.parametrize(("planned", "chosen"), [(None, 1), (1, None), (-5, 1)])
def test_what_begins_later_does_not_apply_yet(planned, chosen):
    day = {number: clock.today() + number * DAY for number in (-5, 1)}
    agreement = make.AgreementFactory.create(state="in_consultation", starts_on=day.get(planned))
    with pytest.raises(DomainError, match="in afstemming staan") as refused:
        set_state(agreement, "in_force", day.get(chosen))
    assert set(refused.value.message_dict) == {"on"}
    agreement.refresh_from_db()
    assert (agreement.state, agreement.starts_on) == ("in_consultation", day.get(planned))


def test_nor_does_what_is_recorded_or_changed_so():
    later = clock.today() + DAY
    with pytest.raises(DomainError, match="in afstemming staan"):
        create(state="in_force", starts_on=later)
    running = create(state="in_force", starts_on=clock.today())
    with pytest.raises(DomainError, match="in afstemming staan"):
        update(running, starts_on=later)
    assert create(title="Straks", state="in_consultation", starts_on=later).starts_on == later


def test_coming_back_from_its_evaluation_keeps_the_start():
    agreement = make.AgreementFactory.create(in_force=True, state="being_evaluated")
    assert set_state(agreement, "in_force", clock.today()).starts_on == date(2024, 1, 5)


@pytest.mark.parametrize(
    ("end", "said"),
    [(clock.today() + DAY, "vandaag of een dag in het verleden"), (date(2024, 1, 4), "ligt voor")],
)
@pytest.mark.parametrize("state", ["in_force", "being_evaluated"])
def test_an_end_is_not_to_come_and_not_before_the_start(state, end, said):
    agreement = make.AgreementFactory.create(in_force=True, state=state)
    with pytest.raises(DomainError, match=said) as refused:
        set_state(agreement, "ended", end)
    assert set(refused.value.message_dict) == {"on"}
    assert set_state(agreement, "ended", date(2024, 1, 5)).ended_on == date(2024, 1, 5)


def test_what_never_began_ends_before_its_start():
    agreement = make.AgreementFactory.create(state="in_force", starts_on=clock.today() + DAY)
    assert set_state(agreement, "ended").ended_on == clock.today()


def test_ended_agreement_cannot_be_changed():
    agreement = create()
    agreement_set_state(expected_version=None, agreement_id=agreement.pk, state="in_force")
    agreement_set_state(
        expected_version=None,
        agreement_id=agreement.pk,
        state="ended",
        reason="Opgegaan in een nieuwe.",
    )
    agreement.refresh_from_db()
    with pytest.raises(DomainError):
        update(agreement, title="Toch nog")


def test_confirmation_counts_for_the_version_it_saw():
    agreement = create()
    told(agreement.parties.get(), name="Functie")
    update(agreement, text="Nieuwe tekst.")
    row = answer_rows(agreement, current_text(agreement))[0]
    assert (row.answer, row.earlier) == ("none", 1)


def test_declining_needs_a_reason_and_a_text():
    agreement = create()
    with pytest.raises(ValidationError):
        told(agreement.parties.get(), answer="declined")
    without = create(text="", title="Zonder tekst")
    with pytest.raises(DomainError):
        told(without.parties.get())


def test_a_version_never_changes():
    version = make.AgreementVersionFactory.create()
    version.text = "Iets anders"
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        version.save()
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        version.delete()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "in_force"}, "agreements_in_force_has_a_start"),
        ({"state": "ended"}, "agreements_ended_has_a_date"),
        ({"starts_on": date(2999, 1, 1)}, "agreements_review_after_start"),
        ({"levels": ["wrong"]}, "agreements_known_levels"),
        ({"phases": ["wrong"]}, "agreements_known_phases"),
        ({"domains": ["wrong"]}, "agreements_known_domains"),
    ],
)
def test_database_refuses(values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make.AgreementFactory.create(**values)


def test_database_refuses_two_running_agreements_with_one_title():
    first = make.AgreementFactory.create(title="Sociale kaart")
    with pytest.raises(IntegrityError, match="one_running_per_title"), transaction.atomic():
        make.AgreementFactory.create(coalition=first.coalition, title="Sociale Kaart")
    make.AgreementFactory.create(
        coalition=first.coalition, title="Sociale Kaart", state="ended", ended_on=date(2024, 1, 1)
    )


def test_history_names_the_partner_who_answered_and_about_what():
    agreement = create()
    party = agreement.parties.get()
    told(party)
    newest = history_of(agreement)[0]
    assert newest.name == party.organisation.name
    assert newest.about == "Prenataal huisbezoek, versie 1"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_use_one_title_at_once_are_both_answered():
    """One gets the title, the other is told that it is taken; neither sees a fault."""
    first = create(title="Eén")
    themes, same = [link.theme for link in first.themes.all()], {"coalition": first.coalition}
    second = create(title="Twee", themes=themes, **same)
    answer = while_uncommitted(
        lambda: create(title="Drie", themes=themes, **same),
        lambda: create(title="Drie", themes=themes, **same),
    )
    assert isinstance(answer, ValidationError)
    answer = while_uncommitted(
        lambda: update(first, title="Vier"), lambda: update(second, title="Vier")
    )
    assert isinstance(answer, ValidationError)


@pytest.mark.django_db(transaction=True)
def test_a_question_is_not_mailed_again_while_its_agreement_ends():
    agreement = agreement_of(1, in_force=True)
    [request] = ask(agreement)
    send()
    ConfirmationRequest.objects.update(mail_failed_at=clock.now())
    keeper = keeper_of(agreement.coalition)
    answer = while_uncommitted(
        lambda: Agreement.objects.select_for_update().get(pk=agreement.pk),
        lambda: request_resend(request=request, sent_by=keeper, site_url=SITE),
        lambda: set_state(agreement, "ended"),
    )
    assert isinstance(answer, DomainError)
    assert ConfirmationRequest.objects.get().mailed_at is not None
