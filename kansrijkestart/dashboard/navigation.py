"""The main menu per role: words and order of the screens, only pages that exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy, pgettext_lazy

from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.core.links import Label, safe_reverse
from kansrijkestart.dashboard.roles import Roles

MOST_ITEMS: Final = 7

Wanted = tuple[Label, str, dict[str, object]]


@dataclass(frozen=True)
class Item:
    label: Label
    url: str
    current: bool = False


def main_navigation(roles: Roles, path: str) -> list[Item]:
    """Return at most seven items; somebody with several roles gets them one after another."""
    found: dict[str, Label] = {}
    for label, name, kwargs in _wanted(roles):
        url = safe_reverse(name, **kwargs)
        if url:
            found.setdefault(url, label)
    items = list(found.items())[:MOST_ITEMS]
    here = _current([url for url, _label in items], path)
    return [Item(label, url, url == here) for url, label in items]


def user_menu(roles: Roles, items: list[Item]) -> list[Item]:
    """Return the links of a person's own, beside the account; not what the main menu has."""
    wanted = []
    if roles.coalitions:
        wanted.append(Item(gettext_lazy("My actions"), safe_reverse("coalitions:my_actions")))
    if roles.coalitions or roles.regions or roles.has(NationalRoleKind.ADVISER):
        label = pgettext_lazy("calendar of dates", "Calendar")
        wanted.append(Item(label, safe_reverse("agreements:calendar")))
    if roles.has(NationalRoleKind.ADMINISTRATOR):
        # Who registered a coalition has more than the main menu holds; nothing else leads there.
        wanted += [Item(label, safe_reverse(name)) for label, name, _none in _administrator()]
    taken = {"", *(item.url for item in items)}
    return [item for item in wanted if item.url not in taken]


def _current(urls: list[str], path: str) -> str:
    """Return the item the page stands under: the longest address it begins with."""
    home = safe_reverse("home")
    under = [url for url in urls if path == url or (url != home and path.startswith(url))]
    return max(under, key=len, default="")


def _wanted(roles: Roles) -> Iterator[Wanted]:
    if not roles.is_known:
        yield from _visitor()
        return
    if roles.coalitions:
        yield gettext_lazy("Start"), "home", {}
        yield from _coalitions(roles)
    if not roles.regions:
        yield from _coordinator(roles)
    if roles.has(NationalRoleKind.ADVISER):
        yield gettext_lazy("My coalitions"), "dashboard:caseload", {}
        yield gettext_lazy("All coalitions"), "coalitions:list", {}
        yield gettext_lazy("Contacts"), "dashboard:contacts", {}
    yield from _regions(roles)
    if roles.has(NationalRoleKind.ANALYST) or roles.has(NationalRoleKind.POLICY_VIEWER):
        yield from _national(roles)
    if roles.has(NationalRoleKind.ADMINISTRATOR):
        yield from _administrator()
        yield gettext_lazy("Register a coalition"), "coalitions:create", {}
    yield from _everybody(roles)


def _coalitions(roles: Roles) -> Iterator[Wanted]:
    if len(roles.coalitions) == 1:
        own = roles.coalitions[0]
        label = gettext_lazy("My coalition") if roles.coordinated else gettext_lazy("Our coalition")
        yield label, "coalitions:detail", {"slug": own.slug}
        if roles.joined:
            yield gettext_lazy("My actions"), "coalitions:my_actions", {}
            yield gettext_lazy("Agreements"), "agreements:list", {"slug": own.slug}
    else:
        yield gettext_lazy("My coalitions"), "coalitions:list", {}
        yield gettext_lazy("My actions"), "coalitions:my_actions", {}


def _coordinator(roles: Roles) -> Iterator[Wanted]:
    for region in roles.around[:1]:
        yield gettext_lazy("Region"), "dashboard:region", {"slug": region.slug}
    if roles.coordinated and len(roles.coalitions) == 1:
        slug = roles.coordinated[0].slug
        yield gettext_lazy("Questionnaire"), "monitoring:responses", {"slug": slug}


def _regions(roles: Roles) -> Iterator[Wanted]:
    for region in roles.regions[:1]:
        slug: dict[str, object] = {"slug": region.slug}
        yield gettext_lazy("Region"), "dashboard:region", slug
        yield gettext_lazy("Interventions per municipality"), "dashboard:region_matrix", slug
        yield gettext_lazy("Regional agreements"), "dashboard:region_agreements", slug
        yield gettext_lazy("Figures"), "dashboard:region_figures", slug
        yield gettext_lazy("Bottlenecks"), "dashboard:region_bottlenecks", slug
        yield gettext_lazy("Report"), "dashboard:region_report", slug


def _administrator() -> Iterator[Wanted]:
    yield gettext_lazy("Users"), "people:users", {}
    yield gettext_lazy("Settings"), "dashboard:settings", {}
    yield gettext_lazy("Reference files"), "dashboard:reference", {}
    yield gettext_lazy("Jobs"), "jobs:list", {}
    yield gettext_lazy("Administration"), "admin:index", {}


def _national(roles: Roles) -> Iterator[Wanted]:
    yield gettext_lazy("National"), "dashboard:national", {}
    if roles.has(NationalRoleKind.ANALYST):
        yield gettext_lazy("Questionnaires"), "monitoring:questionnaires", {}
        yield gettext_lazy("Load figures"), "monitoring:releases", {}


def _everybody(roles: Roles) -> Iterator[Wanted]:
    """Yield what is for all, in the order that the screens give an adviser, an analyst, others."""
    interventions: Wanted = (gettext_lazy("Interventions"), "interventions:catalogue", {})
    examples: Wanted = (gettext_lazy("Practice examples"), "dashboard:examples", {})
    on_a_map: Wanted = (gettext_lazy("Map"), "dashboard:map", {})
    if roles.has(NationalRoleKind.ADVISER):
        yield from (examples, interventions, on_a_map)
    elif roles.has(NationalRoleKind.ANALYST):
        downloads: Wanted = (gettext_lazy("Downloads"), "monitoring:exports", {})
        yield from (interventions, on_a_map, downloads)
    else:
        yield from (interventions, *([examples] if roles.coalitions else []), on_a_map)


def _visitor() -> Iterator[Wanted]:
    yield gettext_lazy("What is Kansrijke Start"), "home", {}
    yield gettext_lazy("Map"), "dashboard:map", {}
    yield gettext_lazy("Practice examples"), "dashboard:examples", {}
    yield gettext_lazy("Interventions"), "interventions:catalogue", {}
    yield gettext_lazy("Method"), "monitoring:method", {}
    yield gettext_lazy("Sign in"), "account_login", {}
