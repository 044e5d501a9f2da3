"""A round that is frozen and exported while the worker is killed and the servers go away."""

import hashlib
import os
import random
import signal
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import QuerySet

from coalitions.models import Coalition, Municipality
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from kansrijkestart.jobs import services as jobs
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.selectors import ready_to_mail
from kansrijkestart.notifications.services import mails_ask, wishes_set
from monitoring.exporters.edition_files import EditionBundle
from monitoring.models import (
    Edition,
    EditionPart,
    Export,
    ExportBatch,
    Response,
    ResponseAnswer,
    Round,
)
from monitoring.notifications import ROUND_FILES
from monitoring.selectors.files_told import files_due
from monitoring.selectors.filling import derived_for, places_of
from monitoring.selectors.frozen import read_frozen
from monitoring.services.batches import batches_feed
from monitoring.services.editions import (
    edition_begin,
    edition_checksum,
    edition_correct,
    rounds_freeze,
)
from tests.monitoring.edition_world import make_round
from tests.soak.mailed import Handed, told_of
from tests.soak.plant import Plant, tries, until_at_work, wait_for

PATIENCE = 120
PROVINCE = "Noord-Brabant"


def round_over() -> Round:
    """A round of one province that is over: filled from the record, every other one handed in."""
    moment = clock.now()
    asked = make_round(closes=moment - timedelta(seconds=5), key="storing")
    places = Municipality.objects.valid_on(clock.today()).filter(province=PROVINCE)
    found = places_of(places.order_by("code"), clock.today())
    told = derived_for(asked.questionnaire_version, found)
    questions = list(asked.questionnaire_version.questions.all())
    for number, place in enumerate(found.municipalities):
        is_in = number % 2 == 0
        response = Response.objects.create(
            round=asked,
            municipality=place,
            coalition=found.own.get(place.pk),
            state="submitted" if is_in else "busy",
            submitted_at=moment - timedelta(hours=1) if is_in else None,
        )
        answers = [
            ResponseAnswer(
                response=response,
                question=question,
                derived=one.value if one else None,
                sources=[source.as_data() for source in one.sources] if one else [],
            )
            for question in questions
            for one in [told[place.pk].get(question.key)]
        ]
        ResponseAnswer.objects.bulk_create(answers)
    return asked


