"""What the sections of the demo share: their files, moments and the people in them."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from coalitions.models import Coalition, Organisation
from kansrijkestart.accounts.models import User

FOLDER = Path(__file__).resolve().parent / "data"
REGION = "eindhoven-de-kempen"
RICH = "eindhoven"
NEARLY_EMPTY = "best"
COORDINATOR = "coordinator@demo.example"
ADVISER = "adviseur@demo.example"


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def day(text: str) -> date:
    return date.fromisoformat(text)


def day_or_none(text: str | None) -> date | None:
    """A day that may be unknown."""
    return day(text) if text else None


def moment(text: str) -> datetime:
    """Nine in the morning of a day in the story."""
    hour = time(9, tzinfo=ZoneInfo("Europe/Amsterdam"))
    return datetime.combine(date.fromisoformat(text), hour)


def user(email: str) -> User:
    return User.objects.get(email=email)


def rich_coalition() -> Coalition:
    """The coalition whose whole record is filled with invented content."""
    return Coalition.objects.get(slug=RICH)


def organisations() -> dict[str, Organisation]:
    """The invented organisations by name."""
    return {row.name: row for row in Organisation.objects.filter(is_demo=True)}
