"""Loads municipalities, regions, partner types, checklists and the programme's frame."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coalitions.models import (
    ChainStep,
    Checklist,
    GidsListing,
    Municipality,
    MunicipalityAlias,
    MunicipalitySuccession,
    PartnerType,
    Principle,
    ProgrammeGoal,
    Region,
    RegionMunicipality,
    RoadMapTemplate,
    Statement,
    Tool,
)
from kansrijkestart.core.reference import Sync, Values, day, number, read_csv, read_json

FOLDER = Path(__file__).resolve().parents[1] / "reference"


def load(sync: Sync) -> None:
    municipalities = _load_municipalities(sync)
    _load_ggd_regions(sync, municipalities)
    _load_gids(sync, municipalities)
    _load_lists(sync)
    _load_checklists(sync)


def _load_municipalities(sync: Sync) -> dict[str, Municipality]:
    rows = read_csv(FOLDER / "municipalities.csv")
    municipalities: dict[str, Municipality] = sync.rows(
        Municipality,
        ["code"],
        (
            {
                "code": row["code"],
                "name": row["name"],
                "province": row["province"],
                "valid_from": day(row["valid_from"]),
                "valid_until": day(row["valid_until"]),
                "tile_col": number(row["tile_col"]),
                "tile_row": number(row["tile_row"]),
                "note": row["note"],
            }
            for row in rows
        ),
    )
    sync.rows(
        MunicipalityAlias,
        ["municipality_id", "name"],
        (
            {"municipality_id": municipalities[row["code"]].pk, "name": row["name"]}
            for row in read_csv(FOLDER / "aliases.csv")
        ),
    )
    sync.rows(
        MunicipalitySuccession,
        ["predecessor_id", "successor_id"],
        (
            {
                "predecessor_id": municipalities[row["predecessor"]].pk,
                "successor_id": municipalities[row["successor"]].pk,
                "effective_on": day(row["effective_on"]),
            }
            for row in read_csv(FOLDER / "successions.csv")
        ),
    )
    return municipalities


def _load_ggd_regions(sync: Sync, municipalities: dict[str, Municipality]) -> None:
    regions: dict[str, Region] = sync.rows(
        Region,
        ["slug"],
        (
            {"slug": row["slug"], "code": row["code"], "name": row["name"], "kind": "ggd"}
            for row in read_csv(FOLDER / "ggd_regions.csv")
        ),
    )
    by_code = {region.code: region for region in regions.values()}
    sync.rows(
        RegionMunicipality,
        ["region_id", "municipality_id"],
        (
            {
                "region_id": by_code[row["ggd_code"]].pk,
                "municipality_id": municipalities[row["code"]].pk,
                "since": day(row["valid_from"]),
                "until": day(row["valid_until"]),
            }
            for row in read_csv(FOLDER / "municipalities.csv")
        ),
    )


def _load_gids(sync: Sync, municipalities: dict[str, Municipality]) -> None:
    sync.rows(
        GidsListing,
        ["municipality_id"],
        (
            {
                "municipality_id": municipalities[row["code"]].pk,
                "is_gids": row["is_gids"] == "ja",
                "name_in_source": row["name_in_source"],
                "tranche": row["tranche"],
            }
            for row in read_csv(FOLDER / "gids_2019.csv")
        ),
    )


def _load_lists(sync: Sync) -> None:
    sync.rows(
        PartnerType,
        ["key"],
        (
            {**row, "position": position}
            for position, row in enumerate(read_csv(FOLDER / "partner_types.csv"), start=1)
        ),
    )
    sync.rows(
        ChainStep,
        ["key"],
        (
            {"number": int(row["number"]), "key": row["key"], "title": row["title"]}
            for row in read_csv(FOLDER / "chain_steps.csv")
        ),
    )
    sync.rows(
        ProgrammeGoal,
        ["number"],
        (
            {"number": int(row["number"]), "text": row["text"], "source": row["source"]}
            for row in read_csv(FOLDER / "programme_goals.csv")
        ),
    )
    sync.rows(
        RoadMapTemplate,
        ["key"],
        (
            {**row, "position": position, "due_on": day(row["due_on"])}
            for position, row in enumerate(read_csv(FOLDER / "road_map.csv"), start=1)
        ),
    )


def _load_checklists(sync: Sync) -> None:
    texts: list[dict[str, Any]] = read_json(FOLDER / "checklists.json")
    fields = ("key", "scope", "title", "valid_from", "valid_until", "note", "source")
    checklists: dict[str, Checklist] = sync.rows(
        Checklist, ["key"], ({name: text[name] for name in fields} for text in texts)
    )
    principles: dict[tuple[int, int], Principle] = sync.rows(
        Principle, ["checklist_id", "number"], _principles(texts, checklists)
    )
    parts = [
        (principles[checklists[text["key"]].pk, principle["number"]].pk, principle)
        for text in texts
        for principle in text["principles"]
    ]
    sync.rows(
        Statement,
        ["key"],
        (
            {**statement, "principle_id": pk, "position": position}
            for pk, principle in parts
            for position, statement in enumerate(principle["statements"], start=1)
        ),
    )
    sync.rows(
        Tool,
        ["principle_id", "name"],
        (
            {**tool, "principle_id": pk, "position": position}
            for pk, principle in parts
            for position, tool in enumerate(principle["tools"], start=1)
        ),
    )


def _principles(texts: list[dict[str, Any]], checklists: dict[str, Checklist]) -> Iterator[Values]:
    fields = ("number", "key", "title", "screen_title", "question")
    for text in texts:
        for principle in text["principles"]:
            values = {name: principle[name] for name in fields}
            yield {"checklist_id": checklists[text["key"]].pk, **values}
