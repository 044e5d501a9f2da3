"""The one sentence of a figure, word for word, and what it must never say."""
# ruff: noqa: E501  # whole sentences on one line, as a reader sees them

import re
from typing import Any

import pytest
from django.utils.translation import override

from monitoring import sentences
from monitoring.sentences import Figure, number, period_words, sentence, whole

BIG2: dict[str, Any] = {
    "name": "BIG2",
    "area": "Eindhoven",
    "first_year": 2021,
    "last_year": 2021,
    "value": 14.7,
    "low": 13.4,
    "high": 16.1,
}
ALIKE = BIG2 | {"verdict": "similar", "reference_value": 14.8}
LONE: dict[str, Any] = {
    "name": "Eenoudergezinnen",
    "first_year": 2021,
    "last_year": 2021,
    "reference_value": 7.4,
}
BEST: dict[str, Any] = {
    "name": "BIG2",
    "area": "Best",
    "first_year": 2017,
    "last_year": 2021,
    "value": 14.3,
    "low": 12.6,
    "high": 16.2,
}
CANNOT: dict[str, Any] = {"trend": "cannot_judge"}


def gone(name, area, year, kind) -> dict[str, Any]:
    return {"name": name, "area": area, "first_year": year, "last_year": year, "kind": kind}


SAMPLES = [
    (ALIKE | {"trend": "decreasing", "trend_years": (2017, 2021)},
     "BIG2 in Eindhoven: 14,7% in 2021 (met toeval meegerekend: 13,4 tot 16,1%). Dat is vergelijkbaar met Nederland (14,8%). Van 2017 tot en met 2021 neemt het cijfer af."),
    (ALIKE | {"trend": "no_change", "trend_years": (2017, 2021)},
     "BIG2 in Eindhoven: 14,7% in 2021 (met toeval meegerekend: 13,4 tot 16,1%). Dat is vergelijkbaar met Nederland (14,8%). Van 2017 tot en met 2021 is er geen duidelijke verandering."),
    ({"name": "Roken tijdens de zwangerschap", "area": "Eindhoven", "first_year": 2023, "last_year": 2023, "value": 4.9, "low": 4.1, "high": 5.8, "verdict": "better", "reference_value": 6.3},
     "Roken tijdens de zwangerschap in Eindhoven: 4,9% in 2023 (met toeval meegerekend: 4,1 tot 5,8%). Dat is gunstiger dan Nederland (6,3%)."),
    ({"name": "Psychische problemen van ouders", "area": "Eindhoven", "first_year": 2023, "last_year": 2023, "value": 18.5, "low": 17.0, "high": 20.1, "verdict": "worse", "reference_value": 16.5, "trend": "increasing", "trend_years": (2019, 2023)},
     "Psychische problemen van ouders in Eindhoven: 18,5% in 2023 (met toeval meegerekend: 17,0 tot 20,1%). Dat is ongunstiger dan Nederland (16,5%). Van 2019 tot en met 2023 neemt het cijfer toe."),
    (LONE | {"area": "Eindhoven", "value": 9.1, "low": 8.0, "high": 10.3, "verdict": "higher"},
     "Eenoudergezinnen in Eindhoven: 9,1% in 2021 (met toeval meegerekend: 8,0 tot 10,3%). Dat is hoger dan Nederland (7,4%)."),
    (LONE | CANNOT | {"area": "Best", "value": 4.2, "low": 2.4, "high": 7.2, "verdict": "lower", "why_no_trend": "few"},
     "Eenoudergezinnen in Best: 4,2% in 2021 (met toeval meegerekend: 2,4 tot 7,2%). Dat is lager dan Nederland (7,4%). Of het cijfer verandert, is niet te beoordelen: er zijn minder dan vijf jaren om te vergelijken."),
    (BIG2 | {"low": None, "high": None, "verdict": "not_compared", "why_not": "counts"},
     "BIG2 in Eindhoven: 14,7% in 2021. Niet vergeleken met Nederland: de aantallen achter het cijfer ontbreken."),
    (BIG2 | CANNOT | {"area": "Best", "value": 13.1, "low": 9.7, "high": 17.5, "verdict": "not_compared", "why_not": "definition", "why_no_trend": "break"},
     "BIG2 in Best: 13,1% in 2021 (met toeval meegerekend: 9,7 tot 17,5%). Niet vergeleken met Nederland: dat cijfer is op een andere manier geteld. Of het cijfer verandert, is niet te beoordelen: de manier van tellen is veranderd."),
    (BEST | CANNOT | {"verdict": "not_compared", "why_not": "period", "why_no_trend": "pooled"},
     "BIG2 in Best: 14,3% in 2017 tot en met 2021 samen (met toeval meegerekend: 12,6 tot 16,2%). Niet vergeleken met Nederland: dat cijfer gaat over een andere periode. Of het cijfer verandert, is niet te beoordelen: dit cijfer telt jaren bij elkaar op."),
    (BIG2 | {"area": "Nederland", "value": 14.8, "low": None, "high": None, "verdict": "not_compared", "why_not": "same_area"},
     "BIG2 in Nederland: 14,8% in 2021. Niet vergeleken met Nederland: dit ís het cijfer van dat gebied."),
    (BEST | {"verdict": "similar", "reference_value": 15.2, "same_years": True},
     "BIG2 in Best: 14,3% in 2017 tot en met 2021 samen (met toeval meegerekend: 12,6 tot 16,2%). Dat is vergelijkbaar met Nederland in dezelfde jaren (15,2%). Het telt vijf jaren bij elkaar op."),
    (ALIKE | {"provisional": True},
     "BIG2 in Eindhoven: 14,7% in 2021 (met toeval meegerekend: 13,4 tot 16,1%). Dat is vergelijkbaar met Nederland (14,8%). Het cijfer is voorlopig en kan nog veranderen."),
    (BEST | {"provisional": True},
     "BIG2 in Best: 14,3% in 2017 tot en met 2021 samen (met toeval meegerekend: 12,6 tot 16,2%). Het telt vijf jaren bij elkaar op. Het cijfer is voorlopig en kan nog veranderen."),
    (CANNOT | {"name": "Vroeggeboorte", "area": "Oirschot", "first_year": 2021, "last_year": 2021, "value": 7.0, "low": 4.2, "high": 11.6, "verdict": "similar", "reference_value": 6.6, "why_no_trend": "hidden", "provisional": True},
     "Vroeggeboorte in Oirschot: 7,0% in 2021 (met toeval meegerekend: 4,2 tot 11,6%). Dat is vergelijkbaar met Nederland (6,6%). Of het cijfer verandert, is niet te beoordelen: niet alle jaren zijn zichtbaar. Het cijfer is voorlopig en kan nog veranderen."),
    ({"name": "Uithuisplaatsingen", "area": "Eindhoven", "first_year": 2021, "last_year": 2021, "value": 3.2, "low": 2.1, "high": 4.8, "unit": "per 1000", "verdict": "similar", "reference_value": 2.6},
     "Uithuisplaatsingen in Eindhoven: 3,2 per 1000 in 2021 (met toeval meegerekend: 2,1 tot 4,8 per 1000). Dat is vergelijkbaar met Nederland (2,6 per 1000)."),
    (gone("Vroeggeboorte", "Bladel", 2020, "suppressed"),
     "Vroeggeboorte in Bladel, 2020: Verborgen (privacy). We laten dit cijfer niet zien om gezinnen te beschermen."),
    (gone("Centrumgemeente voor Nu Niet Zwanger", "Best", 2023, "not_applicable"),
     "Centrumgemeente voor Nu Niet Zwanger in Best, 2023: Niet van toepassing."),
    (gone("Roken tijdens de zwangerschap", "Waalre", 2021, "not_available"),
     "Roken tijdens de zwangerschap in Waalre, 2021: Niet beschikbaar. Er is voor dit gebied geen cijfer gevonden."),
    (gone("BIG2", "Best", 2024, "not_yet_published"), "BIG2 in Best, 2024: Nog niet verschenen."),
    (gone("Geen kraamzorg", "Eindhoven", 2020, "withdrawn"),
     "Geen kraamzorg in Eindhoven, 2020: Ingetrokken. De bron heeft dit cijfer teruggenomen. Gebruik het niet meer."),
]  # fmt: skip
WORDS = [
    words
    for table in (
        sentences.KIND_WORDS,
        sentences.EXPLAINED,
        sentences.COMPARED,
        sentences.NOT_COMPARED,
        sentences.TRENDS,
        sentences.NO_TREND,
        sentences.YEARS_IN_WORDS,
    )
    for words in table.values()
]
CAUSAL = re.compile(r"\b(door|dankzij|omdat|waardoor|effect|gevolg|leidt|daarom|want|because|due|effects?|leads?|thanks)\b", re.I)  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), SAMPLES, ids=range(1, len(SAMPLES) + 1))
def test_a_figure_is_said_in_these_words(given, expected):
    with override("nl"):
        assert sentence(Figure(**given)) == expected


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_part_of_a_sentence_claims_a_cause(language):
    with override(language):
        assert [words() for words in WORDS if CAUSAL.search(words())] == []


