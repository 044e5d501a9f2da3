"""History: every change with who made it, nothing personal in it, and nobody can change it."""

import pghistory
import pghistory.models
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg import errors, sql

from kansrijkestart.accounts.models import Invitation, User
from kansrijkestart.core import clock
from kansrijkestart.core.database_roles import history_tables
from tests import factories as make
from tests.events import events_of

pytestmark = pytest.mark.django_db
MARK = "Geheim-kenmerk-4711"


def test_changes_are_recorded_with_who_made_them_also_in_bulk():
    coalition = make.CoalitionFactory.create()
    user = make.UserFactory.create()
    with pghistory.context(user=user.pk):
        type(coalition).objects.filter(pk=coalition.pk).update(name="Anders")
    event = events_of(coalition).order_by("pgh_id").last()
    assert (event.pgh_label, event.name) == ("update", "Anders")
    assert event.pgh_context.metadata["user"] == user.pk
    assert events_of(coalition).order_by("pgh_id").first().pgh_label == "insert"


def test_a_request_records_its_user(client, sign_in):
    user = sign_in("administrator")
    person = make.UserFactory.create()
    client.post(f"/gebruikers/{person.pk}/toegang/", {"active": "no"})
    assert events_of(person).order_by("pgh_id").last().pgh_context.metadata["user"] == user.pk


def test_of_personal_fields_only_that_they_changed_is_kept():
    user = make.UserFactory.create(email=f"{MARK.lower()}@example.org", name=MARK)
    before = events_of(user).count()
    User.objects.filter(pk=user.pk).update(name=f"{MARK} 2")
    assert events_of(user).count() == before + 1
    User.objects.filter(pk=user.pk).update(last_login=clock.now())
    assert events_of(user).count() == before + 1, "signing in is no change"
    lead = apps.get_model("coalitions", "CoalitionLead")
    lead.objects.create(coalition=make.CoalitionFactory.create(), name=MARK)
    contact = apps.get_model("coalitions", "ContactPerson")
    contact.objects.create(
        partnership=make.PartnershipFactory.create(), name=MARK, email=f"{MARK}@example.org"
    )
    Invitation.objects.create(
        email=f"{MARK}@example.org", name=MARK, digest="x" * 64, expires_at="2030-01-01T00:00Z"
    )
    with connection.cursor() as cursor:
        for table in history_tables():
            cursor.execute(
                sql.SQL("select count(*) from {t} as r where lower(r::text) like %s").format(
                    t=sql.Identifier(table)
                ),
                [f"%{MARK.lower()}%"],
            )
            assert cursor.fetchone() == (0,), table


# What has no history of its own, and why. A model that is not here is tracked.
FILES = "reference data: comes from files of the project, which keep their own history"
MACHINE = "kept by the machine while it works, and thrown away"
ALLAUTH = "allauth's own, holds secrets; that an address or a person changed stands with the user"
RIGHTS = "unused: rights come from roles and memberships, which are tracked"
ADDED_ONLY = "rows are only added, each with who and when; they are the history"
REMINDED = "a row says which mail left and when, and only changes when that mail was refused"
NOBODYS = "who answered a poll, and when, is kept nowhere: docs/adr/0015"
UNTRACKED = {
    "auth.Permission": RIGHTS,
    "auth.Group": RIGHTS,
    "auth.Group_permissions": RIGHTS,
    "accounts.User_groups": RIGHTS,
    "accounts.User_user_permissions": RIGHTS,
    "contenttypes.ContentType": MACHINE,
    "sessions.Session": MACHINE,
    "admin.LogEntry": ADDED_ONLY,
    "account.EmailAddress": ALLAUTH,
    "account.EmailConfirmation": ALLAUTH,
    "socialaccount.SocialApp": ALLAUTH,
    "socialaccount.SocialAccount": ALLAUTH,
    "socialaccount.SocialToken": ALLAUTH,
    "mfa.Authenticator": ALLAUTH,
    "usersessions.UserSession": ALLAUTH,
    "jobs.Job": MACHINE,
    "jobs.Heartbeat": MACHINE,
    "links.OneTimeLink": MACHINE,
    "safekeeping.ParkedPost": MACHINE,
    "safekeeping.Draft": MACHINE,
    "safekeeping.IdempotencyKey": MACHINE,
    "safekeeping.Attachment": ADDED_ONLY,
    "notifications.Notification": "what somebody was told, read and mailed; removed after a term",
    "notifications.NotificationWish": "a wish about one's own mail",
    "coalitions.CoalitionVisit": MACHINE,
    "coalitions.PollSheet": NOBODYS,
    "coalitions.PollAnswer": NOBODYS,
    "core.ReferenceFile": "which file load_reference read last, and when",
    "accounts.GuideState": "whether somebody wants the guide to first steps, now or later",
    "coalitions.MunicipalityAlias": FILES,
    "coalitions.MunicipalityBoundary": "drawn from a file that an administrator loads anew",
    "coalitions.GidsListing": FILES,
    "coalitions.PartnerType": FILES,
    "coalitions.Checklist": FILES,
    "coalitions.Principle": FILES,
    "coalitions.Statement": FILES,
    "coalitions.Tool": FILES,
    "coalitions.ChainStep": FILES,
    "coalitions.ProgrammeGoal": FILES,
    "coalitions.RoadMapTemplate": FILES,
    "interventions.MatrixImport": ADDED_ONLY,
    "interventions.MatrixImportRow": ADDED_ONLY,
    "interventions.RecognitionNotice": ADDED_ONLY,
    "interventions.NationalAmount": FILES,
    "agreements.Theme": FILES,
    "agreements.AgreementTemplate": FILES,
    "agreements.TemplatePoint": FILES,
    "agreements.FrameworkPart": FILES,
    "agreements.RiskTheme": FILES,
    "agreements.AgreementReminder": REMINDED,
    "monitoring.Observation": ADDED_ONLY,
    "monitoring.Export": "who asked for which file; the files are removed after a term",
    "monitoring.ExportFile": MACHINE,
    "monitoring.FigureImport": "a file on its way in; what came of it is a release, with a history",
    "monitoring.FigureNotice": REMINDED,
    "monitoring.Edition": "frozen: nothing of it changes, a correction is a next one",
    "monitoring.EditionPart": "frozen with its edition",
    "monitoring.ExportBatch": "how far all exports of an edition are; each export has its own row",
    "monitoring.ProtectionRun": "each run is a row of its own that stays, with when and why",
    "monitoring.ProtectedSet": MACHINE,
    "monitoring.HiddenCell": MACHINE,
}
TRIGGERS = """
SELECT count(*) FROM pg_trigger
WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'
  AND tgname ~ '^pgtrigger_(insert_insert|update_update|delete_delete)_'
"""


