"""Who sees which questionnaires, rounds and answers."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest, TruncDate

from coalitions.models import Coalition, Municipality, Region, RegionMunicipality
from coalitions.querysets import open_on
from kansrijkestart.core import clock
from monitoring.choices import HANDED_IN
from monitoring.querysets.readers import is_analyst

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


# The same as ``round_states.division_day``, per response and in the database.
DIVISION_DAY = TruncDate(Coalesce("round__opened_at", "round__opens_at"))


def newest_first(of: str = "") -> list[models.OrderBy]:
    """The order in which the first round is the newest: by year, then by when it really opened.

    Planned openings say nothing of that: a round may be planned again, and one that never opened
    comes last in its year. ``of`` leads to the round, for example ``"round__"``.
    """
    version = f"{of}questionnaire_version__"
    return [
        models.F(f"{version}year").desc(),
        models.F(f"{of}opened_at").desc(nulls_last=True),
        models.F(f"{version}number").desc(),
        models.F(f"{of}pk").desc(),
    ]


def _led_then(user: "User") -> Exists:
    """Whether the municipality lay, on the day of its round, in a region that a user leads now."""
    then: Any = OuterRef("division_day")
    rows = RegionMunicipality.objects.filter(
        open_on(then), municipality=OuterRef("municipality"), region__in=Region.objects.led_by(user)
    )
    return Exists(rows)


class QuestionnaireVersionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Published questions are for everybody who signs in, drafts for the analysts."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if is_analyst(user) else self.published()

    def published(self) -> Self:
        return self.filter(state="published")

    def for_list(self) -> Self:
        return self.select_related("questionnaire").order_by(
            "-year", "questionnaire__name", "-number"
        )


class RoundQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Dates of rounds are no secret to who signs in."""
        return self if user.is_authenticated and user.is_active else self.none()

    def to_open(self, moment: datetime) -> Self:
        """Rounds whose opening has come and that have no responses yet."""
        return self.filter(opens_at__lte=moment, opened_at__isnull=True)

    def open_at(self, moment: datetime) -> Self:
        """Rounds that opened and that are not over, extensions included."""
        late = self.filter(extensions__until__gt=moment)
        return self.filter(
            Q(closes_at__gt=moment) | Q(pk__in=late.values("pk")),
            opened_at__isnull=False,
            frozen_at__isnull=True,
        )

    def to_freeze(self, moment: datetime) -> Self:
        """Rounds that are over and not frozen, extensions included."""
        late = self.filter(extensions__until__gt=moment)
        return self.filter(
            closes_at__lte=moment, opened_at__isnull=False, frozen_at__isnull=True
        ).exclude(pk__in=late.values("pk"))

    def with_pages(self) -> Self:
        """One per year and questionnaire, of which its pages are: the newest that opened.

        Where none has opened yet the one of the newest version.
        """
        named = ("questionnaire_version__year", "questionnaire_version__questionnaire_id")
        _year, *newest = newest_first()
        return self.order_by(*named, *newest).distinct(*named)

    def newest_opened(self) -> Self:
        """Those that opened, the newest first."""
        return self.filter(opened_at__isnull=False).order_by(*newest_first())

    def told_has_pages(self) -> Self:
        """Each with ``has_pages``: whether the pages of its year are about this one."""
        holders = self.model._default_manager.with_pages().values("pk")
        is_one = models.ExpressionWrapper(Q(pk__in=holders), models.BooleanField())
        return self.annotate(has_pages=is_one)

    def for_list(self) -> Self:
        return self.select_related("questionnaire_version__questionnaire")


class ResponseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Responses whose *answers* a user may read.

        Members of the coalition that fills it in; the lead of a region where the municipality
        shares its answers; analysts what was handed in. How far somebody is, is another question:
        ``counted_for``.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        shown = Q(coalition__in=Coalition.objects.taken_part_in_by(user))
        shares = Q(municipality__in=Municipality.objects.sharing("answers_region"))
        shown |= shares & Q(_led_then(user))
        if is_analyst(user):
            shown |= Q(state__in=HANDED_IN)
        return self.alias(division_day=DIVISION_DAY).filter(shown)

    def counted_for(self, user: "User | AnonymousUser") -> Self:
        """Responses of which a user may know how far they are."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if is_analyst(user):
            return self
        own = Q(coalition__in=Coalition.objects.taken_part_in_by(user))
        return self.alias(division_day=DIVISION_DAY).filter(own | Q(_led_then(user)))

    def handed_in(self) -> Self:
        return self.filter(state__in=HANDED_IN)

    def late(self) -> Self:
        return self.exclude(state__in=HANDED_IN)

    def for_list(self) -> Self:
        return self.select_related("municipality", "coalition").order_by(
            "municipality__name_fold", "pk"
        )

    def with_last_moment(self) -> Self:
        """Each with ``last_moment``: when its round closes, or the extension of this one."""
        longer = apps.get_model("monitoring.RoundExtension").objects.filter(
            round=OuterRef("round"), municipality=OuterRef("municipality")
        )
        until = models.Subquery(longer.values("until")[:1])
        return self.annotate(last_moment=Greatest("round__closes_at", until))

    def open_now(self) -> Self:
        """Responses that may still be changed: the round is open, or longer for this one.

        A municipality that may correct its answers has an extension past the freezing.
        """
        moment = clock.now()
        longer = Q(round__extensions__municipality=models.F("municipality")) & Q(
            round__extensions__until__gt=moment
        )
        still = self.model._default_manager.filter(longer).values("pk")
        is_open = Q(round__frozen_at__isnull=True, round__closes_at__gt=moment)
        return self.filter(round__opened_at__isnull=False).filter(is_open | Q(pk__in=still))
