"""The public map and list: of the country or of one region, as tiles or with boundaries."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from coalitions.models import Region
from coalitions.selectors.municipalities import former_municipalities
from coalitions.selectors.states import (
    MunicipalityState,
    municipality_states,
    regional_coalitions,
)
from kansrijkestart.core.lists import Column, ListFileMixin
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.views import PageMixin, PartMixin
from kansrijkestart.dashboard.boundary_map import boundary_map, has_boundaries
from kansrijkestart.dashboard.forms import MapRegionForm, MapSearch
from kansrijkestart.dashboard.selectors.states import (
    ProvinceCount,
    StageGroup,
    find_municipalities,
    municipalities_of,
    per_province,
    per_stage,
)
from kansrijkestart.dashboard.tilemap import public_url, tile_map

BOUNDARIES = "grenzen"
Grouped = Callable[[Iterable[MunicipalityState]], Sequence[ProvinceCount | StageGroup]]


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

    @cached_property
    def filter_form(self) -> MapRegionForm:
        return MapRegionForm(self.request.GET)

    @cached_property
    def region(self) -> Region | None:
        found: Region | None = self.filter_form.asked.get("regio")
        return found

    @property
    def grouped(self) -> Grouped:
        return per_stage if self.filter_form.asked.get("sort") else per_province

    def states(self) -> list[MunicipalityState]:
        """Return what is public of every municipality on the map."""
        return municipality_states(municipalities_of(self.region) if self.region else None)

    def _map(self) -> dict[str, Any]:
        regions, region = self.filter_form, self.region
        states = self.states()
        wanted = self.request.GET.get("kaart") == BOUNDARIES
        outlines = boundary_map(states) if wanted else None
        return {
            "regions": regions,
            "region": region,
            "map": tile_map(states),
            "key_url": _key_url(region),
            "outlines": outlines,
            "other_map": _other_map(region, is_outlines=outlines is not None),
            "total": len(states),
            "provinces": with_addresses(states, self.grouped),
            "regional": [] if region else regional_coalitions(),
        }


def _key_url(region: Region | None) -> str:
    """Return the address of the list by stage, up to the key of one of them."""
    asked = f"regio={region.slug}&" if region else ""
    return f"?{asked}sort=stand#stand-"


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


def with_addresses(
    states: list[MunicipalityState], grouped: Grouped = per_province
) -> list[tuple[Any, list[tuple[Any, str]]]]:
    """Group, by province first, each municipality with the address of its public page, if any."""
    return [
        (group, [(state, public_url(state)) for state in group.states]) for group in grouped(states)
    ]


OF_MUNICIPALITY: tuple[Column, ...] = (
    (gettext_lazy("Municipality"), lambda state: state.municipality.name),
    (gettext_lazy("Code"), lambda state: state.municipality.code),
    (gettext_lazy("Province"), lambda state: state.municipality.province),
    (pgettext_lazy("coalition stage", "Stage"), lambda state: sign_for("stage", state.stage).word),
)


class MapFileView(ListFileMixin, MapView):
    """The municipalities of the map as a file: what is public of them, and nothing else."""

    file_name = "gemeenten.csv"
    columns = (
        *OF_MUNICIPALITY,
        (gettext_lazy("GGD region"), lambda state: state.region or None),
    )

    def get_rows(self) -> list[MunicipalityState]:
        return [state for group in self.grouped(self.states()) for state in group.states]
