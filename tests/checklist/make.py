"""A checklist like the local one of 2023 in small, and a round of it."""

from coalitions.models import Assessment, Principle
from tests import factories as make

KEYS = ("trekker", "samenstelling")


def local_checklist(statements=("L2.1", "L2.2", "L2.3"), scope="local"):
    """Two principles: one free, one on composition with the given statements."""
    checklist = make.ChecklistFactory.create(scope=scope)
    for number, key in enumerate(KEYS, start=1):
        principle = make.PrincipleFactory.create(
            checklist=checklist, number=number, key=key, screen_title=f"Principe {key}"
        )
        keys = statements if key == "samenstelling" else ("L1.1", "L1.2")
        for position, name in enumerate(keys):
            make.StatementFactory.create(principle=principle, key=name, position=position)
    return checklist


def partner(coalition, kind, name=None):
    from coalitions.models import PartnerType

    known = PartnerType.objects.filter(key=kind).first()
    kwargs = {"organisation__name": name} if name else {}
    return make.PartnershipFactory.create(
        coalition=coalition,
        partner_type=known or make.PartnerTypeFactory.create(key=kind),
        **kwargs,
    )


def round_of(coalition=None, state="draft", **fields):
    coalition = coalition or make.CoalitionFactory.create()
    checklist = fields.pop("checklist", None) or local_checklist(scope=coalition.scope)
    if state != "draft":
        fields.setdefault("agreed_on", "2026-01-12")
    number = fields.pop("number", 1)
    return Assessment.objects.create(
        coalition=coalition, checklist=checklist, round=number, state=state, **fields
    )


def principle(assessment, key="samenstelling") -> Principle:
    return Principle.objects.get(checklist=assessment.checklist, key=key)


def statement(assessment, key="L2.1"):
    from coalitions.models import Statement

    return Statement.objects.get(principle__checklist=assessment.checklist, key=key)


def fields(assessment, key="samenstelling", note="", **chosen):
    """Return what a browser posts for a page: everything empty but ``chosen`` (L2_1__now="…")."""
    data = {"note-explanation": note, "note-version": "0"}
    for row in principle(assessment, key).statements.all():
        prefix = f"s{row.pk}"
        data |= {f"{prefix}-{name}": "" for name in ("wished", "explanation", "evidence", "owner")}
        data |= {f"{prefix}-due_on": "", f"{prefix}-version": "0"}
    for name, value in chosen.items():
        code, field = name.split("__")
        data[f"s{statement(assessment, code.replace('_', '.')).pk}-{field}"] = value
    return data
