"""Fixed lists of words about figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgrammePhase(models.TextChoices):
    GENERAL = "general", _("general")
    BEFORE = "before", _("before pregnancy")
    DURING = "during", _("during pregnancy")
    AFTER = "after", _("after birth")


class IndicatorKind(models.TextChoices):
    PROCESS = "process", _("process indicator")
    OUTCOME = "outcome", _("outcome indicator")
    CONTEXT = "context", _("context figure")


class Unit(models.TextChoices):
    PERCENT = "percent", _("percentage")
    PER_1000 = "per_1000", _("per 1000")
    COUNT = "count", _("number")


class Direction(models.TextChoices):
    """Whether a higher value is better, by this team's reading."""

    UP = "up", _("higher is better")
    DOWN = "down", _("lower is better")
    NEUTRAL = "neutral", _("neutral")


class Aggregation(models.TextChoices):
    """Over what counts of one definition may be added; a share then follows from the sums.

    Shares themselves are never added, nor averaged.
    """

    UNKNOWN = "unknown", _("not known")
    BOTH = "both", _("over areas and over years")
    AREAS = "areas", _("over areas, not over years")
    YEARS = "years", _("over years, not over areas")
    NONE = "none", _("not at all")


OVER_AREAS = frozenset({Aggregation.BOTH, Aggregation.AREAS})  # a rate of several municipalities


class ValueKind(models.TextChoices):
    """Unknown, none, zero and hidden are different things."""

    VALUE = "value", _("value")
    SUPPRESSED = "suppressed", _("hidden (privacy)")
    NOT_AVAILABLE = "not_available", _("not available")
    NOT_YET_PUBLISHED = "not_yet_published", _("not yet published")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    WITHDRAWN = "withdrawn", _("withdrawn")


class GroupKind(models.TextChoices):
    """About whom an interpretation is, below the municipality."""

    GROUP = "group", _("group")
    NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")


class ReleaseState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ImportState(models.TextChoices):
    """How far a file is on its way in; whether work is going on is a matter of its job."""

    CHECKING = "checking", _("being checked")
    REFUSED = "refused", _("with mistakes")
    READY = "ready", _("checked")
    STORING = "storing", _("being stored")
    STORED = "stored", _("stored")
    DISCARDED = "discarded", _("thrown away")


class NoticeKind(models.TextChoices):
    """What a coalition is told about figures that it used."""

    WITHDRAWN = "withdrawn", _("withdrawn")
    RESTORED = "restored", _("public again")


class ProtectionState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("busy")
    FINISHED = "finished", _("done")
    OVERTAKEN = "overtaken", _("overtaken")
    FAILED = "failed", _("failed")


class ProtectionReason(models.TextChoices):
    """What made a run needed."""

    PUBLISHED = "published", _("figures were published")
    WITHDRAWN = "withdrawn", _("figures were withdrawn")
    AREAS = "areas", _("a region or coalition changed")
    ASKED = "asked", _("an administrator asked for it")


class ExportScope(models.TextChoices):
    COALITION = "coalition", _("coalition")
    REGION = "region", _("region")
    NATIONAL = "national", _("the country")


class AnswerForm(models.TextChoices):
    """What an answer to a question of a questionnaire looks like."""

    ONE = "one", _("one of several")
    SEVERAL = "several", _("several of several")
    NUMBER = "number", _("number")
    TEXT = "text", _("text")
    DAY = "day", _("date")


CHOOSING = (AnswerForm.ONE, AnswerForm.SEVERAL)


class VersionState(models.TextChoices):
    """A published questionnaire never changes again; another version takes its place."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class RoundState(models.TextChoices):
    """Where a round is; it follows from its dates and from what jobs wrote down."""

    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    FROZEN = "frozen", _("frozen")
    PUBLISHED = "published", _("published")


class ResponseState(models.TextChoices):
    """How far a municipality is with a round."""

    NOT_STARTED = "not_started", _("not started")
    BUSY = "busy", _("being filled in")
    SUBMITTED = "submitted", _("handed in")
    APPROVED = "approved", _("handed in and approved")


HANDED_IN = (ResponseState.SUBMITTED, ResponseState.APPROVED)


class EditionState(models.TextChoices):
    """An edition is being gathered, or whole and frozen."""

    GATHERING = "gathering", _("being gathered")
    FROZEN = "frozen", _("frozen")


class BatchState(models.TextChoices):
    """All exports of an edition together."""

    RUNNING = "running", _("busy")
    PAUSED = "paused", _("paused")
    CANCELLED = "cancelled", _("cancelled")
    DONE = "done", _("done")
