"""The public map and list: of the country or of one region, as tiles or with boundaries."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.models import Region
from coalitions.selectors.municipalities import former_municipalities
from coalitions.selectors.states import (
    MunicipalityState,
    municipality_states,
    regional_coalitions,
)
from kansrijkestart.core.views import PageMixin, PartMixin
from kansrijkestart.dashboard.boundary_map import boundary_map, has_boundaries
from kansrijkestart.dashboard.forms import MapRegionForm, MapSearch
from kansrijkestart.dashboard.selectors.states import (
    find_municipalities,
    municipalities_of,
    per_province,
)
from kansrijkestart.dashboard.tilemap import public_url, tile_map

BOUNDARIES = "grenzen"


class MapView(PartMixin, PageMixin, TemplateView):
    """The map of public coalitions, with the same as a list that can be searched."""

    template_name = "dashboard/map.html"
    part_name = "dashboard/_map_found.html"
    page_title = gettext_lazy("Map of coalitions")
    tab = "map"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        search = MapSearch(self.request.GET or None)
        found = _found(search)
        former = former_municipalities(search.cleaned_data["q"]) if found == [] else []
        asked = {"search": search, "found": found, "former": former}
        if self.is_part:
            return super().get_context_data(**asked, **kwargs)
        return super().get_context_data(**asked, **self._map(), **kwargs)

    def _map(self) -> dict[str, Any]:
        regions = MapRegionForm(self.request.GET if "regio" in self.request.GET else None)
        region: Region | None = regions.cleaned_data["regio"] if regions.is_valid() else None
        states = municipality_states(municipalities_of(region) if region else None)
        wanted = self.request.GET.get("kaart") == BOUNDARIES
        outlines = boundary_map(states) if wanted else None
        return {
            "regions": regions,
            "region": region,
            "map": tile_map(states),
            "outlines": outlines,
            "other_map": _other_map(region, is_outlines=outlines is not None),
            "total": len(states),
            "provinces": with_addresses(states),
            "regional": [] if region else regional_coalitions(),
        }


def _other_map(region: Region | None, *, is_outlines: bool) -> str:
    """Return the way to the other drawing of the same; nothing when there are no boundaries."""
    if not is_outlines and not has_boundaries():
        return ""
    asked = [f"regio={region.slug}"] if region else []
    asked += [] if is_outlines else [f"kaart={BOUNDARIES}"]
    return f"{reverse('dashboard:map')}?{'&'.join(asked)}#map"


def _found(search: MapSearch) -> list[tuple[MunicipalityState, str]] | None:
    """Return what the search found; None when nothing was asked."""
    if not search.is_bound or not search.is_valid() or not search.cleaned_data["q"]:
        return None
    states = municipality_states(find_municipalities(search.cleaned_data["q"]))
    return [(state, public_url(state)) for state in states]


def with_addresses(states: list[MunicipalityState]) -> list[tuple[Any, list[tuple[Any, str]]]]:
    """Group by province, each municipality with the address of its public page, if any."""
    return [
        (province, [(state, public_url(state)) for state in province.states])
        for province in per_province(states)
    ]
