"""What changed in records since a moment, as an adviser is told: in words, with a number."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db.models import Count, F, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement
from coalitions.models import (
    Action,
    Ambition,
    Answer,
    Assessment,
    Bottleneck,
    Coalition,
    CoalitionLead,
    CoalitionMunicipality,
    CoalitionStage,
    EmbeddingItem,
    Meeting,
    ParentInvolvement,
    Partnership,
    RoadMapItem,
)
from interventions.models import Choice
from kansrijkestart.accounts.models import User
from kansrijkestart.core.links import Label
from monitoring.models import Interpretation


def _told(user: User) -> list[tuple[Any, str, Q, Callable[[int], str], str]]:
    """Return which models are told about, as far as this reader may see their records.

    With the route of the list that can be narrowed to what changed.
    """
    rounds = Assessment.objects.visible_to(user).values("pk")
    agreements = Agreement.objects.visible_to(user).values("pk")
    choices = Choice.objects.visible_to(user).values("pk")
    anything = Q()
    return [
        (Coalition, "pgh_obj", anything, _coalition_words, ""),
        (Partnership, "coalition", anything, _partner_words, "coalitions:partners"),
        (ParentInvolvement, "coalition", anything, _parent_words, ""),
        (Assessment, "coalition", Q(pgh_obj__in=rounds), _round_words, ""),
        (
            Answer,
            "assessment__coalition",
            Q(assessment__in=rounds),
            _answer_words,
            "coalitions:answers",
        ),
        (Action, "coalition", anything, _action_words, "coalitions:actions"),
        (Agreement, "coalition", Q(pgh_obj__in=agreements), _agreement_words, "agreements:list"),
        (Choice, "coalition", Q(pgh_obj__in=choices), _choice_words, "interventions:choices"),
        *((model, "coalition", anything, _one_line(words), "") for model, words in _ALSO_TOLD),
    ]


# Told without a number; several models may share a sentence, which is then said once.
_ALSO_TOLD: Final[tuple[tuple[Any, Label], ...]] = (
    (Ambition, gettext_lazy("The plan changed.")),
    (EmbeddingItem, gettext_lazy("The plan changed.")),
    (RoadMapItem, gettext_lazy("The plan changed.")),
    (Meeting, gettext_lazy("Something changed in the meetings.")),
    (Bottleneck, gettext_lazy("Something changed in the bottlenecks.")),
    (CoalitionMunicipality, gettext_lazy("The municipalities of the coalition changed.")),
    (CoalitionLead, gettext_lazy("Who leads the coalition changed.")),
    (CoalitionStage, gettext_lazy("How far the coalition is was recorded.")),
    (Interpretation, gettext_lazy("What the coalition reads in its figures changed.")),
)


def _one_line(words: Label) -> Callable[[int], str]:
    return lambda _number: str(words)


def changes_counted(
    user: User, rows: Iterable[int], since: Callable[[str], Any]
) -> list[tuple[int, str, int, str]]:
    """Return (coalition, words, number, route of its list) in the order of what is told.

    One query.

    ``since`` gives the moment, as a value or as a subquery, for the way to the coalition.
    """
    told, keys = _told(user), list(rows)
    parts = [
        model.events.field.model.objects.filter(
            condition, **{f"{path}__in": keys, "pgh_created_at__gt": since(path)}
        )
        .order_by()
        .values(told=Value(place), of=F(path))
        .annotate(number=Count("pgh_obj_id", distinct=True))
        .values_list("told", "of", "number")
        for place, (model, path, condition, _words, _route) in enumerate(told)
    ]
    found = sorted(parts[0].union(*parts[1:], all=True))
    return [
        (coalition, told[place][3](number), number, told[place][4])
        for place, coalition, number in found
    ]


def _coalition_words(_number: int) -> str:
    return _("Details of the coalition changed.")


def _partner_words(number: int) -> str:
    return ngettext(
        "%(number)s partner added or changed.", "%(number)s partners added or changed.", number
    )


def _parent_words(_number: int) -> str:
    return _("Something changed in how parents take part.")


def _round_words(_number: int) -> str:
    return _("The checklist moved on.")


def _answer_words(number: int) -> str:
    return ngettext(
        "%(number)s statement filled in or changed.",
        "%(number)s statements filled in or changed.",
        number,
    )


def _action_words(number: int) -> str:
    return ngettext(
        "%(number)s action added or changed.", "%(number)s actions added or changed.", number
    )


def _agreement_words(number: int) -> str:
    return ngettext(
        "%(number)s agreement added or changed.", "%(number)s agreements added or changed.", number
    )


def _choice_words(number: int) -> str:
    return ngettext(
        "%(number)s intervention added or changed.",
        "%(number)s interventions added or changed.",
        number,
    )
