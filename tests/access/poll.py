"""Who may do what with polls and practice examples."""

from datetime import timedelta

from coalitions.models import Municipality, Poll, PollInvitation, PracticeExample
from coalitions.services.poll_secrets import seal
from kansrijkestart.core import clock
from kansrijkestart.links.services import link_create, new_token
from tests import factories as make
from tests.access.rows import ROLES, Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
POSTERS = WRITERS | {"coordinator": 302}
ASKED = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 403}
PUBLISHERS = {"nobody": 302, "partner": 403, "coordinator": 403, "adviser": 302}
EVERYONE = dict.fromkeys(ROLES, 200)


def _slug(world):
    return {"slug": world.coalition.slug}


def _poll_of(world):
    # The adviser reads it when every municipality shares, also those of a crowd.
    for municipality in Municipality.objects.covered_by(world.coalition):
        make.ConsentFactory.create(municipality=municipality, kind="checklist_adviser")
    checklist = make.ChecklistFactory.create()
    make.StatementFactory.create(principle=make.PrincipleFactory.create(checklist=checklist))
    return Poll.objects.create(
        coalition=world.coalition,
        checklist=checklist,
        title="Peiling",
        closes_on=clock.today() + timedelta(days=7),
    )


def _poll(world):
    poll = _poll_of(world)
    for role in ("partner", "coordinator"):
        PollInvitation.objects.create(
            poll=poll, member=world.users[role], sealed=seal(new_token()), mailed_at=clock.now()
        )
    return _slug(world) | {"pk": poll.pk}


def _link(world):
    asked = PollInvitation.objects.create(poll=_poll_of(world), email="iemand@example.org")
    _row, token = link_create(purpose="poll", subject_id=asked.pk, valid_for=timedelta(days=7))
    return {"token": token}


def _example_of(world, state="offered"):
    return PracticeExample.objects.create(
        coalition=world.coalition,
        slug="voorbeeld-oudercafe",
        title="Oudercafé",
        what="Koffie.",
        for_whom="ouders",
        brought="Contact.",
        state=state,
        offered_on=clock.today(),
        published_on=clock.today(),
    )


def _example(world):
    return _slug(world) | {"pk": _example_of(world).pk}


def _draft(world):
    return _slug(world) | {"pk": _example_of(world, "draft").pk}


def _published(world):
    return {"slug": _example_of(world, "published").slug}


ROWS = [
    Row("coalitions:polls", READERS, kwargs=_slug),
    Row("coalitions:poll_add", WRITERS, kwargs=_slug),
    Row("coalitions:poll", READERS, kwargs=_poll),
    Row("coalitions:poll_update", WRITERS, kwargs=_poll),
    Row("coalitions:poll_invite", WRITERS, kwargs=_poll),
    Row("coalitions:poll_remind", POSTERS, method="POST", kwargs=_poll),
    Row("coalitions:poll_close", WRITERS, kwargs=_poll),
    # Only whoever was invited; a sheet without answers comes back.
    Row("coalitions:poll_answer", ASKED, kwargs=_poll),
    Row("coalitions:poll_answer", ASKED, method="POST", kwargs=_poll),
    # The link is the right: it opens for whoever holds it.
    Row("coalitions:poll_link", EVERYONE, kwargs=_link),
    Row("coalitions:poll_link", EVERYONE, method="POST", kwargs=_link),
    Row("coalitions:examples", READERS, kwargs=_slug),
    Row("coalitions:example_add", WRITERS, kwargs=_slug),
    Row("coalitions:example", READERS, kwargs=_example),
    Row("coalitions:example_update", WRITERS, kwargs=_draft),
    Row("coalitions:example_offer", POSTERS, method="POST", kwargs=_draft),
    Row("coalitions:example_take_back", POSTERS, method="POST", kwargs=_example),
    Row("coalitions:example_read", PUBLISHERS, kwargs=_example),
    Row(
        "coalitions:example_read",
        PUBLISHERS,
        method="POST",
        kwargs=_example,
        data=lambda w: {"do": "publish", "version": 1},
    ),
    Row("dashboard:examples", EVERYONE),
    Row("dashboard:example", EVERYONE, kwargs=_published),
]
