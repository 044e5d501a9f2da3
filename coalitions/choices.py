"""Fixed lists of words; stored values never change, labels are translated."""

from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Whom a coalition works for; ``BOTH`` is one coalition that is the local and the regional one.

    Ask a coalition ``is_local`` and ``is_regional``, and a query for one of the lists below: a
    comparison with one value forgets the third.
    """

    LOCAL = "local", _("local")
    REGIONAL = "regional", _("regional")
    BOTH = "both", _("local and regional")


LOCAL_SCOPES = (Scope.LOCAL, Scope.BOTH)
REGIONAL_SCOPES = (Scope.REGIONAL, Scope.BOTH)
# What is meant for one level; a coalition may be of both, a deliverable or a template is not.
LEVEL_CHOICES = [(level.value, level.label) for level in (Scope.LOCAL, Scope.REGIONAL)]


def levels_of(scope: str) -> list[str]:
    """Return the levels that a coalition of this scope works on."""
    return [Scope.LOCAL, Scope.REGIONAL] if scope == Scope.BOTH else [scope]


# A checklist and a partner type are meant for one of the two.
ONE_SCOPE = [(Scope.LOCAL.value, Scope.LOCAL.label), (Scope.REGIONAL.value, Scope.REGIONAL.label)]


class Stage(models.TextChoices):
    """How far a coalition is; *unknown* is not *no*."""

    UNKNOWN = "unknown", _("not known")
    ANNOUNCED = "announced", _("announced")
    FORMING = "forming", _("being formed")
    FORMED = "formed", _("formed")
    ENDED = "ended", _("ended")


class Domain(models.TextChoices):
    MEDICAL = "medical", _("medical domain")
    SOCIAL = "social", _("social domain")
    INFORMAL = "informal", _("informal domain")
    PUBLIC_HEALTH = "public_health", _("public health")


class Phase(models.TextChoices):
    """The programme's phases around pregnancy."""

    BEFORE = "before", _("before pregnancy")
    DURING = "during", _("during pregnancy")
    AFTER = "after", _("after birth")


class SupportLevel(models.TextChoices):
    """For whom support is meant (klantroutes), the lightest first. Empty is not recorded."""

    BASIC = "basic", _("basic care")
    LITTLE = "little", _("a little extra")
    EXTRA = "extra", _("extra support")


class RegionKind(models.TextChoices):
    GGD = "ggd", _("GGD region")
    INSURER = "insurer", _("zorgkantoor or IZA region")
    VSV = "vsv", _("maternity network (VSV)")
    ROS = "ros", _("primary care support (ROS)")
    COALITION = "coalition", _("region made by coalitions")


