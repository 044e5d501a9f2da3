"""Loading, publishing and withdrawing figures; the command and the analysts' pages."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import Municipality, Region
from kansrijkestart.core import clock
from monitoring.choices import ProtectionReason
from monitoring.models import Observation, Release
from monitoring.selectors.releases import rehearse
from monitoring.services import releases
from monitoring.services.protection import protection_now
from monitoring.services.releases import (
    FiguresRefused,
    release_create,
    release_publish,
    release_restore,
    release_withdraw,
)
from tests.factories import (
    DefinitionFactory,
    MunicipalityFactory,
    ObservationFactory,
    RegionFactory,
    ReleaseFactory,
)

pytestmark = pytest.mark.django_db
HEADER = (
    "indicator;area;division_year;period_start;period_end;numerator;denominator;value;status;"
    "provisional\n"
)


@pytest.fixture
def known():
    MunicipalityFactory.create(code="GM0772", name="Eindhoven")
    MunicipalityFactory.create(code="GM0003", name="Appingedam")
    RegionFactory.create(kind="ggd", code="GG2207")
    return DefinitionFactory.create(indicator__key="big2")


def content(*rows):
    return (HEADER + "\n".join(rows)).encode()


GOOD = content(
    "big2;GM0772;2023;2021;2021;40;200;20,0;;nee",
    "big2;3;2023;2021;2021;<10;;;;ja",
    "big2;GG2207;2023;2021;2021;80;400;;value;nee",
    "big2;NL;2023;2021;2021;;;14,8;;nee",
)
BAD = content("big2;GM0772;2023;2021;2021;40;200;;;nee", "big2;GM0772;2023;2021;2021;9;2;;;nee")


def load(data=GOOD, **more):
    return release_create(source="RIVM", filename="cijfers.csv", data=data, user=None, **more)


def test_a_good_file_becomes_a_draft_with_every_row(known):
    release = load()
    assert (release.state, release.row_count) == ("draft", 4)
    stored = Observation.objects.filter(release=release).order_by("pk")
    assert [(one.kind, one.numerator, one.is_provisional) for one in stored] == [
        ("value", 40, False),
        ("suppressed", None, True),
        ("value", 80, False),
        ("value", None, False),
    ]
    assert [bool(one.municipality_id) for one in stored] == [True, True, False, False]


def test_a_file_with_one_mistake_stores_nothing(known):
    with pytest.raises(FiguresRefused) as refused:
        load(BAD)
    assert [one.row for one in refused.value.findings] == [3]
    assert not Release.objects.exists()
    assert not Observation.objects.exists()


def test_the_same_file_twice_is_recognised_until_it_is_withdrawn(known):
    release = load()
    with pytest.raises(ValidationError, match="RIVM"):
        load()
    release_withdraw(release=release, reason="verkeerd bestand")
    assert load().pk != release.pk


def test_only_a_draft_is_published(known):
    release = release_publish(release=load())
    assert release.state == "published"
    with pytest.raises(ValidationError):
        release_publish(release=release)


def test_an_embargo_ends_in_the_future(known):
    release = load()
    with pytest.raises(ValidationError) as refused:
        release_publish(release=release, embargo_until=clock.now() - timedelta(hours=1))
    assert "embargo_until" in refused.value.message_dict
    release_publish(release=release, embargo_until=clock.now() + timedelta(days=1))
    assert not Release.objects.public().exists()


def test_withdrawing_needs_a_reason_and_happens_once(known):
    release = release_publish(release=load())
    with pytest.raises(ValidationError):
        release_withdraw(release=release, reason="  ")
    release_withdraw(release=release, reason="fout in de bron")
    with pytest.raises(ValidationError):
        release_withdraw(release=release, reason="nog eens")
    assert Observation.objects.filter(release=release).count() == 4


def test_the_rehearsal_counts_new_same_changed_and_hidden(known):
    release_publish(release=load())
    later = load(
        content(
            "big2;GM0772;2023;2021;2021;41;200;;;nee",
            "big2;GG2207;2023;2021;2021;80;400;;;nee",
            "big2;GM0003;2023;2022;2022;3;200;;;nee",
            "big2;NL;2023;2022;2022;;;n.b.;;nee",
        )
    )
    _rows, total = rehearse(later)
    assert (total.total, total.new, total.same, total.changed) == (4, 2, 1, 1)
    assert (total.hidden, total.without) == (1, 1)


def test_the_rehearsal_says_that_it_counts_the_first_step_only(known):
    rows, total = rehearse(load())
    said = render_to_string("monitoring/_rehearsal.html", {"rows": rows, "total": total})
    assert "alleen de eerste stap" in said


def test_the_rehearsal_counts_nobody_and_everybody_without_counts_as_hidden(known):
    years = ((2019, "0,0"), (2020, "100"), (2021, "0,1"))
    rows = [f"big2;GM0772;2023;{year};{year};;;{value};;nee" for year, value in years]
    _rows, total = rehearse(load(content(*rows)))
    assert (total.total, total.hidden) == (3, 2)


def test_the_rehearsal_takes_the_size_of_a_group_from_what_is_replaced(known):
    rows = [f"big2;GM0772;2023;{year};{year};40;200;;;nee" for year in (2019, 2020, 2021)]
    release_publish(release=load(content(*rows)))
    years = ((2018, "2,0"), (2019, "2,0"), (2020, "98"), (2021, "20"))  # nothing known of 2018
    later = load(content(*(f"big2;GM0772;2023;{year};{year};;;{one};;nee" for year, one in years)))
    _rows, total = rehearse(later)
    assert (total.total, total.hidden, total.becomes_hidden) == (4, 2, 2)


def run(path, *options):
    out = io.StringIO()
    call_command("import_figures", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_loads_and_publishes(known, tmp_path):
    path = tmp_path / "cijfers.csv"
    path.write_bytes(GOOD)
    assert "Er is niets opgeslagen" in run(path, "--dry-run")
    assert not Release.objects.exists()
    said = run(path, "--source", "RIVM", "--publish")
    assert "4 cijfers uit cijfers.csv gepubliceerd" in said
    assert Release.objects.get().state == "published"


@pytest.mark.parametrize("data", [BAD, b"", HEADER.encode()])
def test_the_command_stores_nothing_and_exits_with_one_on_mistakes(known, tmp_path, data, capsys):
    path = tmp_path / "cijfers.csv"
    path.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        run(path, "--publish")
    assert refused.value.returncode == 1
    assert not Release.objects.exists()


def test_the_command_prints_every_finding_with_row_and_column(known, tmp_path):
    path = tmp_path / "cijfers.csv"
    path.write_bytes(content("big;GM0772;2023;2021;2021;9;2;;;nee"))
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_figures", str(path), stdout=out)
    assert len(out.getvalue().splitlines()) == 2
    assert "indicator" in out.getvalue()
    assert "numerator" in out.getvalue()


def test_the_command_reads_the_file_before_its_transaction_begins(known, tmp_path, monkeypatch):
    """Else the database ends a transaction that waits for a large file on a busy machine."""
    path = tmp_path / "cijfers.csv"
    path.write_bytes(GOOD)
    depths = []
    real = releases.read_figures

    def read(*args, **more):
        depths.append(len(connection.savepoint_ids))
        return real(*args, **more)

    monkeypatch.setattr(releases, "read_figures", read)
    before = len(connection.savepoint_ids)
    run(path)
    assert depths == [before], "read once, outside"
    assert Release.objects.count() == 1


def upload(client, data, name="cijfers.csv", **fields):
    file = SimpleUploadedFile(name, data)
    return client.post(
        reverse("monitoring:release_upload"), {"file": file, "source": "RIVM"} | fields
    )


def test_help_and_mistakes_name_codes_that_exist(client, sign_in, known):
    region = Region.objects.get(kind="ggd")
    region.code = "GG0111"
    region.save()
    sign_in("analyst")
    page = client.get(reverse("monitoring:release_upload")).content.decode()
    [code] = Municipality.objects.values_list("code", flat=True).order_by("code")[:1]
    assert f"{code}, GG0111" in page
    with pytest.raises(FiguresRefused) as refused:
        load(content("big2;Nergenshuizen;2023;2021;2021;40;200;;;nee"))
    assert f"Gebruik een code zoals {code}, GG0111 of NL." in refused.value.findings[0].message


def test_a_file_that_is_too_large_is_not_read(client, sign_in, known, settings):
    sign_in("analyst")
    settings.MAX_UPLOAD_BYTES = 10
    page = upload(client, GOOD)
    assert page.context["form"].errors["file"]


def test_withdrawing_without_a_reason_comes_back_at_the_field(client, sign_in):
    release = ReleaseFactory.create(published=True)
    sign_in("analyst")
    page = client.post(reverse("monitoring:release_withdraw", args=[release.pk]), {"reason": ""})
    assert page.status_code == 200
    assert page.context["withdraw_form"].errors["reason"]


def test_a_withdrawal_is_undone_to_what_it_was(known):
    release = release_publish(release=load())
    with pytest.raises(ValidationError):
        release_restore(release=release)
    release_withdraw(release=release, reason="vergissing")
    restored = release_restore(release=release)
    assert (restored.state, restored.withdrawn_at, restored.withdrawn_reason) == (
        "published",
        None,
        "",
    )
    assert not Release.objects.public().exists(), "others may have been published since"
    protection_now(reason=ProtectionReason.ASKED)
    assert Release.objects.public().exists()
    draft = ReleaseFactory.create()
    release_withdraw(release=draft, reason="verkeerd bestand")
    assert release_restore(release=draft).state == "draft"


def test_a_withdrawal_is_not_undone_beside_the_same_file_loaded_anew(known):
    release = release_publish(release=load())
    release_withdraw(release=release, reason="fout in de bron")
    load()
    with pytest.raises(ValidationError, match="RIVM"):
        release_restore(release=release)
    release.refresh_from_db()
    assert release.state == "withdrawn"


def test_the_page_tells_what_happened_and_undoes_a_withdrawal(client, sign_in, known):
    user = sign_in("analyst")
    release = release_publish(release=load())
    here = reverse("monitoring:release_detail", args=[release.pk])
    client.post(reverse("monitoring:release_withdraw", args=[release.pk]), {"reason": "Foutje"})
    client.post(reverse("monitoring:release_restore", args=[release.pk]))
    story = client.get(here).context["story"]
    assert [turn.words for turn in story] == [
        "Opgeslagen",
        "Gepubliceerd",
        "Ingetrokken",
        "Intrekken ongedaan gemaakt",
    ]
    assert (story[2].reason, story[2].who) == ("Foutje", str(user))
    again = client.post(reverse("monitoring:release_restore", args=[release.pk]), follow=True)
    assert "niet ingetrokken" in again.content.decode()


def test_the_rehearsal_counts_what_is_shown_now_and_hidden_afterwards(known):
    release_publish(release=load(content("big2;GM0772;2023;2021;2021;40;200;;;nee")))
    later = load(
        content(
            "big2;GM0772;2023;2021;2021;4;200;;;nee",
            "big2;GM0003;2020;2021;2021;4;200;;;nee",
        )
    )
    _rows, total = rehearse(later)
    assert (total.hidden, total.becomes_hidden, total.new, total.changed) == (2, 1, 1, 1)


@pytest.mark.parametrize("who", ["outsider", "policy_viewer", "administrator"])
def test_others_do_not_load_figures(client, sign_in, who):
    release = ReleaseFactory.create()
    sign_in(who)
    assert client.get(reverse("monitoring:releases")).status_code == 403
    assert client.get(reverse("monitoring:release_detail", args=[release.pk])).status_code == 404


@pytest.mark.parametrize("page", ["list", "detail"])
def test_pages_ask_the_same_for_one_and_for_many(client, sign_in, page):
    sign_in("analyst")
    asked = []
    for count in (1, 12):
        release = ReleaseFactory.create()
        ObservationFactory.create_batch(count, release=release)
        ReleaseFactory.create_batch(count)
        address = {
            "list": reverse("monitoring:releases"),
            "detail": reverse("monitoring:release_detail", args=[release.pk]),
        }[page]
        client.get(address)  # what is asked only once per process
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1]
