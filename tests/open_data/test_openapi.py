"""The description of the API is valid, and the API does what it says, whatever it is asked."""

import json
import os

import pytest
import schemathesis
from django.conf import settings as settings_of_site
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from coalitions.models import Coalition
from kansrijkestart.open_data.openapi import document
from kansrijkestart.open_data.resources import FIGURES_OF, RESOURCES
from kansrijkestart.wsgi import application
from tests.open_data import world

API = "/api/v1/"
EXAMPLES = 200 if os.environ.get("SOAK") else 8
# A filter of the right form may name a province, code or page that is not there: that is told (400)
# and not passed over, so that no empty list is taken for an answer.
NOT_ASKED = [positive_data_acceptance]


def test_the_document_is_valid_openapi():
    OpenAPIV31SpecValidator(json.loads(json.dumps(document(), default=str))).validate()


def test_a_mistake_in_the_document_is_found():
    wrong = json.loads(json.dumps(document()))
    del wrong["info"]["title"]
    assert list(OpenAPIV31SpecValidator(wrong).iter_errors())


def test_every_address_of_the_api_is_in_it(client):
    from kansrijkestart.open_data.urls import urlpatterns

    routes = {str(one.pattern) for one in urlpatterns if str(one.pattern).startswith("api/")}
    told = [path.replace("{", "<slug:").replace("}", ">") for path in document()["paths"]]
    assert {f"api/v1{path}" for path in told} == routes


def test_every_field_says_what_it_is():
    for one in (*RESOURCES, FIGURES_OF):
        names = [field.name for field in one.fields]
        assert len(set(names)) == len(names)
        assert all(field.about.endswith(".") for field in one.fields)
        assert list(document()["components"]["schemas"][one.kind]["properties"]) == names


@pytest.fixture
def one_connection(db):
    """Let requests to the application stay within the transaction of this test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_manual_names_every_address_field_and_filter():
    manual = (settings_of_site.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    for path in document()["paths"]:
        address = f"/api/v1{path}".replace("{", "<").replace("}", ">")
        assert f"`{address}`" in manual
    for one in (*RESOURCES, FIGURES_OF):
        for name in (*one.header(), *(parameter.name for parameter in one.parameters)):
            assert f"`{name}`" in manual, (one.kind, name)
    assert f"At most {settings_of_site.OPEN_DATA_PER_MINUTE} questions" in manual


def loaded(mode):
    """The document as a stranger reads it; what takes nothing cannot be asked wrongly."""
    found = schemathesis.openapi.from_wsgi(f"{API}openapi.json", application)
    operations = [one.ok() for one in found.get_all_operations()]
    takes = [one for one in operations if list(one.iter_parameters())]
    return operations if mode == GenerationMode.POSITIVE else takes


def asked(operation, mode, number):
    """Ask an address so often; every answer must be one that the document tells of."""

    @seed(20261130)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask(data):
        case = data.draw(operation.as_strategy(generation_mode=mode))
        case.call_and_validate(excluded_checks=NOT_ASKED)
        cases.append(case)

    cases: list[schemathesis.Case] = []
    ask()
    return cases


def test_what_is_really_there_is_as_the_document_says(one_connection):
    """Chance never asks for a slug or key that exists."""
    world.everything()
    slug = Coalition.objects.public().local().earliest("pk").slug
    there = {"slug": slug, "indicator": "big2"}
    for operation in loaded(GenerationMode.POSITIVE):
        wanted = {one.name: there[one.name] for one in operation.path_parameters}
        answer = operation.Case(path_parameters=wanted).call_and_validate()
        assert answer.status_code == 200
        assert answer.json().get("results") != []


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_the_api_answers_whatever_it_is_asked_as_the_document_says(one_connection, mode):
    world.everything()
    tried = [asked(operation, mode, EXAMPLES) for operation in loaded(mode)]
    assert len(tried) >= len(RESOURCES) + 2
    assert sum(map(len, tried)) >= EXAMPLES * len(RESOURCES)
