"""Runs: what they hide, when figures show, and what makes a run needed."""

import pytest

from kansrijkestart.core import reference
from monitoring import demo
from monitoring.models import ProtectionRun

pytestmark = pytest.mark.django_db


def test_the_demo_is_protected_and_says_how_well():
    reference.load()
    demo.load()
    run = ProtectionRun.objects.get()
    print(
        run.figure_count,
        run.primary_count,
        run.secondary_count,
        run.histogram,
        run.exact_count,
        run.narrow_count,
        run.shown_before_count,
        (run.finished_at - run.started_at),
    )
    assert run.primary_count > 0
    assert (run.exact_count, run.narrow_count) == (0, 0)
