"""When an own offer looks like something of the catalogue: a suggestion, never a change."""

import re
import unicodedata
from collections.abc import Iterable

from coalitions.models import Coalition
from interventions.models import Choice, Intervention, InterventionName, LocalOffer

# A shorter name is found in too many words ("GIZ" in other letters) to ask about.
LEAST_LETTERS = 4


def looks_like(coalition: Coalition, offers: Iterable[LocalOffer]) -> dict[int, Intervention]:
    """Return, per own offer (by key), a known intervention that its text names.

    Only those of the catalogue that the coalition did not choose; the longest name wins. Two
    queries, for any number of offers.
    """
    chosen = set(Choice.objects.filter(coalition=coalition).values_list("intervention", flat=True))
    names = [
        (name, intervention)
        for name, intervention in _names()
        if intervention.pk not in chosen and len(name) >= LEAST_LETTERS
    ]
    names.sort(key=lambda pair: -len(pair[0]))
    found = {}
    for offer in offers:
        words = f" {plain(offer.text)} "
        hit = next((one for name, one in names if f" {name} " in words), None)
        if hit:
            found[offer.pk] = hit
    return found


def _names() -> list[tuple[str, Intervention]]:
    rows = {row.pk: row for row in Intervention.objects.catalogue()}
    own = [(plain(row.name), row) for row in rows.values()]
    other = InterventionName.objects.filter(intervention__in=rows)
    return own + [(plain(name.name), rows[name.intervention_id]) for name in other]


def plain(text: str) -> str:
    """Return the words of a text without case, accents and signs: "Home-Start!" is "homestart"."""
    letters = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", re.sub(r"(?<=\w)[-\u2010-\u2013](?=\w)", "", bare)))
