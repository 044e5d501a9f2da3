"""Nothing that the site says of figures or of the line of reasoning claims a cause."""

import importlib.util
import json
import re
from pathlib import Path

import polib
import pytest
from django.core.cache import cache
from django.urls import reverse

from coalitions.models import Ambition
from interventions.models import Choice, ChoiceMunicipality, Reach
from monitoring.models import InterpretationAmbition
from tests import factories as make
from tests.causal import causal
from tests.talks import count, talk

ROOT = Path(__file__).resolve().parents[2]
NOT_OF_FIGURES = {"guide.py"}  # how an export came about
# What speaks of figures, what is read in them and what is done.
SPEAKING = (
    "monitoring/*.py",
    "monitoring/charts/*.py",
    "monitoring/exporters/*.py",
    "monitoring/forms/*.py",
    "monitoring/models/*.py",
    "monitoring/selectors/*.py",
    "monitoring/services/*.py",
    "monitoring/views/*.py",
    "interventions/selectors/reach.py",
    "kansrijkestart/dashboard/views/region_figures.py",
    "kansrijkestart/dashboard/views/national.py",
    "templates/monitoring/*.html",
    "templates/dashboard/region_figures.html",
    "templates/dashboard/national.html",
)


def tool():
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools/messages.py")
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spoken():
    """Every message of these files, in both languages."""
    reading = tool()
    catalogue = polib.pofile(str(ROOT / "locale/nl/LC_MESSAGES/django.po"))
    dutch = {(one.msgctxt, one.msgid): one for one in catalogue}
    for pattern in SPEAKING:
        for path in sorted(ROOT.glob(pattern)):
            if path.name in NOT_OF_FIGURES:
                continue
            is_python = path.suffix == ".py"
            read = reading.python_messages if is_python else reading.template_messages
            for message in read(path.read_text(encoding="utf-8"), path.name):
                entry = dutch[message.context, message.singular]
                yield path.name, "en", f"{message.singular} {message.plural or ''}"
                for words in (entry.msgstr, *entry.msgstr_plural.values()):
                    yield path.name, "nl", words


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Het huisbezoek leidt tot minder vroeggeboorte.", "nl"),
        ("Dit leidde volgens de coalitie tot een daling.", "nl"),
        ("Dankzij de afspraak daalt het cijfer.", "nl"),
        ("Het effect van de interventie", "nl"),
        ("Een interventie met effect op roken", "nl"),
        ("Roken veroorzaakt vroeggeboorte.", "nl"),
        ("Dit komt door de inzet van het wijkteam.", "nl"),
        ("Gedaald door deze interventie", "nl"),
        ("De aanpak zorgt voor minder zorgen.", "nl"),
        ("waardoor het cijfer daalt", "nl"),
        ("als gevolg van de afspraak", "nl"),
        ("It fell because of the visits.", "en"),
        ("The visits led, so it seems, to a lower figure.", "en"),
        ("Thanks to the agreement", "en"),
        ("This has an effect on smoking.", "en"),
        ("Smoking causes it.", "en"),
        ("The rise was due to debts.", "en"),
    ],
)
def test_the_list_hears_a_claim(words, language):
    assert causal(words, language)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Vastgelegd door de coördinator", "nl"),
        ("Ga door naar de volgende stap.", "nl"),
        ("Wie zorgt voor de sociale kaart?", "nl"),
        ("Het cijfer ligt hoger dan in Nederland.", "nl"),
        ("Van 2017 tot en met 2021 gaat het cijfer omhoog.", "nl"),
        ("Because: your ambition is about this phase.", "en"),
        ("Lead of the region", "en"),
        ("The figure goes up.", "en"),
        ("Een verschil zegt niet waardoor het komt.", "nl"),
    ],
)
def test_the_list_is_silent_where_no_cause_is_meant(words, language):
    assert not causal(words, language)


def test_no_message_about_figures_claims_a_cause():
    found = list(spoken())
    assert len(found) > 500
    claims = [(name, claim) for name, language, text in found for claim in causal(text, language)]
    assert claims == []


def test_the_demonstration_claims_no_cause_either():
    for name in ("reasoning.json", "reach.json", "plan.json"):
        text = (ROOT / "monitoring/demo/data" / name).read_text(encoding="utf-8")
        assert causal(json.dumps(json.loads(text), ensure_ascii=False), "nl") == [], name


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_about_figures_claims_a_cause(client, sign_in, language):
    cache.clear()
    coalition = make.CoalitionFactory.create(name="Beekdal")
    place = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    definition = make.DefinitionFactory.create()
    known = {"definition": definition, "municipality": place}
    for year, own in ((2021, 40), (2022, 30)):
        make.ObservationFactory.create(
            period_start=year, period_end=year, numerator=own, value=own, **known
        )
    indicator = definition.indicator
    row = talk(coalition, indicator=indicator, read_from=2021, read_until=2021)
    count(row, "Oost", 7, 50, municipality=place)
    ambition = Ambition.objects.create(coalition=coalition, title="Eerder in beeld")
    InterpretationAmbition.objects.create(interpretation=row, ambition=ambition)
    choice: Choice = make.ChoiceFactory.create(coalition=coalition, ambition=ambition)
    ChoiceMunicipality.objects.create(choice=choice, municipality=place)
    Reach.objects.create(choice=choice, municipality=place, year=2024, planned=30, reached=24)
    make.AgreementFactory.create(coalition=coalition)
    sign_in("coordinator", coalition)
    for name, args in (
        ("monitoring:reasoning", []),
        ("monitoring:interpretations", []),
        ("monitoring:interpretation_add", []),
        ("monitoring:interpretation_ambition", [row.pk]),
        ("monitoring:group_add", [row.pk]),
        ("monitoring:coalition", []),
        ("monitoring:indicator", [indicator.key]),
        ("monitoring:suggestions", []),
    ):
        address = reverse(name, args=[coalition.slug, *args])
        text = client.get(address, headers={"accept-language": language}).content.decode()
        text = text.split("<main", 1)[1].split("</main>", 1)[0]
        assert causal(re.sub(r"<[^>]*>", " ", text), language) == [], address
