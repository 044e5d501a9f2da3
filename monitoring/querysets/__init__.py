"""What pages ask of figures and exports."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from coalitions.models import Coalition, Region
from kansrijkestart.core import clock
from monitoring.querysets.readers import is_analyst

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User
    from monitoring.models import (  # noqa: F401
        Export,
        FigureImport,
        Interpretation,
        InterpretationGroup,
        Observation,
        OwnIndicator,
        ProtectionRun,
        Release,
    )


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Releases as such are the national analysts' work."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if is_analyst(user):
            return self
        return self.none()

    def public(self) -> Self:
        """Releases whose figures anyone may see now."""
        return self.filter(state="published", is_protected=True).filter(
            Q(embargo_until__isnull=True) | Q(embargo_until__lte=clock.now())
        )

    def open_data(self) -> Self:
        """Releases that visitors read too; their figures come from ``load_figures`` only."""
        return self.public().filter(is_open=True)


class FigureImportQuerySet(models.QuerySet["FigureImport"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Files on their way in are the work of all national analysts together."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if is_analyst(user):
            return self
        return self.none()

    def waiting(self) -> Self:
        """Files that are not stored yet and were not thrown away."""
        return self.exclude(state__in=["stored", "discarded"])


class ObservationQuerySet(models.QuerySet["Observation"]):
    def published(self) -> Self:
        """Observations of published, protected releases, past their embargo, with hidden values:

        only ``monitoring.selectors`` may read them, and masks what must not leave the server.
        """
        return self.filter(release__state="published", release__is_protected=True).filter(
            Q(release__embargo_until__isnull=True) | Q(release__embargo_until__lte=clock.now())
        )


class ProtectionRunQuerySet(models.QuerySet["ProtectionRun"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Runs are read by whoever reads releases."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if is_analyst(user):
            return self
        return self.none()

    def finished(self) -> Self:
        return self.filter(state="finished").order_by("-pk")

    def hold_newest(self) -> None:
        """Let no other run, and no edition, end before this transaction does."""
        list(self.finished().select_for_update().values_list("pk")[:1])


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Exports of what the user may see now: rights are checked again at every download.

        Those of an edition hold answers, which are of who takes part and of leads: opening the
        record is not enough. Those of a batch nobody asked for: they are of all of these.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        answers = Q(coalition__in=Coalition.objects.taken_part_in_by(user)) | Q(
            region__in=Region.objects.led_by(user)
        )
        record = Q(scope="coalition", coalition__in=Coalition.objects.visible_to(user)) | Q(
            scope="region", region__in=Region.objects.followed_by(user)
        )
        shown = (Q(edition__isnull=True) & record) | answers
        if is_analyst(user):
            shown |= Q(scope="national")
        own = Q(requested_by=user)
        return self.filter((shown & own) | (answers & Q(batch__isnull=False)))

    def for_list(self) -> Self:
        rows = self.select_related("job", "coalition", "region", "edition__round")
        return rows.defer("edition__content").order_by("-created_at", "-pk")


class InterpretationQuerySet(models.QuerySet["Interpretation"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=Coalition.objects.visible_to(user))

    def since(self, day: date) -> Self:
        return self.filter(discussed_on__gte=day)

    def for_list(self) -> Self:
        return self.select_related("indicator", "indicator_set").order_by("-discussed_on", "-pk")


class InterpretationGroupQuerySet(models.QuerySet["InterpretationGroup"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(interpretation__coalition__in=Coalition.objects.visible_to(user))

    def without_counts(self) -> Self:
        """Rows for whoever may know of them: their counts stay in the database."""
        return self.defer("numerator", "denominator")


class OwnIndicatorQuerySet(models.QuerySet["OwnIndicator"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Own figures are read by whoever opens the record."""
        return self.filter(coalition__in=Coalition.objects.visible_to(user))
