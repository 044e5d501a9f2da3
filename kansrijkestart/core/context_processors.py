"""What every page needs for its frame. Asks the database nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from kansrijkestart.core.links import footer_links, safe_reverse


def demo_words() -> str:
    """Return what every page and file with demonstration content says."""
    return gettext(
        "The table of interventions comes from the regional framework of April 2024. "
        "Partners, agreements, checklists, advice and municipal figures are invented."
    )


def _other_languages() -> list[tuple[str, str]]:
    """Return code and own name of the languages this page is not in."""
    current = get_language() or settings.LANGUAGE_CODE
    return [(code, str(name)) for code, name in settings.LANGUAGES if code != current]


def site(_request: HttpRequest) -> dict[str, Any]:
    """Give ``base.html`` the site's name, demo label, footer, languages and account links."""
    return {
        "site_name": settings.SITE_NAME,
        "demo_label": demo_words() if settings.DEMO_MODE else "",
        "demo_mail_url": safe_reverse("letter_box:mail") if settings.DEMO_MODE else "",
        "footer_links": footer_links(),
        "other_languages": _other_languages(),
        "home_url": safe_reverse("home") or "/",
        "search_url": safe_reverse("search"),
        "account_url": safe_reverse("accounts:profile") or safe_reverse("mfa_index"),
        "login_url": safe_reverse("account_login"),
        "logout_url": safe_reverse("account_logout"),
        "set_language_url": safe_reverse("set_language"),
    }
