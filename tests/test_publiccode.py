"""publiccode.yml has what its standard (0.4) demands, and names nobody who is not known."""

from pathlib import Path
from urllib.parse import urlsplit

import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
ABOUT = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
# What the standard calls mandatory, and the words of its lists that we use.
MANDATORY = {"publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus"}
MANDATORY |= {"softwareType", "description", "legal", "maintenance", "localisation"}
CATEGORIES = {"collaboration", "data-analytics", "data-collection", "data-visualization"}
CATEGORIES |= {"knowledge-management"}
SCOPES = {"healthcare", "local-authorities", "welfare"}
ASKED_WITH = {"internal": "contacts", "community": "contacts", "contract": "contractors"}


def test_everything_mandatory_is_there():
    assert ABOUT.keys() >= MANDATORY
    assert ABOUT["publiccodeYmlVersion"] == "0.4"
    assert ABOUT["legal"]["license"] == "EUPL-1.2"
    assert ABOUT["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert ABOUT["softwareType"] == "standalone/web"
    assert set(ABOUT["categories"]) <= CATEGORIES
    assert set(ABOUT["intendedAudience"]["scope"]) <= SCOPES


def test_each_language_of_the_site_is_described_within_the_limits():
    languages = {code for code, _name in settings.LANGUAGES}
    assert set(ABOUT["localisation"]["availableLanguages"]) == languages
    assert set(ABOUT["description"]) == languages
    for words in ABOUT["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert 5 <= len(words["features"]) <= 20, "the number that the standard suggests"
        assert all((ROOT / picture).is_file() for picture in words["screenshots"])


def test_what_must_run_beside_it_is_what_the_containers_bring():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    needed = {one["name"].lower(): one for one in ABOUT["dependsOn"]["open"]}
    assert needed["postgresql"]["versionMin"] == services["postgres"]["image"].split(":")[1]
    assert services["redis"]["image"].startswith("redis:")
    assert needed.keys() == {"postgresql", "redis"}


def test_what_is_not_known_is_left_out():
    address = urlsplit(ABOUT["url"])
    assert address.scheme == "https"
    assert not address.hostname.startswith("example.")
    maintenance = ABOUT["maintenance"]
    asked = ASKED_WITH.get(maintenance["type"])
    assert set(maintenance) == {"type", asked} - {None}
    if asked:
        assert all(" " in person["name"] for person in maintenance[asked])
    if address.hostname.endswith(".invalid"):
        assert "softwareVersion" not in ABOUT, "a released version has an address"