class MembershipRole(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    PARTNER = "partner", _("coalition partner")


LEAD: Final = "region_lead"  # no membership of a coalition, but given in the same way
# What each role sees and may do: said where the role is given.
PLACE_SENTENCES: Final[dict[str, str | Promise]] = {
    MembershipRole.COORDINATOR: _("Keeps the whole record of that coalition and invites members."),
    MembershipRole.PARTNER: _("Reads that record and does the own actions."),
    LEAD: _("Sees what the municipalities share and keeps the regional coalition's record."),
}


class ConsentKind(models.TextChoices):
    """What a municipality may share. Published national figures need no consent."""

    PUBLIC_MAP = "public_map", _("public on the map")
    CHECKLIST_ADVISER = "checklist_adviser", _("share the checklist with Pharos")
    AGREEMENTS_REGION = "agreements_region", _("share agreements with the region")
    INTERVENTIONS_REGION = "interventions_region", _("share interventions with the region")
    ANSWERS_REGION = "answers_region", _("share questionnaire answers with the region")
    FIGURES_REGION = "figures_region", _("share own figures with the region")
    COMPARISON = "comparison", _("take part in comparison with similar municipalities")


# Who reads what is shared with the region; said where the decision is recorded.
CONSENT_READERS = {
    ConsentKind.PUBLIC_MAP: _(
        "Then everybody reads the public page of the coalition, and can take what it says along: "
        "it is open data too."
    ),
    ConsentKind.INTERVENTIONS_REGION: _(
        "Then the regional lead, the coordinators of the municipalities in the region and the "
        "national analyst see it in the table of the region."
    ),
    ConsentKind.AGREEMENTS_REGION: _(
        "Then the regional lead sees the agreements in force. Other municipalities do not."
    ),
    ConsentKind.FIGURES_REGION: _(
        "Then the regional lead sees what the coalition counts itself. Other municipalities do not."
    ),
    ConsentKind.COMPARISON: _(
        "Then coordinators elsewhere whose municipality looks like yours see your published "
        "figures beside theirs."
    ),
}


class AnswerScale(models.TextChoices):
    """The team's own scale; the official checklists have no score."""

    NOT_YET = "not_yet", _("not yet")
    IN_DEVELOPMENT = "in_development", _("in development")
    MOSTLY = "mostly", _("mostly")
    IN_PLACE = "in_place", _("in place")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class AssessmentState(models.TextChoices):
    DRAFT = "draft", _("draft")
    AGREED = "agreed", _("agreed in the coalition")
    ADVICE_REQUESTED = "advice_requested", _("advice asked")
    ADVICE_GIVEN = "advice_given", _("advice given")
    CLOSED = "closed", _("closed")


class AdviceKind(models.TextChoices):
    ADVICE = "advice", _("advice")
    REPLY = "reply", _("reply of the coalition")
    QUESTION = "question", _("question back")
    ENQUIRY = "enquiry", _("question of the adviser")


class ContactKind(models.TextChoices):
    """How an adviser was in touch with coalitions."""

    VISIT = "visit", _("visit")
    PHONE = "phone", _("telephone")
    REGIONAL = "regional", _("regional meeting")
    LEARNING = "learning", _("learning track")
    MAIL = "mail", _("e-mail")


class QuestionKind(models.TextChoices):
    """What municipalities ask about, as the first progress report of the programme lists it.

    Voortgangsrapportage Kansrijke Start (2019), section 2.1.
    """

    ROLE = "role", _("role of the municipality")
    DOMAINS = "domains", _("connecting the medical and the social domain")
    INSURERS = "insurers", _("working with health insurers")
    SCALE = "scale", _("regional or local cooperation")
    DETECTION = "detection", _("early detection and referral")
    MONITORING = "monitoring", _("monitoring and evaluation")
    REACHING = "reaching", _("involving and reaching the families it is for")
    COHERENCE = "coherence", _("coherence and an integrated approach")
    INTERVENTIONS = "interventions", _("interventions")
    OTHER = "other", _("something else")


class ActionState(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class BottleneckState(models.TextChoices):
    OPEN = "open", _("open")
    WORKING = "working", _("being worked on")
    SOLVED = "solved", _("solved")
    WONT = "wont", _("will not be solved")


class MeetingKind(models.TextChoices):
    COALITION = "coalition", _("coalition meeting")
    PARENTS = "parents", _("conversation with parents")
    WORKING_GROUP = "working_group", _("working group")
    GOVERNANCE = "governance", _("governance meeting")
    REGIONAL = "regional", _("regional meeting")


class AgendaState(models.TextChoices):
    """A meeting that is being prepared is no meeting yet; only a held one stands in the record."""

    PREPARED = "prepared", _("being prepared")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class ItemOutcome(models.TextChoices):
    """What a meeting did with an item; nothing chosen yet is the absence of an outcome."""

    DECIDED = "decided", _("decided")
    NO_DECISION = "no_decision", _("discussed, no decision")
    POSTPONED = "postponed", _("put off to the next meeting")


class KnownTopic(models.TextChoices):
    """What may be known of a municipality before its coordinator comes."""

    MUNICIPALITY = "municipality", _("municipality")
    REGION = "region", _("region")
    PROGRAMME = "programme", _("programme")
    COALITION = "coalition", _("stage of the coalition")
    INTERVENTIONS = "interventions", _("interventions")


class KnownAnswerKind(models.TextChoices):
    """What a coordinator says of a fact; not knowing is an answer too, and is not a no."""

    RIGHT = "right", _("that is right")
    CHANGE = "change", _("to be changed")
    UNKNOWN = "unknown", _("do not know")


class ParentForm(models.TextChoices):
    """How (expectant) parents and experts by experience take part."""

    PANEL = "panel", _("panel")
    INTERVIEWS = "interviews", _("interviews")
    EXPERT = "expert", _("expert by experience in the coalition")
    CLIENT_COUNCIL = "client_council", _("client council")
    OTHER = "other", _("other")


class ExampleState(models.TextChoices):
    """A coalition writes and offers; its adviser publishes."""

    DRAFT = "draft", _("draft")
    OFFERED = "offered", _("offered to the adviser")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AmbitionState(models.TextChoices):
    RUNNING = "running", _("running")
    REACHED = "reached", _("reached")
    STOPPED = "stopped", _("stopped")


class EmbeddingPlace(models.TextChoices):
    """Where what was built is anchored, so that it lasts (handreiking, step 7)."""

    PREVENTION = "prevention", _("prevention agreement")
    HEALTH = "health", _("municipal health policy")
    YOUTH = "youth", _("preventive youth policy")
    POVERTY = "poverty", _("poverty policy")
    MULTI_YEAR = "multi_year", _("multi-year plan")
    REGIONAL = "regional", _("regional plan")
    OTHER = "other", _("somewhere else")


class RoadMapState(models.TextChoices):
    NOT_STARTED = "not_started", _("not started")
    BUSY = "busy", _("busy")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


def words_of(values: list[str], choices: type[models.TextChoices]) -> str:
    """Return the labels of stored values, in the order of the list they come from."""
    return ", ".join(str(choice.label) for choice in choices if choice.value in values)
