from django.contrib import admin

from kansrijkestart.accounts.admin_site import AdministratorAdmin
from monitoring.models import IndicatorSet


@admin.register(IndicatorSet)
class IndicatorSetAdmin(AdministratorAdmin):
    list_display = ["name", "key", "valid_from", "valid_until", "stated_size"]
    search_fields = ["name", "key"]
