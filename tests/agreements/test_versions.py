"""The texts of an agreement: their list, and what differs between any two of them."""

import re
import time

import pytest
from django.urls import reverse

from agreements.selectors.differences import word_changes
from tests import factories as make

pytestmark = pytest.mark.django_db
TEXTS = ("Wij bellen zo snel mogelijk.", "Wij bellen binnen een week.", "Wij bellen <b>morgen</b>.")


@pytest.fixture
def agreement(sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("partner", coalition)
    agreement = make.AgreementFactory.create(coalition=coalition)
    author = make.UserFactory.create(name="Coördinator Eén")
    for number, text in enumerate(TEXTS, start=1):
        make.AgreementVersionFactory.create(
            agreement=agreement, number=number, text=text, author=author
        )
    return agreement


def compared(client, agreement, query):
    return client.get(reverse("agreements:versions", args=[agreement.pk]) + query)


def test_the_list_names_author_and_moment_of_every_text(client, agreement):
    page = compared(client, agreement, "").content.decode()
    assert page.count("Coördinator Eén") == 3
    for number in (1, 2, 3):
        assert reverse("agreements:version", args=[agreement.pk, number]) in page
    assert TEXTS[0] not in page


def test_the_two_newest_texts_are_compared_when_nobody_chose(client, agreement):
    answer = compared(client, agreement, "")
    page = answer.content.decode()
    assert 'id="difference"' in page
    assert "Van versie 2 naar versie 3" in page
    assert not answer.context["form"].errors
    chosen = re.findall(r'<option value="(\d)"\s+selected', page)
    assert chosen == ["2", "3"]


def test_one_text_is_compared_with_nothing(client, agreement):
    single = make.AgreementFactory.create(coalition=agreement.coalition, title="Eerste tekst")
    make.AgreementVersionFactory.create(agreement=single, number=1, text="Wij bellen.")
    answer = compared(client, single, "")
    assert answer.context["form"] is None
    assert 'id="difference"' not in answer.content.decode()


@pytest.mark.parametrize("query", ["?older=1&newer=2", "?older=2&newer=1"])
def test_any_two_texts_are_compared_the_older_one_first(client, agreement, query):
    page = compared(client, agreement, query).content.decode()
    assert "Van versie 1 naar versie 2" in page
    assert '<del><span class="visually-hidden">weggehaald: </span>zo snel mogelijk.' in page
    assert '<ins><span class="visually-hidden">toegevoegd: </span>binnen een week.' in page


def test_a_text_is_never_markup(client, agreement):
    page = compared(client, agreement, "?older=1&newer=3").content.decode()
    assert "<b>morgen</b>" not in page
    assert "&lt;b&gt;morgen&lt;/b&gt;" in page


def test_a_text_beside_itself_is_the_same(client, agreement):
    answer = compared(client, agreement, "?older=2&newer=2")
    assert answer.context["is_same"]
    assert "De twee teksten zijn gelijk." in answer.content.decode()


@pytest.mark.parametrize("query", ["?older=1", "?older=x&newer=2", "?older=1&newer=99"])
def test_a_wrong_choice_is_told(client, agreement, query):
    answer = compared(client, agreement, query)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not answer.context["older"]


def test_an_agreement_without_a_text_says_so(client, agreement):
    empty = make.AgreementFactory.create(coalition=agreement.coalition, title="Leeg")
    answer = compared(client, empty, "?older=1&newer=2")
    assert answer.context["form"] is None
    assert "De tekst van deze afspraak is nog niet vastgelegd." in answer.content.decode()


def test_one_text_says_what_changed_and_an_unknown_number_is_not_found(client, agreement):
    address = reverse("agreements:version", args=[agreement.pk, 2])
    assert "<ins>" in client.get(address).content.decode()
    first = client.get(reverse("agreements:version", args=[agreement.pk, 1])).content.decode()
    assert "<ins>" not in first
    assert client.get(reverse("agreements:version", args=[agreement.pk, 9])).status_code == 404


def test_other_line_ends_are_no_change(client, agreement):
    for number, text in ((4, "Een.\r\nTwee."), (5, "Een.\nTwee.")):
        make.AgreementVersionFactory.create(agreement=agreement, number=number, text=text)
    assert compared(client, agreement, "?older=4&newer=5").context["is_same"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("de " * 6000, "de " * 5990 + "een " * 10),
        (
            " ".join(f"a{n % 700}" for n in range(4000)),
            " ".join(f"a{n % 690}" for n in range(4000)),
        ),
        (" ".join(f"oud{n}" for n in range(3000)), " ".join(f"nieuw{n}" for n in range(3000))),
        ("a " * 9000 + "b", "c " + "a " * 9000),
    ],
)
def test_the_longest_texts_are_compared_in_seconds(old, new):
    start = time.process_time()
    pieces = word_changes(old[:20000], new[:20000])
    assert time.process_time() - start < 5
    assert "".join(one.text for one in pieces if one.kind != "added") == old[:20000]
