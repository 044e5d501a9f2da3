"""Makes our own site the one that every ``admin.py`` registers with."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "kansrijkestart.accounts.admin_site.AdministrationSite"
