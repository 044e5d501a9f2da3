"""Saying that a coalition is local, regional, or both from now on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coalitions.choices import Scope
from coalitions.models import Coalition, Region
from coalitions.querysets import RegionQuerySet
from kansrijkestart.core.forms import KsForm, VersionedFormMixin, set_rows


class ScopeForm(VersionedFormMixin, KsForm):
    """Local, regional or both; the region is asked of a coalition that has no regional part yet."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Local or regional?"), choices=Scope.choices, widget=forms.RadioSelect
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("Region"),
        queryset=Region.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not filled in"),
        help_text=gettext_lazy("A regional coalition needs a region."),
    )

    def __init__(
        self, *args: Any, instance: Coalition, regions: RegionQuerySet, **kwargs: Any
    ) -> None:
        self.instance = instance
        kwargs["initial"] = {"scope": instance.scope, "region": instance.region_id}
        super().__init__(*args, **kwargs)
        set_rows(self, "region", regions)
        if instance.is_regional:
            del self.fields["region"]
