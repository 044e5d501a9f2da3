"""A bottleneck goes to the region and comes back with an answer."""

import re

WHAT = "De kraamzorg hoort te laat wie meedoet"
ANSWER = "Wij bespreken dit in het regionaal overleg van juni."


def test_a_bottleneck_goes_to_the_region_and_back(visit):
    coordinator = visit()
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open("/coalities/eindhoven/knelpunten/")
    coordinator.look()
    coordinator.open("/coalities/eindhoven/knelpunten/nieuw/")
    coordinator.look()
    coordinator.page.get_by_label("Wat gaat er niet goed?").fill(WHAT)
    coordinator.press("Opslaan")
    coordinator.go(WHAT, within="main")
    coordinator.go("Inbrengen bij de regio", within="main")
    coordinator.look()
    coordinator.press("Inbrengen bij de regio")

    lead = visit(width=360)
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/knelpunten/")
    lead.look()
    lead.follow(lead.page.locator("main").get_by_role("link", name=re.compile(WHAT)))
    lead.page.get_by_label("Wat doet de regio ermee?").fill(ANSWER)
    lead.press("Opslaan")

    coordinator.open("/coalities/eindhoven/knelpunten/?brought=on")
    assert ANSWER in coordinator.text()
    coordinator.open("/coalities/eindhoven/overleggen/")
    coordinator.look()
