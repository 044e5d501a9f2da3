"""What the agreements of a regional coalition ask before it becomes local."""

from typing import Final

from django.utils.translation import gettext as _

from agreements.choices import AgreementState
from agreements.models import Agreement
from coalitions.choices import Scope
from coalitions.models import Coalition
from coalitions.services.scope import register_hold

NAMED: Final = 5


def regional_hold(coalition: Coalition) -> str:
    """Name the regional agreements that did not end: a local coalition has none."""
    rows = Agreement.objects.filter(coalition=coalition, scope=Scope.REGIONAL)
    rows = rows.exclude(state=AgreementState.ENDED).order_by("title_fold", "pk")
    titles = list(rows.values_list("title", flat=True))
    if not titles:
        return ""
    named = [f"“{title}”" for title in titles[:NAMED]]
    if len(titles) > NAMED:
        named.append(_("and %(number)s more") % {"number": len(titles) - NAMED})
    words = _(
        "These regional agreements have not ended: %(titles)s. First end them, or make local those "
        "that no municipality answered."
    )
    return words % {"titles": ", ".join(named)}


def register_own() -> None:
    """Called once when the app is ready."""
    register_hold(regional_hold)
