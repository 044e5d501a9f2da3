"""Words about questions: after which answers one is asked, and what fills it in."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from monitoring.forms.responses import ApprovalWishForm, approval_initial
from monitoring.models import ApprovalWish, Question
from monitoring.selectors import derivations, questionnaires
from monitoring.selectors.round_states import closing_words

register = template.Library()


@register.filter
def route_words(question: Question) -> list[str]:
    """The answers after which a question is asked, as written."""
    return questionnaires.route_words(question)


@register.filter
def closing(closes_at: datetime) -> str:
    """Until when something can be handed in, as readers count: midnight is the day before."""
    return closing_words(closes_at)


@register.simple_tag
def approval_form(wish: ApprovalWish | None, members: Any) -> ApprovalWishForm:
    """The form with which a coalition says who approves its answers."""
    return ApprovalWishForm(members=members, initial=approval_initial(wish))


@register.filter
def derivation_words(key: str) -> Promise | str:
    """What fills a question in; a key that this site does not know says so."""
    found = derivations.find(key)
    return _("%(key)s (not known to this site)") % {"key": key} if found is None else found.words
