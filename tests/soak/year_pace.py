"""How long a national round takes from opening to export, and how much memory it needs."""

import resource
import time
from datetime import timedelta
from functools import partial

from coalitions.models import CoalitionMunicipality, Municipality
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from monitoring.exporters.edition_report import (
    COUNCIL_PAGES,
    council_blocks,
    report_blocks,
    report_pdf,
)
from monitoring.importers.scale import Size, seed
from monitoring.models import (
    Edition,
    Export,
    ExportBatch,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionOption,
    QuestionSection,
    Response,
    Round,
)
from monitoring.selectors import derivations
from monitoring.selectors.frozen import read_frozen
from monitoring.services.batches import batch_cancel
from monitoring.services.edition_exports import edition_export_request
from monitoring.services.editions import edition_begin
from monitoring.services.responses import responses_open
from tests import factories as make

SIZE = Size(municipalities=342, years=10, indicators=18)
SECONDS_AT_MOST, MEGABYTES_AT_MOST, PDF_SECONDS_AT_MOST = 180, 500, 60


def full_round() -> Round:
    """A questionnaire with a question for everything that the record can answer."""
    moment = clock.now()
    questionnaire = Questionnaire.objects.create(key="tempo", name="Tempo")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, year=2024, title="Vragenlijst tempo", provenance="test"
    )
    section = QuestionSection.objects.create(
        questionnaire_version=version, position=1, title="Alles"
    )
    for position, (key, words) in enumerate(derivations.choices(), start=1):
        way = derivations.find(key)
        assert way is not None
        question = Question.objects.create(
            questionnaire_version=version,
            section=section,
            position=position,
            key=key,
            text=f"{words}?",
            form=sorted(way.forms)[0],
            derivation=key,
        )
        for place, option in enumerate(sorted({*way.options, "no"}), start=1):
            if question.chooses:
                QuestionOption.objects.create(
                    question=question, position=place, key=option, text=option
                )
    QuestionnaireVersion.objects.filter(pk=version.pk).update(
        state="published", published_at=moment
    )
    return Round.objects.create(
        questionnaire_version=version,
        opens_at=moment - timedelta(days=1),
        closes_at=moment + timedelta(hours=1),
        opened_at=moment - timedelta(days=1),
    )


def everybody_has_a_coalition() -> None:
    """A coalition for each municipality that no demo coalition works for."""
    covered = CoalitionMunicipality.objects.values("municipality")
    for place in Municipality.objects.valid_on(clock.today()).exclude(pk__in=covered):
        coalition = make.CoalitionFactory.create(stage="formed")
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)


def hand_in(asked: Round) -> None:
    moment = clock.now()
    Response.objects.filter(round=asked).update(state="submitted", submitted_at=moment)
    Round.objects.filter(pk=asked.pk).update(closes_at=moment + timedelta(milliseconds=1))
    asked.refresh_from_db()
    time.sleep(0.01)


def measure() -> tuple[list[str], str]:
    """Open, fill, freeze and export a national round in this process; then a hundred reports."""
    seed(SIZE)
    everybody_has_a_coalition()
    asked = full_round()
    user = User.objects.get(email="landelijk@demo.example")
    begun = time.monotonic()
    count = responses_open(round=asked, progress=lambda _done, _total: None)
    opened = time.monotonic() - begun
    hand_in(asked)
    edition = edition_begin(round=asked)
    assert edition.job is not None
    running.run(edition.job.pk)
    frozen = time.monotonic() - begun
    edition = Edition.objects.select_related("round__questionnaire_version").get(pk=edition.pk)
    batch_cancel(batch=ExportBatch.objects.get(edition=edition))
    export = edition_export_request(user=user, edition=edition, scope="national")
    running.run(export.job_id)
    whole = time.monotonic() - begun
    export = Export.objects.select_related("job").get(pk=export.pk)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reports, pages = _reports(edition)
    faults = [
        *([f"{export.job.state}: {export.job.error}"] if export.job.state != "done" else []),
        *([f"{whole:.0f} s for a national round"] if whole > SECONDS_AT_MOST else []),
        *([f"{megabytes:.0f} MB"] if megabytes > MEGABYTES_AT_MOST else []),
        *([f"{reports:.0f} s for 100 reports"] if reports > PDF_SECONDS_AT_MOST else []),
    ]
    figures = (
        f"{count} municipalities: opened {opened:.0f} s, frozen {frozen:.0f} s, exported "
        f"{whole:.0f} s; {megabytes:.0f} MB at most; {pages} reports in {reports:.0f} s per 100"
    )
    return faults, figures


def _reports(edition: Edition, most: int = 50) -> tuple[float, int]:
    """Seconds per hundred reports of coalitions, and how many were made to know that.

    A coalition has two: the whole one and the one for the council.
    """
    slugs = [one["slug"] for one in edition.content["coalitions"]][:most]
    begun = time.monotonic()
    for slug in slugs:
        frozen = read_frozen(edition, "coalition", slug)
        for blocks, pages in ((report_blocks, None), (council_blocks, COUNCIL_PAGES)):
            make_pdf = partial(report_pdf, frozen, blocks(frozen, None, []))
            assert make_pdf(most_pages=pages).startswith(b"%PDF")
    made = 2 * len(slugs)
    return 100 * (time.monotonic() - begun) / made, made
