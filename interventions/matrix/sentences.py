"""What stands out in the region × intervention table."""

from collections.abc import Callable

from django.utils.translation import gettext, ngettext

from interventions.matrix.cells import NOT_REPORTED, Matrix
from kansrijkestart.core.sentences import Sentence

Addresses = Callable[[str, str], str]


RUNS, HIDDEN, MISSING, LATER = "runs", "hidden", "missing", "later"


def sentence(matrix: Matrix) -> str:
    """Say what stands out, in plain sentences; never a cause and never a judgement."""
    return " ".join(str(one) for one in sentences(matrix))


def sentences(matrix: Matrix, addresses: Addresses | None = None) -> list[Sentence]:
    """Return the same in sentences; ``addresses`` give the list behind a number.

    Asked with what is counted and, for what runs, the key of the intervention.
    """
    lead_to = addresses or (lambda _what, _key: "")
    parts = [_what_runs(matrix, lead_to), _what_is_missing(matrix, lead_to)]
    if hidden := sum(not row.shares for row in matrix.rows):
        words = ngettext(
            "%(count)s municipality does not share its interventions with the region.",
            "%(count)s municipalities do not share their interventions with the region.",
            hidden,
        )
        parts.append(Sentence(words, {"count": hidden}, {"count": lead_to(HIDDEN, "")}))
    if matrix.later:
        parts.append(_what_came_later(matrix, lead_to))
    return [one for one in parts if one is not None]


def _what_runs(matrix: Matrix, lead_to: Addresses) -> Sentence:
    found = [column for column in matrix.columns if column.intervention and column.count]
    found.sort(key=lambda column: -column.count)
    if not found:
        return Sentence(gettext("No municipality has reported an intervention that runs."), {}, {})
    first = found[0]
    values: dict[str, object] = {
        "first": first.label,
        "count": first.count,
        "total": matrix.total,
    }
    urls = {"count": lead_to(RUNS, first.key)}
    if first.count == matrix.total:
        text = gettext("%(first)s runs in all %(total)s municipalities")
        urls = {"total": urls["count"]}
    else:
        text = gettext("%(first)s runs in %(count)s of %(total)s municipalities")
    if len(found) == 1:
        return Sentence(f"{text}.", values, urls)
    second = found[1]
    tail = gettext("%(second)s in %(count)s").replace("%(count)s", "%(count_2)s")
    values |= {"second": second.label, "count_2": second.count}
    urls["count_2"] = lead_to(RUNS, second.key)
    return Sentence(f"{text}, {tail}.", values, urls)


def _what_came_later(matrix: Matrix, lead_to: Addresses) -> Sentence:
    """These columns came after the table was loaded, so they are in none of the numbers before."""
    count = len(matrix.later)
    text = ngettext(
        "%(count)s intervention was added later and counts in none of these numbers.",
        "%(count)s interventions were added later and count in none of these numbers.",
        count,
    )
    return Sentence(text, {"count": count}, {"count": lead_to(LATER, "")})


def _what_is_missing(matrix: Matrix, lead_to: Addresses) -> Sentence | None:
    missing = matrix.number_of(NOT_REPORTED)
    if not missing:
        return None
    words = ngettext(
        "%(count)s cell is not reported yet.",
        "%(count)s cells are not reported yet.",
        missing,
    )
    return Sentence(words, {"count": missing}, {"count": lead_to(MISSING, "")})
