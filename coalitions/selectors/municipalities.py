"""Names of municipalities as people type them: other spellings, accents, several in one field."""

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches

from coalitions.models import Municipality, MunicipalityAlias
from kansrijkestart.core import clock

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_PREFIX = re.compile(r"^(gemeente|municipality)\s+")


def fold(name: str) -> str:
    """Write a name without case and accents, as the stored fold column does."""
    letters = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.lower().split())


@dataclass
class Resolved:
    """What was recognised, and what was not, with the closest name when there is one."""

    found: list[Municipality] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


def _names_today() -> dict[str, Municipality]:
    valid = {m.pk: m for m in Municipality.objects.valid_on(clock.today())}
    names = {
        alias.name_fold: valid[alias.municipality_id]
        for alias in MunicipalityAlias.objects.filter(municipality__in=valid)
    }
    for municipality in valid.values():
        names[municipality.code.lower()] = municipality
        names[municipality.name_fold] = municipality
    return names


def resolve_municipalities(text: str) -> Resolved:
    """Read names or codes with commas, semicolons or new lines between them.

    A name may hold a comma itself (Nuenen, Gerwen en Nederwetten), so the longest run of parts that
    is a name wins.
    """
    names = _names_today()
    resolved = Resolved()
    for line in re.split(r"[;\n]", text):
        parts = [part.strip() for part in line.split(",") if part.strip()]
        while parts:
            parts = _take_one(parts, names, resolved)
    return resolved


def _take_one(parts: list[str], names: dict[str, Municipality], resolved: Resolved) -> list[str]:
    for length in range(min(len(parts), 4), 0, -1):
        key = _PREFIX.sub("", fold(", ".join(parts[:length])))
        if key in names:
            if names[key] not in resolved.found:
                resolved.found.append(names[key])
            return parts[length:]
    close = get_close_matches(_PREFIX.sub("", fold(parts[0])), names, n=1, cutoff=0.6)
    resolved.unknown.append((parts[0], names[close[0]].name if close else ""))
    return parts[1:]


def municipality_names() -> list[str]:
    """Return the names that exist today, as suggestions."""
    return list(
        Municipality.objects.valid_on(clock.today())
        .order_by("name_fold")
        .values_list("name", flat=True)
    )
