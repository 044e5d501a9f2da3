"""From a record back to the answers that rest on it: of frozen editions and of running rounds.

Only for who takes part in the coalition that gave the answers; of a kind that has no page to read
it stands on the form, for who keeps the record. A region's lead or an analyst may read answers, but
what record is behind them is the coalition's (docs/adr/0031).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    Q,
    QuerySet,
    Value,
)
from django.utils.translation import gettext as _

from coalitions.models import Coalition
from coalitions.registry import Block, Reading
from coalitions.selectors.panels import register_panel
from interventions.models import Intervention
from interventions.registry import Related, RelatedItem, register_related
from kansrijkestart.accounts.models import User
from kansrijkestart.core.links import safe_reverse
from monitoring.answers import Asked as Question
from monitoring.answers import asked_in_order, follows_record, standing
from monitoring.models import Edition, EditionPart, Response, ResponseAnswer, Round

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# The kinds that a source of an answer gives records; each has a page. An intervention is of no
# coalition: see ``answers_with``.
KINDS: Final = frozenset(
    {
        *("action", "agreement", "ambition", "choice", "coalition", "deliverable", "embedding"),
        *("interpretation", "parents", "partnership", "reach", "stage"),
    }
)
# Key and answer of the questions of a frozen part that were asked and have this record as a source.
_PATH: Final = (
    "$.answers.keyvalue() ? (@.value.asked == true"
    " && exists(@.value.sources[*] ? (@.kind == $kind && @.key == $key)))"
)
Cells = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Asked:
    """A question with the municipalities whose answer rests on the record: name and page.

    The page is empty where those of the year are about a newer round.
    """

    text: str
    places: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Use:
    """A frozen edition, or with number 0 a round that runs, with the answers that used a record."""

    title: str
    url: str
    number: int
    questions: Sequence[Asked]


@dataclass(frozen=True)
class Mine:
    """The coalitions that a user takes part in, and the municipalities they answer for now."""

    slugs: frozenset[str]
    places: frozenset[int]


def uses_of(user: User, kind: str, key: int) -> list[Use]:
    """Return where this record was used, what runs first and then the newest edition.

    Five queries at most, however many answers rest on it.
    """
    mine = _mine(user)
    return [*_running(mine, kind, key), *_frozen(mine, kind, key)] if mine.slugs else []


def _mine(user: User) -> Mine:
    rows = Response.objects.filter(coalition__in=Coalition.objects.taken_part_in_by(user))
    found = list(rows.order_by().values_list("coalition__slug", "municipality").distinct())
    return Mine(frozenset(one for one, _place in found), frozenset(one for _slug, one in found))


def _resting_on(mine: Mine, kind: str, key: int) -> QuerySet[ResponseAnswer]:
    """Answers that rest on a record, in rounds that are not frozen yet, the last to close first.

    The last filter is ``follows_record`` in the database.
    """
    rows = ResponseAnswer.objects.filter(
        response__coalition__slug__in=mine.slugs,
        response__round__opened_at__isnull=False,
        response__round__frozen_at__isnull=True,
        sources__contains=[{"kind": kind, "key": key}],
    ).filter(Q(given__isnull=True) | Q(given=F("derived")))
    of_pages = Q(response__round__in=Round.objects.with_pages().values("pk"))
    has_pages = ExpressionWrapper(of_pages, BooleanField())
    return rows.annotate(has_pages=has_pages).order_by(
        "-response__round__closes_at",
        "response__round",
        "response__coalition",
        "question__section__position",
        "question__position",
        "response__municipality__name_fold",
    )


def _running(mine: Mine, kind: str, key: int) -> list[Use]:
    """Rounds that are not frozen yet, also those that closed and wait for it."""
    version = "response__round__questionnaire_version__"
    found: dict[tuple[int, str], tuple[str, str, Cells, dict[str, str]]] = {}
    lines = _resting_on(mine, kind, key).values_list(
        "response",
        "response__round",
        "has_pages",
        "response__coalition__slug",
        f"{version}year",
        f"{version}questionnaire__key",
        f"{version}title",
        "question__key",
        "question__text",
        "response__municipality__code",
        "response__municipality__name",
    )
    asked_in = _asked_in({line[0] for line in lines})
    for response, asked, paged, slug, year, key_, title, question, text, code, name in lines:
        if question not in asked_in[response]:
            continue
        whole, page = _pages(slug, year, key_) if paged else ("", "")
        _url, _title, cells, texts = found.setdefault((asked, slug), (whole, title, {}, {}))
        texts[question] = text
        cell = f"{page}?gemeente={code}#antwoord-{question}" if page else ""
        cells.setdefault(question, []).append((name, cell))
    return [
        Use(title, url, 0, [Asked(texts[one], places) for one, places in cells.items()])
        for url, title, cells, texts in found.values()
    ]


def _pages(slug: str, year: int, key: str) -> tuple[str, str]:
    """The pages of a questionnaire of a year: the whole, and its answers."""
    names = ("monitoring:response", "monitoring:response_answers")
    whole, answers = (safe_reverse(one, slug=slug, year=year, key=key) for one in names)
    return whole, answers


def _asked_in(responses: Collection[int]) -> dict[int, set[str]]:
    """The keys of the questions that the route comes by in these responses (one query)."""
    if not responses:
        return {}
    rows = ResponseAnswer.objects.filter(response__in=responses)
    names = ("response", "question__key", "question__asked_after__key", "question__asked_when")
    found: dict[int, tuple[list[Question], dict[str, Any]]] = {pk: ([], {}) for pk in responses}
    order = ("question__section__position", "question__position", "pk")
    for pk, key, after, when, given, derived in rows.order_by(*order).values_list(
        *names, "given", "derived"
    ):
        questions, values = found[pk]
        questions.append(Question(key, "", "", after=after or "", when=when))
        values[key] = standing(given, derived)
    return {
        pk: {one.key for one in asked_in_order(questions, values)}
        for pk, (questions, values) in found.items()
    }


def _frozen(mine: Mine, kind: str, key: int) -> list[Use]:
    parts = EditionPart.objects.filter(
        edition__state="frozen",
        municipality__in=mine.places,
        content__coalition__in=list(mine.slugs),
    ).order_by("code")
    found: dict[tuple[int, str], Cells] = {}
    for edition, slug, code, name, keys in parts.annotate(used=_used(kind, key)).values_list(
        "edition", "content__coalition", "code", "content__name", "used"
    ):
        for question in (one["key"] for one in keys if _rests(one["value"])):
            page = safe_reverse(
                "monitoring:edition_answer", pk=edition, code=code, question=question
            )
            cells = found.setdefault((edition, slug), {})
            cells.setdefault(question, []).append((name, page))
    return _in_order(found) if found else []


def _rests(answer: Mapping[str, Any]) -> bool:
    return follows_record(answer.get("given"), answer.get("derived"))


def _used(kind: str, key: int) -> Func:
    names = Value({"kind": kind, "key": key}, JSONField())
    return Func(
        F("content"),
        Value(_PATH),
        names,
        function="jsonb_path_query_array",
        output_field=JSONField(),
    )


def _in_order(found: Mapping[tuple[int, str], Cells]) -> list[Use]:
    """The newest edition first, questions in the order of the questionnaire."""
    editions = Edition.objects.filter(pk__in={edition for edition, _slug in found})
    rows = editions.order_by("-round__closes_at", "round", "-number").values_list(
        "pk", "number", "content__questionnaire__title", "content__questions"
    )
    return [
        Use(
            title,
            safe_reverse("monitoring:coalition_edition", slug=slug, pk=pk),
            number,
            _questions(asked, cells),
        )
        for pk, number, title, asked in rows
        for (edition, slug), cells in sorted(found.items())
        if edition == pk
    ]


def _questions(asked: Iterable[Mapping[str, Any]], cells: Cells) -> list[Asked]:
    return [Asked(one["text"], cells[one["key"]]) for one in asked if one["key"] in cells]


def used_in_answers(reading: Reading, kind: str, key: int) -> Block | None:
    """The part of a record's page that says in which answers it was used."""
    if kind not in KINDS or reading.user is None or not reading.user.is_authenticated:
        return None
    uses = uses_of(reading.user, kind, key)
    if not uses:
        return None
    return Block(
        "used-in-answers",
        _("Used in the answers of"),
        "monitoring/_record_use.html",
        {"uses": uses},
    )


def answers_with(intervention: Intervention, user: "User | AnonymousUser") -> Related | None:
    """The same on the page of an intervention, whose earliest week is an answer too."""
    if not user.is_authenticated:
        return None
    uses = uses_of(user, "intervention", intervention.pk)
    items = [
        RelatedItem(one.title, f"{asked.text} {_names(asked)}", one.url, _note(one))
        for one in uses
        for asked in one.questions
    ]
    if not items:
        return None
    return Related("used-in-answers", _("Used in the answers of"), "", items)


def _note(use: Use) -> str:
    """What tells editions of one round apart, and from what is not frozen yet."""
    if not use.number:
        return _("not frozen yet")
    return _("edition %(number)s") % {"number": use.number}


def _names(asked: Asked) -> str:
    return ", ".join(name for name, _page in asked.places)


def register_own() -> None:
    """Called once when the app is ready."""
    register_panel(used_in_answers)
    register_related(answers_with)