class Year:
    """What must be true of every edition and every export at the end."""

    def __init__(self, asked: Round | None = None) -> None:
        self.round = asked or round_over()
        self.user = User.objects.get(email="landelijk@demo.example")
        self.undisturbed = self._undisturbed()
        self.corrections = 0
        self.mails = Handed(Path(getattr(settings, "EMAIL_FILE_PATH", "")), self.round)
        for user in User.objects.all():  # nobody waits for a Monday here
            wishes_set(user=user, wishes={ROUND_FILES: Delivery.SINGLE})

    def _undisturbed(self) -> tuple[str, list[tuple[str, str]]]:
        """Freeze here, read what it became, and take it back as if it never was."""
        with transaction.atomic():
            edition = edition_begin(round=self.round)
            assert edition.job is not None
            running.run(edition.job.pk)
            edition.refresh_from_db()
            assert edition.state == "frozen", edition.job.error
            found = edition.checksum, self._parts(edition)
            transaction.set_rollback(True)
        return found

    def _parts(self, edition: Edition) -> list[tuple[str, str]]:
        rows = EditionPart.objects.filter(edition=edition).order_by("code")
        return [(code, checksum) for code, checksum in rows.values_list("code", "checksum")]

    def _editions(self) -> QuerySet[Edition]:
        return Edition.objects.filter(round=self.round)

    def beat(self) -> bool:
        """What beat does every so often; true when nothing is left to do."""
        jobs.sweep()
        rounds_freeze()
        batches_feed()
        if ready_to_mail(Delivery.SINGLE).exists():
            mails_ask()
        waiting = Job.objects.filter(state__in=["queued", "running"]).exists()
        gathering = self._editions().filter(state="gathering").exists()
        running_on = ExportBatch.objects.filter(state="running").exists()
        return self._editions().exists() and not (waiting or gathering or running_on)

    def more_work(self) -> None:
        """Keep something to disturb: when all is ready, a correction makes it all again."""
        worn = Job.objects.filter(state__in=["queued", "running"], attempt__gte=3)
        wait_for(lambda: self.beat() or not worn.exists(), PATIENCE)
        if self.beat():
            self.corrections += 1
            words = f"verbetering {self.corrections}"
            edition_correct(round=self.round, reason=words, user=self.user)

    def faults(self) -> list[str]:
        """Nothing lost, nothing double, the same bytes."""
        found = []
        editions = list(self._editions().order_by("number"))
        if [one.number for one in editions] != list(range(1, self.corrections + 2)):
            found.append(f"editions {[one.number for one in editions]}")
        if editions and editions[0].checksum != self.undisturbed[0]:
            found.append("edition 1 is not what it is undisturbed")
        for edition in editions:
            found += [f"edition {edition.number}: {one}" for one in self._faults_of(edition)]
        return found + self._faults_of_mails()

    def _faults_of_mails(self) -> list[str]:
        """Who keeps a coalition or leads a region was told of each, of the first edition."""
        due = files_due(ExportBatch.objects.get(edition__number=1))
        rows = told_of(self.round).standing()
        told = [(row.recipient_id, row.about["coalition"], row.about["region"]) for row in rows]
        found = [] if due else ["nobody to mail"]
        if set(told) != set(due) or len(told) != len(due):
            found.append(f"{len(told)} places told for {len(due)} that are due")
        untold = rows.filter(mailed_at__isnull=True).order_by("recipient")
        people = untold.values_list("recipient", flat=True).distinct()
        found += [f"user {pk} was not mailed" for pk in people]
        return found + self.mails.faults()

    def _faults_of(self, edition: Edition) -> list[str]:
        found = []
        if edition.checksum != edition_checksum(edition):
            found.append("its checksum is not that of what it holds")
        if self._parts(edition) != self.undisturbed[1]:
            found.append("its parts are not what they are undisturbed")
        batch = ExportBatch.objects.get(edition=edition)
        exports = list(Export.objects.filter(batch=batch).select_related("job"))
        if batch.state != "done" or len(exports) != batch.total:
            found.append(f"{batch.state}, {len(exports)} of {batch.total} exports")
        for export in exports:
            found += [f"export {export.pk}: {one}" for one in self._faults_in(edition, export)]
        return found

    def _faults_in(self, edition: Edition, export: Export) -> list[str]:
        if export.job.state != "done":
            return [f"{export.job.state}: {export.job.error}"]
        about = export.coalition or export.region
        frozen = read_frozen(edition, export.scope, about.slug if about else "")
        wanted = {one.name: one.checksum for one in EditionBundle(frozen).files()}
        rows = list(export.files.all())
        found = []
        if {row.name: row.checksum for row in rows} != wanted or len(rows) != len(wanted):
            found.append("other files than undisturbed")
        for row in rows:
            with default_storage.open(row.path) as file:
                if hashlib.sha256(file.read()).hexdigest() != row.checksum:
                    found.append(f"{row.name} is not what its checksum says")
        _folders, names = default_storage.listdir(f"exports/{export.job_id}")
        if len(names) != len(rows):
            found.append(f"{len(names) - len(rows)} leftover files")
        return found


def disturb(plant: Plant, times: int, draw: random.Random) -> tuple[list[str], str]:
    """Kill the worker so many times; once the broker forgets all, once PostgreSQL is killed."""
    year = Year()
    plant.start_worker()
    kill_often(plant, year, times, draw)
    return finish(plant, year)


def kill_often(plant: Plant, year: Year, times: int, draw: random.Random) -> None:
    """Kill the worker so many times, at any moment of the work; PostgreSQL once with it."""
    tried = tries()
    for kill in range(times):
        year.more_work()
        until_at_work(year.beat, tried)
        time.sleep(draw.uniform(0, 2.5))
        plant.kill_worker(child_only=draw.random() < 0.5)
        if kill == times // 3:
            flush(plant)
        if kill == times // 2:
            os.kill(plant.server("postgres"), signal.SIGKILL)
            connection.close()
            plant.bring_back()
        year.mails.died()
        tried = tries()
        plant.keep_worker()


def finish(plant: Plant, year: Year) -> tuple[list[str], str]:
    """Wait until all is made that was asked for, and look what it became."""
    faults = []
    plant.keep_worker()
    if wait_for(year.beat, PATIENCE) is None:
        faults.append("not finished two minutes after the last fault")
    faults += year.faults()
    figures = (
        f"{Edition.objects.count()} editions, {Export.objects.count()} exports, {tries()} tries; "
        f"{Coalition.objects.count()} coalitions in the record"
    )
    return faults, figures


def flush(plant: Plant) -> None:
    from redis import Redis

    from kansrijkestart.embedded.places import places_of as servers_in

    Redis(unix_socket_path=str(servers_in(plant.var).redis_socket)).flushall()
