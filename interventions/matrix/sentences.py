"""What stands out in the region × intervention table."""

from django.utils.translation import gettext, ngettext

from interventions.matrix.cells import NOT_REPORTED, Matrix


def sentence(matrix: Matrix) -> str:
    """Say what stands out, in plain sentences; never a cause and never a judgement."""
    parts = [_what_runs(matrix), _what_is_missing(matrix)]
    hidden = sum(not row.shares for row in matrix.rows)
    if hidden:
        parts.append(
            ngettext(
                "%(count)s municipality does not share its interventions with the region.",
                "%(count)s municipalities do not share their interventions with the region.",
                hidden,
            )
            % {"count": hidden}
        )
    if matrix.later:
        parts.append(_what_came_later(matrix))
    return " ".join(part for part in parts if part)


def _what_runs(matrix: Matrix) -> str:
    found = [column for column in matrix.columns if column.intervention and column.count]
    found.sort(key=lambda column: -column.count)
    if not found:
        return gettext("No municipality has reported an intervention that runs.")
    first = found[0]
    said = {"first": first.label, "count": first.count, "total": matrix.total}
    if first.count == matrix.total:
        text = gettext("%(first)s runs in all %(total)s municipalities")
    else:
        text = gettext("%(first)s runs in %(count)s of %(total)s municipalities")
    if len(found) == 1:
        return text % said + "."
    second = gettext("%(second)s in %(count)s")
    return f"{text % said}, {second % {'second': found[1].label, 'count': found[1].count}}."


def _what_came_later(matrix: Matrix) -> str:
    """These columns came after the table was loaded, so they are in none of the numbers before."""
    count = len(matrix.later)
    text = ngettext(
        "%(count)s intervention was added later and counts in none of these numbers.",
        "%(count)s interventions were added later and count in none of these numbers.",
        count,
    )
    return text % {"count": count}


def _what_is_missing(matrix: Matrix) -> str:
    missing = matrix.number_of(NOT_REPORTED)
    if not missing:
        return ""
    return ngettext(
        "%(count)s cell is not reported yet.",
        "%(count)s cells are not reported yet.",
        missing,
    ) % {"count": missing}
