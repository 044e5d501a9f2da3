"""The frame and its pieces, rendered without any record."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from kansrijkestart.core import signs
from kansrijkestart.core.forms import (
    NO_PERSONS_HELP,
    FilterForm,
    IdempotentFormMixin,
    KsForm,
    VersionedFormMixin,
)
from kansrijkestart.core.templatetags import ks


class NoteForm(KsForm):
    title = forms.CharField(label="Titel")
    text = forms.CharField(label="Tekst", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="Soort", choices=[("a", "A")], widget=forms.RadioSelect)


def render(source, **context):
    return engines["django"].from_string(source).render(context)


@pytest.fixture
def page(rf):
    def page(template="base.html", path="/", **context):
        request = rf.get(path)
        request.user = AnonymousUser()
        return render_to_string(template, context, request)

    return page


def test_a_page_has_one_heading_a_language_and_a_title_with_its_place(page):
    html = page(page_title="Partners", place="Best")
    title = " ".join(re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1].split())
    assert title == "Partners · Best · Coalitiedossier"
    assert html.count("<h1") == 1
    assert '<html lang="nl">' in html


def test_the_skip_link_comes_first_and_has_a_target(page):
    html = page(page_title="Partners")
    assert html.index('href="#content"') < html.index("<header")
    assert 'id="content"' in html


def test_the_title_of_a_page_with_mistakes_says_so(page):
    html = page(page_title="Afspraak", form=NoteForm({}))
    assert "Fout:" in re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]


def test_the_demo_label_shows_only_in_demo_mode(page, settings):
    assert "ks-demo" not in page(page_title="X")
    settings.DEMO_MODE = True
    assert "zijn verzonnen" in page(page_title="X")


def test_a_page_has_no_inline_script_style_or_handler(page):
    html = page(page_title="X", breadcrumb=[("Start", "/"), ("X", "")])
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize(
    "name", ["404.html", "403.html", "403_csrf.html", "500.html", "400.html", "503.html"]
)
def test_an_error_page_says_what_to_do(page, name):
    html = page(name)
    assert html.count("<h1") == 1
    assert 'lang="nl"' in html
    assert 'href="/"' in html


def test_the_page_for_a_server_error_needs_no_context():
    assert "Er ging iets mis" in render_to_string("500.html")


def test_a_path_of_one_is_not_shown():
    html = render_to_string("components/breadcrumb.html", {"breadcrumb": [("Start", "/")]})
    assert "<nav" not in html


def test_the_error_summary_links_to_the_control_or_the_group():
    html = render_to_string("components/error_summary.html", {"form": NoteForm({})})
    assert 'href="#id_title"' in html
    assert 'href="#div_id_kind"' in html
    assert "2 dingen kloppen nog niet" in html
    assert 'tabindex="-1"' in html


def test_no_mistakes_no_summary():
    assert not render_to_string("components/error_summary.html", {"form": NoteForm()}).strip()


def test_a_field_with_a_mistake_is_tied_to_its_message():
    html = render("{% load crispy_forms_tags %}{% crispy form %}", form=NoteForm({}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_error"' in html
    assert 'id="id_title_error"' in html
    assert "<form" not in html
    assert "Vul in: Titel." in html


def test_only_what_is_optional_says_so_and_a_filter_never_does():
    class Search(FilterForm):
        words = forms.CharField(label="Woorden", required=False)

    source = "{% load crispy_forms_tags %}{% crispy form %}"
    assert render(source, form=NoteForm()).count("niet verplicht") == 1
    assert "niet verplicht" not in render(source, form=Search())


def test_long_text_carries_the_standing_help():
    assert NoteForm().fields["text"].help_text == NO_PERSONS_HELP
    assert not NoteForm().fields["title"].help_text


def test_versioned_and_idempotent_forms_carry_hidden_fields():
    class Edit(VersionedFormMixin, IdempotentFormMixin, NoteForm):
        instance = SimpleNamespace(version=3)

    form = Edit()
    assert 'value="3"' in str(form["version"])
    assert form["idempotency_key"].value() is not None
    assert "version" in Edit({"title": "x"}).errors


def test_pages_keep_the_query_string(rf):
    found = Paginator(range(30), 10).page(2)
    html = render_to_string(
        "components/pagination.html", {"page_obj": found}, rf.get("/?q=huis&page=2")
    )
    assert "?q=huis&amp;page=3" in html
    assert "Pagina 2 van 3" in html


def test_every_sign_has_a_drawing(settings):
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    for family in signs.SIGNS.values():
        for shown in family.values():
            assert f'id="{shown.icon}"' in sprite


def test_a_sign_is_an_icon_hidden_from_readers_and_a_word():
    html = ks.sign("stage", "formed")
    assert 'aria-hidden="true"' in html
    assert "#full" in html
    assert "<span>Gevormd</span>" in html


@pytest.mark.parametrize(("key", "word"), [("", "Niet ingevuld"), ("what", "Niet bekend")])
def test_a_value_without_a_sign_reads_as_unknown(key, word):
    assert word in ks.sign("answer", key)


def test_the_icons_named_in_templates_exist(settings):
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        for name in re.findall(r'{% icon "(\w+)" %}', path.read_text()):
            assert f'id="{name}"' in sprite, (path, name)


def test_user_words_are_escaped():
    assert ks.quoted("a <b>\n\nc") == "<p>a &lt;b&gt;</p>\n\n<p>c</p>"


def test_dates_and_numbers_are_dutch():
    with translation.override("nl"):
        assert ks.day(date(2026, 3, 3)) == "3\N{NO-BREAK SPACE}maart\N{NO-BREAK SPACE}2026"
        assert ks.as_known("2023-10") == "oktober\N{NO-BREAK SPACE}2023"
        assert ks.as_known("2019") == "2019"
        assert ks.number(1234.5, 1) == "1.234,5"
        assert ks.percent(0.182) == "18,2%"
        assert ks.day(None) == ks.number(None) == ks.percent(None) == ""


def test_partials_say_what_they_need(settings):
    for path in (settings.BASE_DIR / "templates/components").glob("*.html"):
        assert path.read_text().startswith("{# Needs: "), path.name


def test_a_question_that_is_left_open_is_asked_again_as_a_question():
    class Asking(KsForm):
        why = forms.CharField(label="Waarom?")
        name = forms.CharField(label="Naam")

    with translation.override("nl"):
        errors = Asking({}).errors
        assert errors["why"] == ["Geef antwoord: Waarom?"]
        assert errors["name"] == ["Vul in: Naam."]


def test_a_long_name_may_break_at_its_hump():
    assert (
        ks.softened("CenteringZwangerschap")
        == "Centering\N{SOFT HYPHEN}Zwanger\N{SOFT HYPHEN}schap"
    )
    assert ks.softened("GroeiGids en BoekStart") == "GroeiGids en BoekStart"


class ChoicesForm(KsForm):
    needed = forms.TypedChoiceField(choices=[("", "---------"), ("a", "loopt")])
    free = forms.TypedChoiceField(choices=[("", "---------"), ("a", "loopt")], required=False)


def test_choices_begin_with_a_capital_and_the_empty_one_says_what_it_means():
    with translation.override("nl"):
        words = {
            name: [str(label) for _key, label in field.widget.choices]
            for name, field in ChoicesForm().fields.items()
        }
    assert words == {"needed": ["Maak een keuze", "Loopt"], "free": ["Niet ingevuld", "Loopt"]}


def test_the_summary_does_not_put_a_colon_behind_a_question_mark():
    class WhoForm(KsForm):
        who = forms.CharField(label="Wie was erbij?", error_messages={"required": "Vink aan."})

    assert [words for _where, words in ks.error_list(WhoForm({}))] == ["Wie was erbij? Vink aan."]


def test_a_long_list_of_ticks_may_stand_in_columns():
    class ManyForm(KsForm):
        many = forms.MultipleChoiceField(
            choices=[(n, f"Keuze {n}") for n in range(9)], widget=forms.CheckboxSelectMultiple
        )
        few = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)

    source = "{% load crispy_forms_filters %}{{ form|crispy }}"
    assert render(source, form=ManyForm()).count("ks-options-long") == 1


def test_long_words_may_break_where_a_reader_would():
    shy = "\N{SOFT HYPHEN}"
    assert ks.soft("Goede samenwerkingsafspraken") == f"Goede samenwerkings{shy}afspraken"
    assert ks.soft("Een signaleringsinstrument") == f"Een signalerings{shy}instrument"
    assert ks.soft("Roken & meer") == "Roken & meer"
    assert "&lt;b&gt;" in render("{{ text|soft }}", text="<b>")
