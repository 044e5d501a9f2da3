"""Words about questions: after which answers one is asked, and what fills it in."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from monitoring.models import Question
from monitoring.selectors import derivations, questionnaires

register = template.Library()


@register.filter
def route_words(question: Question) -> list[str]:
    """The answers after which a question is asked, as written."""
    return questionnaires.route_words(question)


@register.filter
def derivation_words(key: str) -> Promise | str:
    """What fills a question in; a key that this site does not know says so."""
    found = derivations.find(key)
    return _("%(key)s (not known to this site)") % {"key": key} if found is None else found.words
