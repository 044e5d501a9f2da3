"""The signs of the site: for every status an icon, a word and a tone, in one place.

The fuller the circle, the further along; dashed is "we do not know"; a square has stopped. The word
always stands beside the icon. Keys are the values of the choices in the apps.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Sign:
    """What is shown for one value; ``tone`` ends the class ``ks-sign-…``."""

    icon: str
    word: str | Promise
    tone: str = ""


UNKNOWN: Final = Sign("unknown", pgettext_lazy("status", "Not known"), "unknown")
NOT_APPLICABLE: Final = Sign("slash", pgettext_lazy("status", "Does not apply"), "none")
STOPPED: Final = Sign("stop", pgettext_lazy("status", "Stopped"), "stop")
DRAFT: Final = Sign("ring", pgettext_lazy("status", "Draft"))

SIGNS: Final[dict[str, dict[str, Sign]]] = {
    "stage": {
        "unknown": UNKNOWN,
        "announced": Sign("ring", pgettext_lazy("coalition stage", "Announced")),
        "forming": Sign("half", pgettext_lazy("coalition stage", "Forming")),
        "formed": Sign("full", pgettext_lazy("coalition stage", "Formed")),
        "ended": STOPPED,
    },
    "known": {
        "right": Sign("check", pgettext_lazy("known fact", "Is right")),
        "change": Sign("remark", pgettext_lazy("known fact", "To be adjusted")),
        "unknown": Sign("unknown", pgettext_lazy("known fact", "Not known to us"), "unknown"),
    },
    "answer": {
        "not_yet": Sign("ring", pgettext_lazy("answer", "Not yet")),
        "in_development": Sign("quarter", pgettext_lazy("answer", "In development")),
        "mostly": Sign("three", pgettext_lazy("answer", "Mostly")),
        "in_place": Sign("full", pgettext_lazy("answer", "In place")),
        "not_applicable": NOT_APPLICABLE,
        "none": Sign("unknown", pgettext_lazy("answer", "Not filled in"), "unknown"),
    },
    "checklist": {
        "draft": DRAFT,
        "agreed": Sign("quarter", pgettext_lazy("checklist", "Settled in the coalition")),
        "advice_requested": Sign("half", pgettext_lazy("checklist", "Advice requested")),
        "advice_given": Sign("three", pgettext_lazy("checklist", "Advice given")),
        "closed": Sign("full", pgettext_lazy("checklist", "Closed")),
    },
    "choice": {
        "considered": Sign("dot", pgettext_lazy("intervention", "Being considered")),
        "planned": Sign("quarter", pgettext_lazy("intervention", "Planned")),
        "running": Sign("full", pgettext_lazy("intervention", "Running")),
        "stopped": STOPPED,
        "not_reported": Sign("unknown", pgettext_lazy("intervention", "Not reported"), "unknown"),
        "not_shared": Sign("dash", pgettext_lazy("intervention", "Does not share"), "none"),
    },
    "agreement": {
        "draft": DRAFT,
        "in_consultation": Sign("half", pgettext_lazy("agreement", "In consultation")),
        "in_force": Sign("full", pgettext_lazy("agreement", "In force")),
        "being_evaluated": Sign("three", pgettext_lazy("agreement", "Being evaluated")),
        "ended": Sign("stop", pgettext_lazy("agreement", "Ended"), "stop"),
    },
    "practice": {
        "not_started": Sign("ring", pgettext_lazy("practice", "Not started")),
        "works": Sign("full", pgettext_lazy("practice", "Works")),
        "not_well": Sign("half", pgettext_lazy("practice", "Does not work well")),
        "unknown": UNKNOWN,
    },
    "party": {
        "none": Sign("unknown", pgettext_lazy("partner's answer", "No answer yet"), "unknown"),
        "confirmed": Sign("check", pgettext_lazy("partner's answer", "Confirmed")),
        "confirmed_with_remark": Sign(
            "remark", pgettext_lazy("partner's answer", "Confirmed with a remark")
        ),
        "declined": Sign("cross", pgettext_lazy("partner's answer", "Does not agree")),
        "withdrawn": Sign("withdrawn", pgettext_lazy("partner's answer", "Withdrawn"), "stop"),
    },
    "uptake": {
        "not_discussed": Sign("ring", pgettext_lazy("uptake", "Not discussed yet")),
        "in_discussion": Sign("half", pgettext_lazy("uptake", "Being discussed")),
        "taken_over": Sign("full", pgettext_lazy("uptake", "Taken over")),
        "adapted": Sign("three", pgettext_lazy("uptake", "Taken over with changes")),
        "not_taken_over": Sign("cross", pgettext_lazy("uptake", "Not taken over")),
        "not_applicable": NOT_APPLICABLE,
        "none": Sign("unknown", pgettext_lazy("uptake", "Nothing told yet"), "unknown"),
    },
    "maturity": {
        "process": Sign("half", pgettext_lazy("framework", "Process level")),
        "agreement": Sign("full", pgettext_lazy("framework", "Agreement level")),
    },
    "response": {
        "not_started": Sign("ring", pgettext_lazy("questionnaire", "Not begun")),
        "busy": Sign("half", pgettext_lazy("questionnaire", "Under way")),
        "submitted": Sign("full", pgettext_lazy("questionnaire", "Handed in")),
        "approved": Sign("check", pgettext_lazy("questionnaire", "Handed in and approved")),
        "reopened": Sign("three", pgettext_lazy("questionnaire", "Reopened")),
    },
    "questionnaire": {
        "draft": DRAFT,
        "published": Sign("full", pgettext_lazy("questionnaire", "Published")),
    },
    "round": {
        "planned": Sign("ring", pgettext_lazy("round", "Planned")),
        "open": Sign("half", pgettext_lazy("round", "Open")),
        "closed": Sign("three", pgettext_lazy("round", "Closed")),
        "frozen": Sign("full", pgettext_lazy("round", "Frozen")),
        "published": Sign("check", pgettext_lazy("round", "Results published")),
    },
    "record": {
        "recorded": Sign("full", pgettext_lazy("record", "Recorded")),
        "started": Sign("half", pgettext_lazy("record", "Begun")),
        "not_recorded": Sign("unknown", pgettext_lazy("record", "Not recorded yet"), "unknown"),
    },
    "earned": {
        "recorded": Sign("full", pgettext_lazy("record", "Recorded")),
        "partly": Sign("half", pgettext_lazy("record", "Partly recorded")),
        "not_recorded": Sign("unknown", pgettext_lazy("record", "Not recorded yet"), "unknown"),
    },
    "upkeep": {
        "fresh": Sign("check", pgettext_lazy("upkeep", "Checked in the past year")),
        "old": Sign("clock", pgettext_lazy("upkeep", "Checked more than a year ago")),
        "never": Sign("unknown", pgettext_lazy("upkeep", "Not checked yet"), "unknown"),
    },
    "ambition": {
        "running": Sign("half", pgettext_lazy("ambition", "Running")),
        "reached": Sign("full", pgettext_lazy("ambition", "Reached")),
        "stopped": STOPPED,
    },
    "road_map": {
        "not_started": Sign("ring", pgettext_lazy("road map", "Not started")),
        "busy": Sign("half", pgettext_lazy("road map", "Busy")),
        "done": Sign("check", pgettext_lazy("road map", "Done")),
        "dropped": Sign("stop", pgettext_lazy("road map", "Dropped"), "stop"),
    },
    "value": {
        "suppressed": Sign("hidden", pgettext_lazy("value", "Hidden (privacy)"), "none"),
        "not_available": Sign("dash", pgettext_lazy("value", "Not available"), "none"),
        "not_yet_published": Sign("clock", pgettext_lazy("value", "Not published yet"), "none"),
        "not_applicable": NOT_APPLICABLE,
        "withdrawn": Sign("withdrawn", pgettext_lazy("value", "Withdrawn"), "none"),
    },
    "verdict": {
        "better": Sign(
            "better", pgettext_lazy("verdict", "More favourable than the Netherlands"), "better"
        ),
        "similar": Sign("same", pgettext_lazy("verdict", "Similar to the Netherlands")),
        "worse": Sign(
            "worse", pgettext_lazy("verdict", "Less favourable than the Netherlands"), "worse"
        ),
        "higher": Sign("higher", pgettext_lazy("verdict", "Higher than the Netherlands")),
        "lower": Sign("lower", pgettext_lazy("verdict", "Lower than the Netherlands")),
        "not_compared": Sign("nocmp", pgettext_lazy("verdict", "Not compared"), "none"),
    },
    "trend": {
        "increasing": Sign("up", pgettext_lazy("trend", "Increases")),
        "decreasing": Sign("down", pgettext_lazy("trend", "Decreases")),
        "no_change": Sign("flat", pgettext_lazy("trend", "No clear change")),
        "cannot_judge": Sign("nocmp", pgettext_lazy("trend", "Cannot be judged"), "none"),
    },
    "poll": {
        "open": Sign("half", pgettext_lazy("poll", "Open")),
        "closed": Sign("full", pgettext_lazy("poll", "Closed")),
    },
    "example": {
        "draft": DRAFT,
        "offered": Sign("half", pgettext_lazy("practice example", "Offered to the adviser")),
        "published": Sign("full", pgettext_lazy("practice example", "Published")),
        "withdrawn": Sign("withdrawn", pgettext_lazy("practice example", "Withdrawn"), "stop"),
    },
    "job": {
        "queued": Sign("ring", pgettext_lazy("job", "Waiting")),
        "running": Sign("half", pgettext_lazy("job", "Under way")),
        "done": Sign("check", pgettext_lazy("job", "Ready")),
        "failed": Sign("cross", pgettext_lazy("job", "Did not work")),
        "cancelled": STOPPED,
    },
    "edition": {
        "gathering": Sign("half", pgettext_lazy("edition", "Being gathered")),
        "frozen": Sign("full", pgettext_lazy("edition", "Frozen")),
    },
    "batch": {
        "running": Sign("half", pgettext_lazy("batch", "Under way")),
        "paused": Sign("clock", pgettext_lazy("batch", "Paused")),
        "cancelled": STOPPED,
        "done": Sign("check", pgettext_lazy("batch", "Ready")),
    },
}


def sign_for(family: str, key: object) -> Sign:
    """Return the sign of a value. A family must exist; a value we do not know reads "not known"."""
    signs = SIGNS[family]
    if key in {None, ""}:
        return signs.get("none", UNKNOWN)
    return signs.get(str(key), UNKNOWN)
