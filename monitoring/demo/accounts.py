"""The demo accounts. What they may do hangs on memberships, made with the places."""

from kansrijkestart.accounts.choices import GuideKind, GuideWish, NationalRoleKind
from kansrijkestart.accounts.models import NationalRole, User
from kansrijkestart.accounts.services.addresses import address_prove
from kansrijkestart.accounts.services.guides import guide_wish
from kansrijkestart.core import clock
from monitoring.demo.common import ADVISER, COORDINATOR, moment

PASSWORD = "kansrijk-demo-1000"  # noqa: S105 - published on purpose, demo mode only
NAMES = {
    COORDINATOR: "Coördinator Eindhoven (demo)",
    "coordinator.best@demo.example": "Coördinator Best (demo)",
    "lid@demo.example": "Lid Eindhoven (demo)",
    ADVISER: "Adviseur (demo)",
    "regio@demo.example": "Regionale trekker (demo)",
    "landelijk@demo.example": "Landelijk analist (demo)",
    "beheer@demo.example": "Functioneel beheerder (demo)",
}
ROLES = {
    ADVISER: NationalRoleKind.ADVISER,
    "landelijk@demo.example": NationalRoleKind.ANALYST,
    "beheer@demo.example": NationalRoleKind.ADMINISTRATOR,
}
# They are old by the demo's clock, and new to whoever tries the site.
GUIDES = {
    ADVISER: GuideKind.ADVISER,
    "coordinator.best@demo.example": GuideKind.COORDINATOR,
    "regio@demo.example": GuideKind.REGION_LEAD,
}


def is_loaded() -> bool:
    return User.objects.filter(email=COORDINATOR).exists()


def load() -> None:
    with clock.travel(moment("2024-04-15")):
        for email, name in NAMES.items():
            is_staff = ROLES.get(email) == NationalRoleKind.ADMINISTRATOR
            user = User.objects.create_user(email, PASSWORD, name=name, is_staff=is_staff)
            address_prove(user=user)
            if role := ROLES.get(email):
                NationalRole.objects.create(user=user, role=role)
            if guide := GUIDES.get(email):
                guide_wish(user=user, guide=guide, wish=GuideWish.SHOWN)
