"""The Dutch catalogue is complete, and the tool that says so sees what it should."""

import importlib.util
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools/messages.py")
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_message_has_dutch(messages, capsys):
    assert messages.main(["--check"]) == 0, capsys.readouterr().out


def test_python_calls_are_collected_under_any_name(messages):
    source = (
        "from django.utils.translation import gettext_lazy as _, npgettext, pgettext_lazy\n"
        "_('One ' 'text')\npgettext_lazy('month', 'May')\n"
        "npgettext('c', '{n} day', '{n} days', 2)\n"
    )
    found = [(m.context, m.singular, m.plural) for m in messages.python_messages(source, "x.py")]
    assert sorted(found, key=str) == [
        ("c", "{n} day", "{n} days"),
        ("month", "May", None),
        (None, "One text", None),
    ]


def test_a_message_that_is_no_literal_is_refused(messages):
    source = "from django.utils.translation import gettext\ngettext(f'a {b}')\n"
    with pytest.raises(messages.NotLiteralError):
        list(messages.python_messages(source, "x.py"))


def test_template_tags_are_collected_with_plural_and_context(messages):
    source = (
        "{% load i18n %}{% translate \"It's\" %}{% translate 'May' context 'month' %}"
        "{{ _('Filter') }}{# translate 'no' #}"
        "{% blocktranslate count n=x trimmed %}\n {{ n }} day\n{% plural %} {{ n }} days"
        "{% endblocktranslate %}"
    )
    found = {(m.context, m.singular, m.plural) for m in messages.template_messages(source, "x")}
    assert found == {
        (None, "It's", None),
        ("month", "May", None),
        (None, "Filter", None),
        (None, "%(n)s day", "%(n)s days"),
    }


@pytest.mark.parametrize(
    ("entry", "complaints"),
    [
        (polib.POEntry(msgid="A {b}", msgstr="Een {b}"), 0),
        (polib.POEntry(msgid="A {b}", msgstr="Een {c}"), 1),
        (polib.POEntry(msgid="A", msgstr=""), 1),
        (polib.POEntry(msgid="A", msgstr="Een", flags=["fuzzy"]), 1),
        (polib.POEntry(msgid="A", msgid_plural="B", msgstr_plural={0: "x", 1: ""}), 1),
    ],
)
def test_bad_dutch_is_named(messages, entry, complaints):
    assert len(list(messages.complain([entry]))) == complaints
