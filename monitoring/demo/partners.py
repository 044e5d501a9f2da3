"""Invented partners, parents and actions of one coalition. No real organisation, no real person."""

from typing import Any

from coalitions.models import (
    Action,
    Coalition,
    CoalitionLead,
    ContactPerson,
    Organisation,
    ParentInvolvement,
    Partnership,
    PartnerType,
)
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from monitoring.demo.common import (
    day,
    day_or_none,
    moment,
    read,
    rich_coalition,
    user,
)


def is_loaded() -> bool:
    return Partnership.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    facts = read("eindhoven.json")
    coalition = rich_coalition()
    with clock.travel(moment("2026-03-03")):
        found = _add_partners(coalition, facts["partners"])
        lead = found[facts["lead"]["organisation"]]
        CoalitionLead.objects.create(
            coalition=coalition, name=facts["lead"]["name"], organisation=lead
        )
        coalition.lead_organisation = lead
        coalition.description = facts["description"]
        save_versioned(
            coalition, expected_version=None, fields=["lead_organisation", "description"]
        )
        for values in facts["parents"]:
            on = day(values["took_place_on"])
            ParentInvolvement.objects.create(coalition=coalition, **{**values, "took_place_on": on})
        for values in facts["actions"]:
            _add_action(coalition, values, found)


def _add_partners(coalition: Coalition, rows: list[dict[str, Any]]) -> dict[str, Organisation]:
    types = {row.key: row for row in PartnerType.objects.all()}
    found: dict[str, Organisation] = {}
    for row in rows:
        found[row["name"]] = Organisation.objects.create(name=row["name"], is_demo=True)
        partnership = Partnership.objects.create(
            coalition=coalition,
            organisation=found[row["name"]],
            partner_type=types[row["type"]],
            role=row["role"],
            since=day(row["since"]),
        )
        if name := row.get("contact"):
            address = name.partition(" ")[0].lower() + "@demo.example"
            ContactPerson.objects.create(partnership=partnership, name=name, email=address)
    return found


def _add_action(
    coalition: Coalition, values: dict[str, Any], found: dict[str, Organisation]
) -> None:
    Action.objects.create(
        coalition=coalition,
        title=values["title"],
        assigned_to=user(values["user"]) if "user" in values else None,
        organisation=found[values["organisation"]] if "organisation" in values else None,
        due_on=day_or_none(values["due_on"]),
        state=values["state"],
        done_on=day_or_none(values.get("done_on")),
        result=values.get("result", ""),
    )
