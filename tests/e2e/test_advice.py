"""Advice: a question back, an answer, advice, a reply, and the next round that remembers it."""

PRINCIPLE = "/coalities/eindhoven/checklist/3/"


def test_from_question_back_to_the_next_round(visit):
    adviser, coordinator = visit(), visit(width=360)
    adviser.sign_in("adviseur@demo.example")
    coordinator.sign_in("coordinator@demo.example")

    adviser.open(f"{PRINCIPLE}vraag/")
    question = "Met wie hebben jullie hier al over gesproken?"
    adviser.page.locator("textarea[name=text]").fill(question)
    adviser.press("Vraag delen")

    coordinator.open(PRINCIPLE)
    assert question in coordinator.text()
    coordinator.press("Beantwoord de vraag van de adviseur")
    answer = "Met de verloskundigen en de wijkteams."
    coordinator.page.locator("textarea[name=text]").fill(answer)
    coordinator.press("Reactie delen")

    adviser.open(f"{PRINCIPLE}advies/")
    assert answer in adviser.text()
    advice = "Leg de afspraak met de wijkteams als eerste vast."
    adviser.page.locator("textarea[name=text]").fill(advice)
    adviser.press("Advies delen")

    coordinator.open(f"{PRINCIPLE}reactie/")
    coordinator.page.locator("textarea[name=text]").fill("Dat doen we in mei.")
    coordinator.press("Reactie delen")
    coordinator.open("/coalities/eindhoven/checklist/")
    coordinator.press("Sluit deze ronde af")
    coordinator.press("Begin een nieuwe ronde")
    coordinator.open(PRINCIPLE)
    assert advice in coordinator.text()


def test_contact_with_several_coalitions_is_recorded_once(visit):
    adviser = visit(width=360)
    adviser.sign_in("adviseur@demo.example")
    adviser.open("/adviseur/contacten/nieuw/")
    boxes = adviser.page.locator("input[name=coalitions]")
    for index in range(min(2, boxes.count())):
        boxes.nth(index).check()
    adviser.page.locator("select[name=kind]").select_option("visit")
    adviser.page.locator("select[name=question]").select_option("detection")
    adviser.page.locator("textarea[name=text]").fill("Over vroegsignalering gesproken.")
    adviser.press("Opslaan")
    adviser.look()
    assert "Over vroegsignalering gesproken." in adviser.text()
