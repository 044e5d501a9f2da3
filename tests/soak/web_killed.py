"""A web process that is killed while somebody sends a form, and the form sent again."""

import http.cookiejar
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from threading import Thread

from coalitions.models import Action
from kansrijkestart.core import clock
from monitoring.models import ResponseAnswer
from tests.soak.asking import Pairs
from tests.soak.pages import Form, forms_of
from tests.soak.plant import Plant

WHO = "coordinator.best@demo.example"
ACTION = "/coalities/best/plan/acties/nieuw/"
PART = "/coalities/best/vragenlijst/{year}/kansrijke-start/deel/1/"
HOURS = "lead-hours"


class Browser:
    """Somebody with a session at the plant's own web process."""

    def __init__(self, plant: Plant, email: str) -> None:
        self.site = f"http://127.0.0.1:{plant.port}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        login = "/accounts/login/"
        told = {"login": email, "password": "kansrijk-demo-1000"}
        self.post(login, self.pairs(self.form(login, "login"), told))

    def form(self, path: str, field: str) -> Form:
        """Return the form on a page that has this field."""
        with self.opener.open(self.site + path, timeout=60) as answer:
            found = forms_of(answer.read().decode())
        return next(form for form in found if field in dict(form.fields))

    def pairs(self, form: Form, told: dict[str, str]) -> Pairs:
        """Return what the form holds, with these fields filled in otherwise."""
        left = form.buttons | set(told)
        return [pair for pair in form.fields if pair[0] not in left] + list(told.items())

    def post(self, path: str, sent: Pairs) -> int:
        """Return the status after redirects; 0 when nobody answers any more."""
        data = urllib.parse.urlencode(sent).encode()
        words = {"Referer": self.site + path}
        request = urllib.request.Request(self.site + path, data, words)  # noqa: S310 - our own
        try:
            with self.opener.open(request, timeout=60) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


def disturb(plant: Plant, times: int, draw: random.Random) -> tuple[list[str], str]:
    """Kill the web process while an action, or a part of a questionnaire, is sent.

    The second time the same form is sent to a process that lives: by then it is there once.
    """
    plant.start_web()
    me, faults, cut = Browser(plant, WHO), [], 0
    for number in range(1, times + 1):
        path, sent = _form(me, number)
        before = _there(number)
        cut += _killed(plant, lambda path=path, sent=sent: me.post(path, sent), draw)
        plant.start_web()
        status = me.post(path, sent)
        if status not in (200, 409) or (before, _there(number)) != (0, 1):
            faults.append(f"form {number}: {status}, there {_there(number)} times")
    return faults, f"{cut} got no answer; sent again each was there once"


def _form(me: Browser, number: int) -> tuple[str, Pairs]:
    """By turns something new, with a key, and something that changes, with a version."""
    if number % 2:
        return ACTION, me.pairs(me.form(ACTION, "title"), {"title": f"Storing {number}"})
    path = PART.format(year=clock.today().year)
    return path, me.pairs(me.form(path, HOURS), {HOURS: str(number)})


def _there(number: int) -> int:
    """How often the history tells of what this form did."""
    if number % 2:
        return Action.events.field.model.objects.filter(title=f"Storing {number}").count()  # type: ignore[attr-defined]
    told = ResponseAnswer.events.field.model.objects  # type: ignore[attr-defined]
    return told.filter(question__key=HOURS, given={"number": number}).count()


def _killed(plant: Plant, send, draw: random.Random) -> bool:
    """Send, kill the web process at some moment of it; true when there was no answer."""
    said: list[int] = []
    sending = Thread(target=lambda: said.append(send()))
    sending.start()
    time.sleep(draw.uniform(0, 0.4))
    plant.kill_web()
    sending.join()
    return said == [0]
