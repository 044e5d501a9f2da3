"""Partners as a file: what is downloaded is read again unchanged; nothing half, nothing unseen."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coalitions.exporters.partners import partners_csv, partners_xlsx
from coalitions.importers.partners import read_partners
from coalitions.models import ContactPerson, Partnership
from coalitions.services.partner_import import partners_import
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db
HEAD = "organisatie;soort_partner;rol;doet_mee_sinds;doet_mee_tot;reden_einde;opmerking\n"


@pytest.fixture
def coalition(sign_in):
    found = make.CoalitionFactory.create()
    sign_in("coordinator", found)
    return found


@pytest.fixture
def kind():
    return make.PartnerTypeFactory.create(key="wijkteam", name="Wijkteam", domain="social")


def url_of(coalition):
    return reverse("coalitions:partners_import", args=[coalition.slug])


def table(*rows):
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


def rehearse(client, coalition, data, name="partners.csv"):
    return client.post(url_of(coalition), once({"file": SimpleUploadedFile(name, data)}))


def confirm(client, coalition, page):
    form = page.context["form"]
    return client.post(
        url_of(coalition),
        once({"content": form["content"].value(), "plan": form["plan"].value()}),
    )


def load(coalition, data, name="p.csv"):
    plan = read_partners(data, name, coalition)
    return partners_import(
        coalition=coalition, data=data, file_name=name, expected_plan=plan.digest
    )


def fill(coalition, kind):
    make.PartnershipFactory.create(
        coalition=coalition,
        partner_type=kind,
        organisation__name="=Rekenaar",
        role="+31 bellen",
        note="Eerste regel\r\ntweede; regel",
        since=date(2024, 1, 2),
    )
    make.PartnershipFactory.create(coalition=coalition, organisation__name="'s-Heer Één")
    left = make.PartnershipFactory.create(
        coalition=coalition, partner_type=kind, until=date(2025, 1, 1), end_reason="Fusie"
    )
    make.PartnershipFactory.create(
        coalition=coalition, partner_type=kind, organisation=left.organisation
    )


@pytest.mark.parametrize(("write", "name"), [(partners_csv, "p.csv"), (partners_xlsx, "p.xlsx")])
def test_the_round_trip_is_identical(kind, write, name):
    coalition, other = make.CoalitionFactory.create(), make.CoalitionFactory.create()
    fill(coalition, kind)
    data = write(coalition)
    plan = read_partners(data, name, coalition)
    assert (plan.findings, len(plan.same), len(plan.lines)) == ([], 4, 4)
    load(other, data, name)
    assert partners_csv(other) == partners_csv(coalition)
    assert Partnership.objects.filter(coalition=other).count() == 4


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_download(client, coalition, kind, form):
    fill(coalition, kind)
    url = reverse("coalitions:partners_file", args=[coalition.slug, form])
    answer = client.get(url)
    assert f"partners-{coalition.slug}.{form}" in answer["Content-Disposition"]
    assert not read_partners(answer.content, f"p.{form}", coalition).findings
    assert client.get(url.replace(form, "pdf")).status_code == 404


def test_a_rehearsal_stores_nothing_and_the_confirmation_does(client, coalition, kind):
    same = make.PartnershipFactory.create(
        coalition=coalition, partner_type=kind, organisation__name="Zelfde"
    )
    changed = make.PartnershipFactory.create(
        coalition=coalition, partner_type=kind, organisation__name="Anders"
    )
    leaves = make.PartnershipFactory.create(
        coalition=coalition, partner_type=kind, organisation__name="Gaat weg"
    )
    ContactPerson.objects.create(partnership=leaves, name="Jo")
    absent = make.PartnershipFactory.create(coalition=coalition)
    data = table(
        "Zelfde;Wijkteam;;;;;",
        "anders;wijkteam;Denkt mee;1-2-2024;;;",
        "Gaat weg;Wijkteam;;;2025-03-01;Gestopt;",
        "Nieuw;Wijkteam;;;;;",
    )
    page = rehearse(client, coalition, data)
    plan = page.context["plan"]
    counts = [len(plan.new), len(plan.changed), len(plan.ended), len(plan.same)]
    assert (plan.findings, counts) == ([], [1, 1, 1, 1])
    assert coalition.partners.count() == 4
    assert confirm(client, coalition, page).status_code == 302
    for row in (same, changed, leaves, absent):
        row.refresh_from_db()
    assert (changed.role, changed.since, changed.version) == ("Denkt mee", date(2024, 2, 1), 2)
    assert (leaves.until, leaves.end_reason) == (date(2025, 3, 1), "Gestopt")
    assert (same.version, absent.version, absent.until) == (1, 1, None)
    assert not ContactPerson.objects.exists()
    assert coalition.partners.filter(organisation__name="Nieuw").exists()


def test_a_column_that_is_absent_changes_nothing(coalition, kind):
    row = make.PartnershipFactory.create(
        coalition=coalition, partner_type=kind, organisation__name="Een", role="Blijft", note="Ook"
    )
    load(coalition, b"soort partner;organisatie\nwijkteam;Een\n")
    row.refresh_from_db()
    assert (row.role, row.note, row.version) == ("Blijft", "Ook", 1)


def test_every_mistake_is_named_with_its_row_and_column_and_nothing_is_stored(
    client, coalition, kind
):
    late = clock.today() + timedelta(days=1)
    make.PartnershipFactory.create(
        coalition=coalition,
        partner_type=kind,
        organisation__name="Vroeger",
        until=date(2024, 1, 1),
    )
    data = table(
        ";Wijkteam;;;;;",
        "Goed;Wijkteam;;;;;",
        "Een;Onzin;;;;;",
        f"Twee;Wijkteam;{'x' * 201};;;;",
        "Drie;Wijkteam;;31-31-2024;;;",
        f"Vier;Wijkteam;;;{late};;",
        "Vijf;Wijkteam;;2024-02-01;2024-01-01;;",
        "Zes;Wijkteam;;;;Zomaar;",
        "goed;wijkteam;;;;;",
        "Vroeger;Wijkteam;Anders;;2024-01-01;;",
    )
    page = rehearse(client, coalition, data)
    plan = page.context["plan"]
    assert [(one.row, one.column, one.code) for one in plan.findings] == [
        (2, 1, "empty_organisation"),
        (4, 2, "unknown_partner_kind"),
        (5, 3, "too_long"),
        (6, 4, "wrong_date"),
        (7, 5, "future"),
        (8, 5, "end_before_start"),
        (9, 6, "reason_without_end"),
        (10, 1, "same_partner"),
        (11, 1, "ended_changed"),
    ]
    assert all(one.message for one in plan.findings)
    assert coalition.partners.count() == 1
    assert not page.context["form"]["content"].value()
    with pytest.raises(DomainError):
        load(coalition, data)


@pytest.mark.parametrize(
    ("data", "name", "codes"),
    [
        (b"", "p.csv", ["empty_file"]),
        (b"%PDF-1.7", "p.csv", ["unknown_kind"]),
        (b"naam;kleur\nx;y\n", "p.csv", ["missing_column"] * 2 + ["unknown_column"] * 2),
        (b"\x00\x01", "p.exe", ["unknown_kind"]),
    ],
)
def test_what_is_no_table_of_partners_is_told(client, coalition, data, name, codes):
    plan = rehearse(client, coalition, data, name).context["plan"]
    assert sorted(one.code for one in plan.findings) == sorted(codes)


def test_no_file_asks_for_one(client, coalition):
    assert client.get(url_of(coalition)).status_code == 200
    assert "file" in client.post(url_of(coalition), once({})).context["form"].errors


def test_a_name_that_looks_alike_is_a_remark_that_does_not_stand_in_the_way(
    client, coalition, kind
):
    make.PartnershipFactory.create(coalition=coalition, organisation__name="Kraamzorg Ster")
    page = rehearse(client, coalition, table("Kraamzorg Ster BV;Wijkteam;;;;;"))
    [finding] = page.context["plan"].findings
    assert "Kraamzorg Ster" in finding.message
    assert confirm(client, coalition, page).status_code == 302


def test_a_record_that_changed_meanwhile_is_shown_again(client, coalition, kind):
    row = make.PartnershipFactory.create(
        coalition=coalition, partner_type=kind, organisation__name="Een"
    )
    page = rehearse(client, coalition, table("Een;Wijkteam;Nieuwe rol;;;;"))
    Partnership.objects.filter(pk=row.pk).update(version=2, role="Van een ander")
    again = confirm(client, coalition, page)
    assert again.status_code == 200
    row.refresh_from_db()
    assert row.role == "Van een ander"
    assert confirm(client, coalition, again).status_code == 302
    row.refresh_from_db()
    assert row.role == "Nieuwe rol"


def test_tampered_content_is_read_like_any_file(client, coalition):
    answer = client.post(url_of(coalition), once({"content": "<html>", "plan": "x"}))
    assert answer.status_code == 200
    assert answer.context["plan"].findings
