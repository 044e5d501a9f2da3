"""Triggers of the year: what is published or frozen never changes, whatever writes."""

import pgtrigger

from coalitions.models.guards import refuse

EVERY_WRITE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def _part_of_published(join: str, where: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="part_of_a_draft",
        when=pgtrigger.Before,
        operation=EVERY_WRITE,
        declare=[("asked", "record")],
        func=f"""
IF TG_OP = 'DELETE' THEN asked := OLD; ELSE asked := NEW; END IF;
IF EXISTS (SELECT 1 FROM monitoring_questionnaireversion v{join}
    WHERE {where} AND v.state = 'published') THEN
    RAISE EXCEPTION 'a published questionnaire does not change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'monitoring_published_stays';
END IF;
RETURN asked;
""",  # noqa: S608  names of this code, no input
    )


def part_of_a_draft() -> pgtrigger.Trigger:
    """Refuse every write of a part of a published questionnaire."""
    return _part_of_published("", "v.id = asked.questionnaire_version_id")


def option_of_a_draft() -> pgtrigger.Trigger:
    """The same for an answer that can be chosen."""
    join = " JOIN monitoring_question q ON q.questionnaire_version_id = v.id"
    return _part_of_published(join, "q.id = asked.question_id")


def published_stays() -> pgtrigger.Trigger:
    """Refuse that a published version changes or goes."""
    return pgtrigger.Trigger(
        name="published_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__state="published"),
        func="""
RAISE EXCEPTION 'a published questionnaire does not change'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'monitoring_published_stays';
""",
    )


def section_of_its_version() -> pgtrigger.Trigger:
    """Refuse a question in a section, or asked after a question, of another version."""
    return refuse(
        "section_of_its_version",
        """NOT EXISTS (
    SELECT 1 FROM monitoring_questionsection s WHERE s.id = NEW.section_id
        AND s.questionnaire_version_id = NEW.questionnaire_version_id
) OR (NEW.asked_after_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM monitoring_question o WHERE o.id = NEW.asked_after_id
        AND o.questionnaire_version_id = NEW.questionnaire_version_id
))""",
        "a part of another questionnaire",
    )


def round_of_published() -> pgtrigger.Trigger:
    """Refuse a round about a questionnaire that may still change."""
    return refuse(
        "round_of_published",
        """NOT EXISTS (
    SELECT 1 FROM monitoring_questionnaireversion v
    WHERE v.id = NEW.questionnaire_version_id AND v.state = 'published'
)""",
        "publish the questionnaire first",
    )


def question_of_its_round() -> pgtrigger.Trigger:
    """Refuse an answer to a question that the round does not ask."""
    return refuse(
        "question_of_its_round",
        """NOT EXISTS (
    SELECT 1 FROM monitoring_response r
        JOIN monitoring_round o ON o.id = r.round_id
        JOIN monitoring_question q ON q.questionnaire_version_id = o.questionnaire_version_id
    WHERE r.id = NEW.response_id AND q.id = NEW.question_id
)""",
        "the round does not ask this question",
    )


def round_stays() -> pgtrigger.Trigger:
    """Refuse that a response moves to another round or municipality."""
    columns = ("round_id", "municipality_id")
    return refuse(
        "response_stays",
        " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns),
        "a response stays where it belongs",
        operation=pgtrigger.UpdateOf(*columns),
    )


def frozen_stays() -> pgtrigger.Trigger:
    """Refuse that a frozen edition changes or goes."""
    return pgtrigger.Trigger(
        name="frozen_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__state="frozen"),
        func="""
RAISE EXCEPTION 'a frozen edition does not change'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'monitoring_frozen_stays';
""",
    )


def part_of_frozen() -> pgtrigger.Trigger:
    """Refuse every write of what an edition holds, once it is frozen."""
    return pgtrigger.Trigger(
        name="part_of_frozen",
        when=pgtrigger.Before,
        operation=EVERY_WRITE,
        declare=[("asked", "record")],
        func="""
IF TG_OP = 'DELETE' THEN asked := OLD; ELSE asked := NEW; END IF;
IF EXISTS (SELECT 1 FROM monitoring_edition e
    WHERE e.id = asked.edition_id AND e.state = 'frozen') THEN
    RAISE EXCEPTION 'a frozen edition does not change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'monitoring_frozen_stays';
END IF;
RETURN asked;
""",
    )
