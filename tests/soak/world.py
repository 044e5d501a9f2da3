"""The world of the access matrix, with enough in it that every form can be filled in."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from coalitions.models import Action, PracticeExample, Statement
from monitoring.models import Questionnaire
from tests import factories as make
from tests.access.world import World, make_world


def full_world() -> World:
    """Return the world with themes, interventions, partners, an agreement and an action."""
    world = make_world()
    make.ThemeFactory.create_batch(2)
    make.InterventionFactory.create_batch(3)
    make.PartnerTypeFactory.create_batch(2)
    for partnership in make.PartnershipFactory.create_batch(2, coalition=world.coalition):
        agreement = make.AgreementFactory.create(coalition=world.coalition)
        make.PartyFactory.create(agreement=agreement, organisation=partnership.organisation)
        make.AgreementVersionFactory.create(agreement=agreement)
    make.ChoiceFactory.create(coalition=world.coalition)
    Action.objects.create(coalition=world.coalition, title="Bellen")
    return world


def make_room() -> None:
    """Let the next world have statements, examples and questionnaires with the same keys."""
    Statement.objects.update(key=Cast("pk", CharField()))
    slug = Concat(Value("x"), Cast("pk", CharField()))
    PracticeExample.objects.update(slug=slug)
    Questionnaire.objects.update(key=slug)
