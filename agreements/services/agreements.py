"""Recording and changing an agreement. Each function is one transaction."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.choices import TRANSITIONS, AgreementState
from agreements.models import (
    APPLYING,
    Agreement,
    AgreementVersion,
    FrameworkPart,
    Party,
    Theme,
)
from agreements.selectors import usual_scope
from agreements.selectors.templates import begun_text, same_text
from agreements.services.confirmations import requests_take_back
from agreements.services.links import interventions_set, parts_set, themes_set
from agreements.services.requests import requests_follow_text
from coalitions.choices import Scope
from coalitions.models import Coalition, Organisation
from interventions.models import Intervention
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.personal_numbers import refuse_personal_numbers

FIELDS = (
    "title",
    "other_theme",
    "kind",
    "scope",
    "ambition",
    "plan_name",
    "plan_url",
    "levels",
    "phases",
    "domains",
    "support_levels",
    "starts_on",
    "review_on",
    "owner_organisation",
    "owner_user",
    "practice",
    "practice_note",
)
# What somebody writes in their own words, beside the text and the roles of parties.
PROSE = ("title", "other_theme", "plan_name", "practice_note")
TEXT_STAYS = gettext_lazy(
    "A text that was there cannot be emptied: earlier versions stay. Write the new text, or end "
    "the agreement."
)


@transaction.atomic
def agreement_create(
    *,
    coalition: Coalition,
    user: User,
    themes: Collection[Theme],
    organisations: Collection[Organisation],
    roles: Mapping[int, str] | None = None,
    interventions: Collection[Intervention] = (),
    parts: Collection[FrameworkPart] = (),
    text: str = "",
    **values: Any,
) -> Agreement:
    """Record an agreement with its parties and, when there is one, its first text.

    ``values`` are model fields (see FIELDS), ``state`` and the ``template`` it begins from;
    ``roles`` says by key of the organisation what a party does. Without a ``scope`` it gets the
    usual one of the coalition. Raises ValidationError when a rule
    of the agreement is broken, also when it is about no theme at all.
    """
    _refuse_numbers(values, roles, text=text)
    values.setdefault("scope", usual_scope(coalition))
    agreement = Agreement(coalition=_locked(coalition), **values)
    _check(agreement)
    agreement.full_clean()
    agreement.save()
    themes_set(agreement=agreement, themes=themes)
    _set_parties(agreement, organisations, roles or {})
    interventions_set(agreement=agreement, interventions=interventions)
    parts_set(agreement=agreement, parts=parts)
    _add_version(agreement, user, text)
    return agreement


@transaction.atomic
def agreement_update(
    *,
    agreement: Agreement,
    user: User,
    expected_version: int,
    themes: Collection[Theme],
    organisations: Collection[Organisation],
    text: str,
    roles: Mapping[int, str] | None = None,
    interventions: Collection[Intervention] | None = None,
    parts: Collection[FrameworkPart] | None = None,
    site_url: str = "",
    **values: Any,
) -> Agreement:
    """Change an agreement; a changed text becomes a new version that parties confirm again.

    ``None`` leaves the interventions and the parts of the framework, and the role of a party that
    ``roles`` does not name.
    Whoever had been asked about the text before is asked about the new one, at ``site_url``.

    Raises EditConflict when somebody else was first, DomainError for an ended agreement and for a
    text that is emptied.
    """
    _refuse_numbers(values, roles, text=text)
    _locked(agreement.coalition)
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if locked.state == AgreementState.ENDED:
        raise DomainError(_("This agreement has ended. Make a new one instead."))
    refuse_stale(locked, expected_version)
    for name, value in values.items():
        setattr(locked, name, value)
    _check(locked)
    _check_answered(locked)
    save_versioned(locked, expected_version=expected_version, fields=[*values, "proposed_at"])
    themes_set(agreement=locked, themes=themes)
    _set_parties(locked, organisations, roles or {})
    if interventions is not None:
        interventions_set(agreement=locked, interventions=interventions)
    if parts is not None:
        parts_set(agreement=locked, parts=parts)
    if not same_text(text) and locked.versions.exists():
        raise DomainError({"text": TEXT_STAYS})
    is_new_text = _add_version(locked, user, text)
    requests_follow_text(
        agreement=locked, changed_by=user, site_url=site_url, is_new_text=is_new_text
    )
    return locked


def _refuse_numbers(
    values: Mapping[str, Any], roles: Mapping[int, str] | None, *, text: str
) -> None:
    """Refuse what may be a citizen service number, each at its own field of the form."""
    named = {name: values.get(name) or "" for name in PROSE}
    said = {f"role_{key}": role for key, role in (roles or {}).items()}
    refuse_personal_numbers(text=text, **named, **said)


def _check(agreement: Agreement) -> None:
    """Refuse in words what the database refuses too."""
    coalition = agreement.coalition
    if agreement.scope == Scope.REGIONAL and not coalition.is_regional:
        raise DomainError({"scope": _("Only a regional coalition makes regional agreements.")})
    ambition = agreement.ambition
    if ambition and ambition.coalition_id != coalition.pk:
        raise DomainError({"ambition": _("Choose an ambition of this coalition.")})
    if agreement.state in APPLYING:
        _refuse_later(agreement.starts_on, "starts_on")


def _check_answered(agreement: Agreement) -> None:
    """What municipalities answered stays regional; another one that becomes local is taken back."""
    if agreement.scope == Scope.REGIONAL:
        return
    if agreement.uptake.exists():
        words = _(
            "Municipalities said what they do with this agreement, so it stays regional. End it "
            "when it does not apply any more, and make a local one beside it."
        )
        raise DomainError({"scope": words})
    agreement.proposed_at = None


def _refuse_later(start: date | None, field: str) -> None:
    if start and start > clock.today():
        raise DomainError(
            {
                field: _(
                    "What begins later does not apply yet. Let it stand in consultation, with "
                    "its start date, until that day; or choose today or a day in the past."
                )
            }
        )


def _locked(coalition: Coalition) -> Coalition:
    """One change of titles at a time, so that a title that is taken is told and not a fault."""
    return Coalition.objects.select_for_update().get(pk=coalition.pk)


@transaction.atomic
def agreement_set_state(
    *,
    agreement_id: int,
    state: str,
    expected_version: int | None,
    on: date | None = None,
    reason: str = "",
) -> Agreement:
    """Bring an agreement into its next state; only the transitions of TRANSITIONS are allowed.

    ``on`` is the day on which it comes into force (default the start date it has, or today) or on
    which it ends (default today). Raises EditConflict when somebody else changed the agreement
    first, and DomainError for a day that is still to come and an end before the start.
    """
    refuse_personal_numbers(reason=reason)
    agreement = Agreement.objects.select_for_update().get(pk=agreement_id)
    refuse_stale(agreement, expected_version)
    if state not in TRANSITIONS[agreement.state]:
        raise DomainError(
            _("An agreement that is “%(now)s” cannot become “%(next)s”.")
            % {
                "now": agreement.get_state_display(),
                "next": AgreementState(state).label,
            }
        )
    if state == AgreementState.IN_FORCE and not agreement.applies:
        agreement.starts_on = on or agreement.starts_on or clock.today()
        _refuse_later(agreement.starts_on, "on")
    if state == AgreementState.ENDED:
        agreement.ended_on, agreement.end_reason = on or clock.today(), reason
        _check_end(agreement)
    agreement.state = state
    if state in (AgreementState.DRAFT, AgreementState.ENDED):
        requests_take_back(agreement, every=True)
    fields = ["state", "starts_on", "ended_on", "end_reason"]
    return save_versioned(agreement, expected_version=expected_version, fields=fields)


def _check_end(agreement: Agreement) -> None:
    """Refuse an end that is to come, and one before the start of what did begin."""
    today, start, end = clock.today(), agreement.starts_on, agreement.ended_on
    if end and end > today:
        raise DomainError({"on": _("Choose today or a day in the past.")})
    if start and end and end < start <= today:
        raise DomainError({"on": _("The end date lies before the start date.")})


def _set_parties(
    agreement: Agreement, organisations: Iterable[Organisation], roles: Mapping[int, str]
) -> None:
    """Add new parties; one that is taken off leaves, with its answers, and stays readable."""
    wanted = {organisation.pk for organisation in organisations}
    current = {party.organisation_id: party for party in agreement.parties.filter(left_on=None)}
    for pk in sorted(wanted - current.keys()):
        party = Party(agreement=agreement, organisation_id=pk, role=roles.get(pk, "").strip())
        party.clean_fields(exclude=["agreement", "organisation"])
        party.save()
    for pk in sorted(current.keys() & wanted):
        _set_role(current[pk], roles.get(pk))
    for pk in sorted(current.keys() - wanted):
        current[pk].left_on = clock.today()
        current[pk].save(update_fields=["left_on"])


def _set_role(party: Party, role: str | None) -> None:
    if role is None or role.strip() == party.role:
        return
    party.role = role.strip()
    party.clean_fields(exclude=["agreement", "organisation"])
    party.save(update_fields=["role"])


def _add_version(agreement: Agreement, user: User, text: str) -> bool:
    """Keep a text that says something new, and tell whether it does.

    The points of a template alone are no text yet.
    """
    text = same_text(text)
    latest = agreement.versions.order_by("-number").first()
    earlier = same_text(latest.text) if latest else same_text(begun_text(agreement))
    if not text or text == earlier:
        return False
    AgreementVersion.objects.create(
        agreement=agreement,
        number=latest.number + 1 if latest else 1,
        text=text,
        author=user,
        created_at=clock.now(),
    )
    return True
