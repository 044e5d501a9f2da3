"""The audit of dependencies: a weakness is named, and silence is never taken for a clean answer."""

import json

import pytest

from tools import audit
from tools.audit import Answer, npm_answer, python_answer, said_by, status

CLEAN = {"name": "django", "version": "5.2.8", "vulns": []}
WEAK = {
    "name": "other",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
UNASKED = {"name": "away", "version": "1.0", "skip_reason": "not found and could not be audited"}


def python_said(*packages):
    return python_answer(json.dumps({"dependencies": packages, "fixes": []}))


def npm_said(**found):
    return npm_answer(
        json.dumps({"vulnerabilities": found, "metadata": {"dependencies": {"total": 5}}})
    )


def test_a_weakness_in_a_python_package_is_named_with_its_repair():
    answer = python_said(CLEAN, WEAK)
    assert answer.weak == [
        "  other 1.0: PYSEC-1, fixed in 1.1",
        "  other 1.0: PYSEC-2, fixed in no version yet",
    ]
    assert status({"lock": answer}, must_know=False) == 1


def test_a_weakness_in_a_package_of_the_front_is_named():
    answer = npm_said(bootstrap={"severity": "high", "range": "<5"})
    assert answer.weak == ["  bootstrap: high, range <5"]
    assert status({"lock": answer}, must_know=False) == 1


def test_a_clean_answer_says_how_many_packages_it_is_about():
    assert str(python_said(CLEAN)) == "no known weakness in 1 packages"
    assert str(npm_said()) == "no known weakness in 5 packages"
    assert status({"a": python_said(CLEAN), "b": npm_said()}, must_know=True) == 0


def test_packages_that_could_not_be_asked_about_are_counted():
    assert str(python_said(CLEAN, UNASKED)) == "no known weakness in 1 packages, 1 NOT AUDITED"


@pytest.mark.parametrize(
    "answer",
    [
        python_said(UNASKED),
        python_answer(""),
        python_answer("[]"),
        npm_answer(""),
        npm_answer('{"message": "405 Method Not Allowed", "error": {"summary": ""}}'),
    ],
)
def test_no_answer_is_said_and_only_fails_when_an_answer_is_required(answer: Answer):
    assert str(answer) == "NOT AUDITED: the advisory service did not answer"
    assert status({"lock": answer}, must_know=False) == 0
    assert status({"lock": answer}, must_know=True) == 1


def test_a_program_that_is_not_there_gives_no_answer():
    assert said_by("no-such-program-here") == ""


def test_a_closed_network_is_told_per_lock_file_and_fails_nothing(monkeypatch, capsys):
    monkeypatch.setattr(audit, "said_by", lambda *_command: "")
    monkeypatch.delenv("AUDIT_REQUIRED", raising=False)
    assert audit.main() == 0
    told = capsys.readouterr().out.splitlines()
    names = ["requirements.txt", "requirements-dev.txt", "package-lock.json"]
    assert told == [f"{name}: NOT AUDITED: the advisory service did not answer" for name in names]
    monkeypatch.setenv("AUDIT_REQUIRED", "yes")
    assert audit.main() == 1