def recorded_models():
    """Every table of the site but those of history itself."""
    models = apps.get_models(include_auto_created=True)
    return [one for one in models if not one._meta.label.startswith("pghistory.")]


def test_every_model_has_its_history_or_a_reason_to_have_none():
    events = {one for one in recorded_models() if issubclass(one, pghistory.models.Event)}
    tracked = {one._meta.get_field("pgh_obj").related_model for one in events}
    bare = {one._meta.label for one in recorded_models()} - {
        one._meta.label for one in events | tracked
    }
    assert bare == set(UNTRACKED)
    with connection.cursor() as cursor:
        for model in tracked:
            cursor.execute(TRIGGERS, [model._meta.db_table])
            assert cursor.fetchone() == (3,), model._meta.label


def test_history_has_tables():
    assert len(history_tables()) > 20


@pytest.mark.parametrize("change", ["update {t} set pgh_label = 'x'", "delete from {t}"])
def test_not_even_the_owner_changes_an_event(change):
    coalition = make.CoalitionFactory.create()
    table = type(events_of(coalition).first())._meta.db_table
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(sql.SQL(change).format(t=sql.Identifier(table)))
    assert events_of(coalition).count() == 1


@pytest.fixture
def as_app(transactional_db):
    """A real connection as the role of the web and worker processes."""
    if settings.DATABASE_APP_ROLE != "ks_app":
        pytest.skip("the servers are not the embedded ones")
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "options"):
        parameters.pop(name, None)
    parameters["user"] = settings.DATABASE_APP_ROLE
    with psycopg.connect(**parameters, autocommit=True) as app:
        yield app


@pytest.mark.parametrize(
    "change",
    [
        "update {t} set {first} = {first}",
        "delete from {t}",
        "truncate {t} cascade",
        "insert into {t} default values",
        "alter table {t} disable trigger all",
        "drop table {t}",
    ],
)
def test_the_app_role_cannot_touch_history(as_app, change):
    for table in history_tables():
        columns = as_app.execute(
            "select column_name from information_schema.columns where table_name = %s limit 1",
            [table],
        ).fetchone()
        statement = sql.SQL(change).format(
            t=sql.Identifier(table), first=sql.Identifier(columns[0])
        )
        with pytest.raises(errors.InsufficientPrivilege):
            as_app.execute(statement)


def test_what_the_app_role_writes_is_recorded_through_the_triggers(as_app):
    coalition = make.CoalitionFactory.create()
    as_app.execute("update coalitions_coalition set name = 'Anders' where id = %s", [coalition.pk])
    assert events_of(coalition).order_by("pgh_id").last().name == "Anders"


def test_the_app_role_may_do_everything_else(as_app):
    history = set(history_tables())
    for model in apps.get_models():
        table = model._meta.db_table
        if table in history or table not in connection.introspection.table_names():
            continue
        for right in ("select", "insert", "update", "delete"):
            row = as_app.execute("select has_table_privilege(%s, %s)", [table, right]).fetchone()
            assert row == (True,), f"{right} on {table}"
