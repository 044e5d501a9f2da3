"""What tests of care pathways have in common."""

from agreements.selectors.pathways import asked_of
from agreements.services.pathways import pathway_line_add


def place_of(coalition):
    return coalition.coverage.first().municipality


def line(pathway, text="Spreekuur", question="support", **values):
    return pathway_line_add(pathway=pathway, question=question, text=text, **values)


def texts(pathway, question="support"):
    rows = {asked.question: asked.answers for asked in asked_of(pathway)}
    return [answer.title for answer in rows[question]]
