"""What a user may export, the years to choose from, and the exports made before."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Membership, Region, RegionMembership
from coalitions.selectors.voices import rounds_to_read
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import JobState
from monitoring.choices import ExportScope
from monitoring.models import Export, ExportFile, Observation
from monitoring.querysets import ExportQuerySet
from monitoring.rules import is_analyst

FIRST_YEAR = 2018  # the programme began in September of that year
ADVICE_ROUNDS = "advice_rounds"  # in the result of the job: whose advice is inside
YEARS_BACK = 2  # offered even when there are no figures yet


@dataclass(frozen=True)
class Subject:
    """What an export is about, written as ``region:SLUG``, ``coalition:SLUG`` or ``national``."""

    scope: str
    coalition: Coalition | None = None
    region: Region | None = None

    @property
    def key(self) -> str:
        about = self.coalition or self.region
        return f"{self.scope}:{about.slug}" if about else self.scope

    @property
    def words(self) -> str:
        if self.coalition:
            return _("Coalition %(name)s") % {"name": self.coalition.name}
        if self.region:
            return _("Region %(name)s") % {"name": self.region.name}
        return _("The Netherlands")


def find_subject(text: str) -> Subject:
    """Read ``national``, ``region:SLUG`` or ``coalition:SLUG``; says what is wrong with it."""
    scope, _colon, slug = text.partition(":")
    if scope == ExportScope.NATIONAL and not slug:
        return Subject(scope)
    if scope == ExportScope.COALITION:
        if coalition := Coalition.objects.filter(slug=slug).first():
            return Subject(scope, coalition=coalition)
        raise ValidationError(_("There is no coalition “%(slug)s”.") % {"slug": slug})
    if scope == ExportScope.REGION:
        if region := Region.objects.filter(slug=slug).first():
            return Subject(scope, region=region)
        raise ValidationError(_("There is no region “%(slug)s”.") % {"slug": slug})
    raise ValidationError(_("Write national, region:SLUG or coalition:SLUG."))


def subjects_of(user: User) -> list[Subject]:
    """Everything this user may export: own coalitions, regions led, the country for analysts."""
    member = Membership.objects.current().filter(user=user)
    coalitions = Coalition.objects.filter(
        Q(pk__in=member.values("coalition"))
        | Q(pk__in=Coalition.objects.coordinated_by(user).values("pk"))
    ).order_by("name_fold", "pk")
    led = RegionMembership.objects.current().filter(user=user)
    regions = Region.objects.filter(pk__in=led.values("region")).order_by("name_fold", "pk")
    found = [Subject(ExportScope.REGION, region=one) for one in regions]
    found += [Subject(ExportScope.COALITION, coalition=one) for one in coalitions]
    return [*found, Subject(ExportScope.NATIONAL)] if is_analyst(user) else found


def export_years() -> list[int]:
    """Years to choose from, newest first: from the first figures, but never from before 2018."""
    current = clock.today().year
    oldest = Observation.objects.published().aggregate(oldest=Min("period_end"))["oldest"]
    first = min(oldest or current, current - YEARS_BACK)
    return list(range(current, max(first, FIRST_YEAR) - 1, -1))


def exports_of(user: User, coalition: Coalition | None = None) -> ExportQuerySet:
    """The user's own exports, of one coalition when asked, with whether their files are there."""
    rows = Export.objects.visible_to(user)
    if coalition is not None:
        rows = rows.filter(coalition=coalition)
    return rows.for_list().annotate(
        has_files=Exists(ExportFile.objects.filter(export=OuterRef("pk")))
    )


def is_closed_to(export: Export, user: User) -> bool:
    """Tell whether an export holds advice that this user may no longer read.

    What is inside is known when the job is done; until then nothing of it is given away.
    """
    if export.coalition is None:
        return False
    if export.job.state != JobState.DONE:
        return True
    inside = set(export.job.result.get(ADVICE_ROUNDS, []))
    if not inside:
        return False
    return not inside <= {row.pk for row in rounds_to_read(export.coalition, user)}
