"""The main navigation of whoever is looking."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.dashboard.guide import guide_here
