"""Links of the frame: named routes with a label, skipped while a route does not exist."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

Label = str | Promise


@dataclass(frozen=True)
class FrameLink:
    """One link; ``key`` is what a page names as its ``tab``."""

    key: str
    label: Label
    url: str


FOOTER: Final[tuple[tuple[str, Label], ...]] = (
    ("about", gettext_lazy("About this site")),
    ("accessibility", gettext_lazy("Accessibility")),
    ("privacy", gettext_lazy("Privacy")),
    ("monitoring:method", gettext_lazy("Method")),
    ("open_data:page", gettext_lazy("Open data")),
    ("help", gettext_lazy("Help")),
)

DOSSIER_TABS: Final[tuple[tuple[str, str, Label], ...]] = (
    ("overview", "coalitions:detail", gettext_lazy("Overview")),
    ("partners", "coalitions:partners", gettext_lazy("Partners")),
    ("figures", "monitoring:coalition", gettext_lazy("Figures")),
    ("plan", "coalitions:plan", pgettext_lazy("dossier", "Plan")),
    ("agreements", "agreements:list", gettext_lazy("Agreements")),
    ("interventions", "interventions:choices", gettext_lazy("Interventions")),
    ("checklist", "coalitions:checklist", gettext_lazy("Checklist")),
)
DOSSIER_LINKS: Final[tuple[tuple[str, str, Label], ...]] = (
    ("questionnaire", "monitoring:responses", gettext_lazy("Questionnaire")),
    ("reasoning", "monitoring:reasoning", gettext_lazy("Line of reasoning")),
    ("downloads", "monitoring:coalition_exports", gettext_lazy("Downloads")),
    ("life", "coalitions:life", gettext_lazy("How it went")),
    ("members", "coalitions:members", gettext_lazy("Members and sharing")),
    ("log", "coalitions:log", gettext_lazy("Logbook")),
)


def safe_reverse(name: str, **kwargs: object) -> str:
    """Return the address of a route, or an empty text when there is no such route."""
    if kwargs:
        return _reverse(name, kwargs)
    return _fixed(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


def _reverse(name: str, kwargs: dict[str, object] | None = None) -> str:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=256)
def _fixed(name: str, _urlconf: str, _prefix: str) -> str:
    """The address of a page that there is one of; every frame has some twenty of them."""
    return _reverse(name)


def footer_links() -> list[tuple[Label, str]]:
    """Return label and address of the links at the foot of every page."""
    found = ((label, safe_reverse(name)) for name, label in FOOTER)
    return [(label, url) for label, url in found if url]


def dossier_links(entries: Iterable[tuple[str, str, Label]], slug: str) -> list[FrameLink]:
    """Return the links of a coalition's bar whose pages exist."""
    found = (FrameLink(key, label, safe_reverse(name, slug=slug)) for key, name, label in entries)
    return [link for link in found if link.url]
