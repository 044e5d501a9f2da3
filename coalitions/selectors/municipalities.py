"""Names of municipalities as people type them: other spellings, accents, several in one field."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

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
    """What was recognised, what exists no longer, and what is unknown with the closest name."""

    found: list[Municipality] = field(default_factory=list)
    former: list["Former"] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Former:
    """A municipality that was abolished, with those of today that its area belongs to."""

    municipality: Municipality
    successors: list[Municipality]

    @property
    def names(self) -> str:
        return ", ".join(one.name for one in self.successors)

    @property
    def words(self) -> str:
        """That it exists no longer, since when, and where its area is now."""
        said = {"name": self.municipality.name, "day": _day(self.municipality.valid_until)}
        text = _("%(name)s exists no longer since %(day)s.") % said
        if not self.successors:
            return text
        return f"{text} " + _("Its area now belongs to: %(names)s.") % {"names": self.names}


def former_municipalities(text: str) -> list[Former]:
    """Find what was abolished by its exact name, other spelling or code."""
    wanted = _PREFIX.sub("", fold(text))
    aliases = MunicipalityAlias.objects.filter(name_fold=wanted)
    named = Q(name_fold=wanted) | Q(code__iexact=wanted) | Q(pk__in=aliases.values("municipality"))
    found = Municipality.objects.filter(named, valid_until__lte=clock.today())
    return [Former(one, _successors(one)) for one in found.order_by("-valid_until", "code")]


def _successors(municipality: Municipality) -> list[Municipality]:
    """Follow successions until municipalities of today; an area can pass on more than once."""
    found: dict[int, Municipality] = {}
    seen, look_at = {municipality.pk}, [municipality.pk]
    while look_at:
        rows = Municipality.objects.filter(precessions__predecessor__in=look_at).distinct()
        fresh = [one for one in rows if one.pk not in seen]
        seen |= {one.pk for one in fresh}
        found |= {one.pk: one for one in fresh if one.valid_until is None}
        look_at = [one.pk for one in fresh if one.valid_until is not None]
    return sorted(found.values(), key=lambda one: one.name_fold)


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


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
    if former := former_municipalities(parts[0]):
        resolved.former.append(former[0])
        return parts[1:]
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
