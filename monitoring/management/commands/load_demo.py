"""``load_demo``: the demonstration, once; safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coalitions.models import Checklist
from monitoring import demo
from monitoring.demo.accounts import NAMES, PASSWORD


class Command(BaseCommand):
    help = "Loads demo accounts, coalitions and figures; only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError(_("Demo data can only be loaded in demo mode."))
        if not Checklist.objects.exists():
            raise CommandError(_("Load the reference data first: manage.py load_reference."))
        loaded = demo.load()
        if not loaded:
            self.stdout.write(_("The demo was loaded before; nothing changed."))
            return
        self.stdout.write(_("Demo loaded: %(parts)s.") % {"parts": ", ".join(loaded)})
        self.stdout.write(_("Password of all accounts: %(password)s") % {"password": PASSWORD})
        for email, name in NAMES.items():
            self.stdout.write(f"  {email}  {name}")
