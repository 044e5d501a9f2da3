"""Who may do what with accounts, jobs, what is kept, and a coalition's members."""

from kansrijkestart.jobs.models import Job
from kansrijkestart.links.services import new_token
from tests.access.rows import Row
from tests.factories import MembershipFactory, UserFactory

ADMINISTRATORS = {"nobody": 302, "administrator": 200}
AFTER_BUTTON = {"nobody": 302, "administrator": 302}
READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
KEEPERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
AFTER_POST = {"nobody": 302, "partner": 403, "coordinator": 302, "adviser": 403}


def _slug(world):
    return {"slug": world.coalition.slug}


def _job(world):
    return {"pk": Job.objects.create(kind="x", owner=world.users["coordinator"]).pk}


def _person(world):
    return {"pk": world.users["partner"].pk}


def _membership(world):
    return _slug(world) | {"pk": MembershipFactory.create(coalition=world.coalition).pk}


def _offer(world):
    from coalitions.services.members import member_invite

    offer = member_invite(
        coalition_id=world.coalition.pk,
        email=UserFactory.build().email,
        name="",
        role="partner",
        invited_by=world.users["coordinator"],
        build_url=str,
    )
    return _slug(world) | {"pk": offer.invitation_id}


def _consent(world):
    return _slug(world) | {"code": world.municipality.code, "kind": "public_map"}


ROWS = [
    Row("live", {}, otherwise=200),
    Row("ready", {}, otherwise=503),  # tests have no broker
    Row("jobs:detail", {"nobody": 302, "coordinator": 200}, kwargs=_job),
    Row("jobs:state", {"nobody": 302, "coordinator": 200}, kwargs=_job),
    Row("safekeeping:parked", {"nobody": 302}, otherwise=200),
    Row("safekeeping:draft", {"nobody": 302}, otherwise=404, method="POST"),
    Row("people:accept", {}, otherwise=404, kwargs=lambda w: {"token": new_token()}),
    Row(
        "people:guide",
        {"nobody": 302},
        otherwise=302,
        method="POST",
        data=lambda w: {"guide": "coordinator", "wish": "later"},
    ),
    Row("people:users", ADMINISTRATORS, otherwise=403),
    Row("people:users_csv", ADMINISTRATORS, otherwise=403),
    Row("dashboard:person", ADMINISTRATORS, otherwise=403, kwargs=_person),
    Row("dashboard:settings", ADMINISTRATORS, otherwise=403),
    Row("dashboard:reference", ADMINISTRATORS, otherwise=403),
    Row("jobs:own", {"nobody": 302}, otherwise=200),
    Row("jobs:list", ADMINISTRATORS, otherwise=403),
    Row("jobs:retry", AFTER_BUTTON, otherwise=403, method="POST", kwargs=_job),
    Row("people:password_link", AFTER_BUTTON, otherwise=403, method="POST", kwargs=_person),
    Row("people:second_factor_reset", AFTER_BUTTON, otherwise=403, method="POST", kwargs=_person),
    Row(
        "people:user_active",
        ADMINISTRATORS,
        otherwise=403,
        kwargs=lambda w: {"pk": w.users["partner"].pk},
    ),
    Row(
        "people:invitation",
        {"nobody": 302, "administrator": 302},
        otherwise=403,
        method="POST",
        kwargs=lambda w: {"pk": _offer(w)["pk"]},
    ),
    Row("coalitions:invite_user", ADMINISTRATORS, otherwise=403),
    Row("coalitions:members", READERS, kwargs=_slug),
    Row("coalitions:member_invite", KEEPERS, kwargs=_slug),
    Row("coalitions:member_end", KEEPERS, kwargs=_membership),
    Row("coalitions:member_invitation", AFTER_POST, method="POST", kwargs=_offer),
    Row("coalitions:consent", KEEPERS, kwargs=_consent),
]