def test_every_part_has_a_translation():
    with override("en"):
        english = [words() for words in WORDS]
    with override("nl"):
        assert [a for words, a in zip(WORDS, english, strict=True) if words() == a] == []


def test_english_uses_a_point_and_the_same_order():
    with override("en"):
        assert sentence(Figure(**ALIKE)) == (
            "BIG2 in Eindhoven: 14.7% in 2021 (allowing for chance: 13.4 to 16.1%). "
            "That is similar to the Netherlands (14.8%)."
        )


@pytest.mark.parametrize(
    ("value", "digits", "dutch", "english"),
    [(1234567.891, 1, "1234567,9", "1234567.9"), (-0.04, 1, "0,0", "0.0"), (0, 0, "0", "0"), (-3.25, 2, "-3,25", "-3.25")],
)  # fmt: skip
def test_numbers_follow_the_language_without_thousands(value, digits, dutch, english, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    with override("nl"):
        assert number(value, digits) == dutch
    with override("en"):
        assert number(value, digits) == english


def test_a_count_is_said_in_groups_of_three():
    for language, said in (("nl", "2.481"), ("en", "2,481")):
        with override(language):
            assert whole(2480.6) == said
            assert whole(9) == "9"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        number(value)


@pytest.mark.parametrize("kind", [k for k in sentences.KIND_WORDS if k != "value"])
def test_a_figure_without_shown_value_takes_no_number_and_says_nothing_more(kind):
    with pytest.raises(ValueError, match="hidden"):
        Figure(**BIG2 | {"kind": kind})
    bare = BIG2 | {"kind": kind, "value": None}
    with override("nl"):
        plain = sentence(Figure(**bare))
        leaky = Figure(
            **bare, verdict="worse", reference_value=14.8, trend="increasing", provisional=True
        )
        assert sentence(leaky) == plain
    assert not re.search(r"1[346],[147]", plain)


def test_wrong_figures_are_refused():
    for wrong in ({"value": None}, {"kind": "secret"}, {"last_year": 2020}):
        with pytest.raises(ValueError, match=r"value|period"):
            Figure(**BIG2 | wrong)


def test_a_pooled_period_is_named_as_such():
    with override("nl"):
        assert period_words(2021, 2021) == "2021"
        assert period_words(2017, 2021) == "2017 tot en met 2021 samen"
        assert "Het telt negen" not in sentence(Figure(**BEST | {"first_year": 2013}))
        assert "Het telt 9 jaren bij elkaar op." in sentence(Figure(**BEST | {"first_year": 2013}))


def test_a_zero_is_said_as_a_number():
    with override("nl"):
        assert sentence(Figure(**BIG2 | {"value": 0.0, "low": 0.0, "high": 1.9})) == (
            "BIG2 in Eindhoven: 0,0% in 2021 (met toeval meegerekend: 0,0 tot 1,9%)."
        )
