"""What the overview says of a coalition's practice examples."""

from django.utils.translation import gettext as _

from coalitions import registry
from coalitions.models import PracticeExample
from coalitions.registry import Block, Reading
from kansrijkestart.core.links import safe_reverse

SHOWN = 3


def examples_block(reading: Reading) -> Block | None:
    """The newest examples; without any, a way to begin for whoever keeps the record."""
    rows = PracticeExample.objects.filter(coalition=reading.coalition)
    newest = list(rows.order_by("-updated_at", "pk")[:SHOWN])
    if not newest and not reading.may_change:
        return None
    context = {
        "examples": newest,
        "slug": reading.coalition.slug,
        "url": safe_reverse("coalitions:examples", slug=reading.coalition.slug),
    }
    title = _("Practice examples")
    return Block("examples", title, "coalitions/_examples_block.html", context, position=90)


def register_own() -> None:
    """Bring the examples to the overview. Called once when the app is ready."""
    registry.register_block(examples_block)
