"""The first ten minutes, along the guide only: no more screens than promised, and then a paper."""

from urllib.parse import urlsplit

from tests.e2e.arrivals import invited
from tests.e2e.downloads import words

# What the first ten minutes are of, for each of the three.
SCREENS = 6
# People and places of their own, so that nobody else takes a step of their guide.
NEW = """
from coalitions.models import AdviceRequest, Assessment, Checklist, Municipality
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.services.addresses import address_prove
from kansrijkestart.core import clock
from tests import factories as make
place = Municipality.objects.get(name="{place}", valid_until=None)
own = make.CoalitionFactory.create(name="{place}", slug="{slug}", stage="forming")
make.CoalitionMunicipalityFactory.create(coalition=own, municipality=place)
user = User.objects.create_user("{email}", "kansrijk-demo-1000", name="Iemand nieuw")
address_prove(user=user)
"""
ADVISER = """
make.NationalRoleFactory.create(user=user, role="adviser")
make.CaseloadFactory.create(adviser=user, coalition=own)
make.ConsentFactory.create(municipality=place, kind="checklist_adviser")
asked = Checklist.objects.get(key="local-2023")
begun = Assessment.objects.create(
    coalition=own, checklist=asked, round=1, state="advice_requested", agreed_on=clock.today()
)
AdviceRequest.objects.create(assessment=begun, principle=asked.principles.get(number=2))
"""
LEAD = """
region = make.RegionFactory.create(name="Wadden", slug="wadden")
regional = make.CoalitionFactory.create(
    scope="regional", region=region, name="Wadden", slug="wadden", stage="forming"
)
make.RegionMunicipalityFactory.create(region=region, municipality=place)
make.MembershipFactory.create(coalition=own, role="coordinator")
make.ConsentFactory.create(municipality=place, kind="interventions_region")
make.RegionMembershipFactory.create(region=region, user=user)
"""


class Guided:
    """Somebody who goes where the guide leads, and remembers every screen they open."""

    def __init__(self, me, *before):
        self.me, self.page = me, me.page
        self.screens = [*before]
        me.page.on("framenavigated", self._opened)

    def _opened(self, frame):
        path = urlsplit(frame.url).path
        if frame == self.page.main_frame and self.screens[-1:] != [path]:
            self.screens.append(path)

    def step(self, title):
        """Follow the link of the guide with this title."""
        links = self.page.locator(".ks-guide").get_by_role("link", name=title, exact=True)
        assert links.count() == 1, self.page.locator(".ks-guide a").all_inner_texts()
        self.me.follow(links.first)

    def paper(self, name):
        """Take along what the guide ends with; gives its words."""
        with self.page.expect_download() as found:
            self.page.locator(".ks-guide a", has_text=name).click()
        return words(found.value.path().read_bytes())


def somebody(visit, do_on_site, code, place):
    """Make somebody new with a place of their own, and let them begin; gives who they are."""
    email = f"nieuw.{place.lower()}@demo.example"
    do_on_site(NEW.format(place=place, slug=f"nieuw-{place.lower()}", email=email) + code)
    me = visit()
    me.sign_in(email)
    guided = Guided(me)
    me.open("/")
    return me, guided


def test_a_coordinator_has_a_page_for_the_alderman_in_six_screens(visit):
    me = invited(visit, "Oirschot", who="minuten.")
    guided = Guided(me, "/uitnodiging/", urlsplit(me.page.url).path)
    assert me.page.locator(".ks-guide").is_visible()
    answers = me.page.locator("main form[action$='/bekend/']:visible")
    me.follow(answers.first.get_by_role("button", name="Klopt"))
    guided.step("Zet je partners erin")
    me.page.get_by_label("Wijkteam", exact=True).check()
    me.page.get_by_label("Naam van de organisatie: Wijkteam", exact=True).fill("Wijkteam Beerze")
    me.press("Opslaan en verder")
    me.page.get_by_label("Titel").fill("Samen op huisbezoek")
    me.page.get_by_label("Prenataal huisbezoek", exact=True).check()
    me.press("Opslaan")
    for statement in range(3):
        me.page.locator("main fieldset").nth(statement).locator("input[type=radio]").first.check()
    me.press("Later")
    said = guided.paper("Download stand van zaken")
    assert "Oirschot" in said
    assert "2 partners: sociaal domein" in said
    assert "1 afspraak geldt" in said, "the one that they had already"
    assert "Er geldt nog geen afspraak" not in said
    assert len(guided.screens) == SCREENS, guided.screens


def test_an_adviser_has_a_sheet_for_the_next_talk(visit, do_on_site):
    me, guided = somebody(visit, do_on_site, ADVISER, "Zeewolde")
    guided.step("Open er een")
    guided.step("Schrijf een advies")
    me.follow(me.page.locator("main tbody a[href*='/advies/']").first)
    me.page.locator("textarea[name=text]").fill("Vraag ook de wijkverpleging.")
    me.press("Advies delen")
    guided.step("Leg een contact vast")
    me.page.get_by_label("Zeewolde", exact=True).check()
    me.page.locator("[name=kind]").select_option(label="Bezoek")
    me.page.locator("[name=question]").select_option(index=1)
    me.page.locator("[name=text]").fill("Over ouders aan tafel.")
    me.press("Opslaan")
    guided.step("Neem het gespreksblad mee")
    said = guided.paper("Download het gespreksblad")
    assert "Zeewolde" in said
    assert "Over ouders aan tafel." in said
    assert len(set(guided.screens)) <= SCREENS, guided.screens


def test_a_lead_has_the_report_of_the_year(visit, do_on_site):
    me, guided = somebody(visit, do_on_site, LEAD, "Vlieland")
    guided.step("Interventies per gemeente")
    guided.step("Vraag om wat ontbreekt")
    me.page.get_by_label("Vlieland", exact=True).check()
    me.page.get_by_label("Je eigen zin").fill("Voor het regiobeeld horen we graag wat er loopt.")
    me.press("Vraag om aanvulling")
    guided.step("Regionale afspraken")
    guided.step("Maak het rapport van dit jaar")
    said = guided.paper("Download het regiorapport")
    assert "Wadden" in said
    assert "Vlieland" in said
    assert len(set(guided.screens)) <= SCREENS, guided.screens
