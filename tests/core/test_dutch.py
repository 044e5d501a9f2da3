"""Reference texts on an English page say that they are Dutch, wherever they stand."""

from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import override

from agreements.models import AgreementTheme
from coalitions.models import Principle
from tests import factories as make
from tests.checklist.make import local_checklist

pytestmark = pytest.mark.django_db
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "use", "circle", "rect", "line"}


class Reading(HTMLParser):
    """Collects (text, is marked as Dutch) of everything a reader meets in the body."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.found: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang")))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tags = [tag for tag, _lang in self.open]
        if "body" in tags and "svg" not in tags:
            spoken = [lang for _tag, lang in self.open if lang]
            text = data.replace("\N{SOFT HYPHEN}", "")
            self.found.append((text, bool(spoken) and spoken[-1] == "nl"))


def read(client, address):
    page = client.get(address, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200, address
    html = page.content.decode()
    assert '<html lang="en">' in html
    reading = Reading()
    reading.feed(html)
    return reading.found


@pytest.fixture
def record():
    """A coalition with one of every kind of reference text, each with a name to be found."""
    row = make.CoalitionMunicipalityFactory.create(coalition__name="Best")
    coalition = row.coalition
    make.PartnershipFactory.create(
        coalition=coalition, partner_type__name="Wijkverpleging en kraamzorg"
    )
    definition = make.DefinitionFactory.create(indicator__name="Roken in de zwangerschap")
    make.ObservationFactory.create(municipality=row.municipality, definition=definition)
    make.InterventionFactory.create(name="Stevig van Start")
    theme = make.ThemeFactory.create(name="Prenataal huisbezoek")
    agreement = make.AgreementFactory.create(coalition=coalition)
    AgreementTheme.objects.create(agreement=agreement, theme=theme)
    local_checklist()
    return coalition, definition.indicator


NAMES = {
    "indicator": "Roken in de zwangerschap",
    "partner": "Wijkverpleging en kraamzorg",
    "intervention": "Stevig van Start",
    "theme": "Prenataal huisbezoek",
}


@pytest.mark.parametrize(
    ("page", "kinds"),
    [
        ("coalitions:detail", ["indicator"]),
        ("coalitions:known", ["indicator"]),
        ("coalitions:partners", ["partner"]),
        ("coalitions:partners_add", ["partner"]),
        ("monitoring:coalition", ["indicator"]),
        ("monitoring:indicator", ["indicator"]),
        ("interventions:choice_add", ["intervention"]),
        ("interventions:catalogue", ["intervention"]),
        ("agreements:create", ["theme"]),
        ("agreements:list", ["theme"]),
    ],
)
def test_reference_texts_are_marked_on_english_pages(client, sign_in, record, page, kinds):
    coalition, indicator = record
    sign_in("coordinator", coalition)
    own = {
        "monitoring:indicator": [coalition.slug, indicator.key],
        "interventions:catalogue": [],
    }
    found = read(client, reverse(page, args=own.get(page, [coalition.slug])))
    for kind in kinds:
        met = [marked for text, marked in found if NAMES[kind] in text]
        assert met, f"{kind} is not on {page}"
        assert all(met), f"{kind} stands unmarked on {page}"


def test_principles_are_marked_in_heading_path_and_list(client, sign_in, record):
    coalition, _indicator = record
    sign_in("coordinator", coalition)
    client.post(reverse("coalitions:checklist_start", args=[coalition.slug]))
    principle = Principle.objects.filter(number=1, checklist__scope="local").last()
    for page, args in (("checklist", []), ("principle", [1])):
        found = read(client, reverse(f"coalitions:{page}", args=[coalition.slug, *args]))
        met = [marked for text, marked in found if principle.screen_title in text]
        assert met, page
        assert all(met), page


def test_what_was_escaped_already_is_not_escaped_again():
    source = "kader van 's-Hertogenbosch & co"
    template = Template(
        "{% load i18n %}{% blocktranslate asvar words %}Source: {{ source }}{% endblocktranslate %}"
        "{{ words|dutch_part:source }}"
    )
    shown = "kader van &#x27;s-Hertogenbosch &amp; co"
    with override("en"):
        english = template.render(Context({"source": source}))
    with override("nl"):
        dutch = template.render(Context({"source": source}))
    assert english == f'Source: <span lang="nl">{shown}</span>'
    assert dutch == f"Bron: {shown}"


def test_on_a_dutch_page_nothing_is_added_and_everything_is_escaped():
    template = Template("{{ text|dutch }}|{{ text|dutch_part:part }}")
    words = Context({"text": "<b>Naam</b> & co", "part": "Naam</b>"})
    with override("nl"):
        assert "lang" not in template.render(words)
    with override("en"):
        whole, part = template.render(words).split("|")
    assert whole == '<span lang="nl">&lt;b&gt;Naam&lt;/b&gt; &amp; co</span>'
    assert part == '&lt;b&gt;<span lang="nl">Naam&lt;/b&gt;</span> &amp; co'
