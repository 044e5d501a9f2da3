"""How this installation is set up, in words, for its administrators. Never a secret.

Each line is written out here by name: nothing walks over all settings, so that no password, key
or address with one in it can come along.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kansrijkestart.core.links import Label

CONSOLE_MAIL: Final[dict[str, Promise]] = {
    "smtp": gettext_lazy("Goes out through a mail server"),
    "filebased": gettext_lazy("Is written to files, and reaches nobody"),
    "console": gettext_lazy("Is written to the log, and reaches nobody"),
    "locmem": gettext_lazy("Stays in memory, and reaches nobody"),
}


@dataclass(frozen=True)
class Line:
    """One thing that is set, what it is now, and what that means for whoever uses the site."""

    label: Label
    value: Any
    note: Label = ""


@dataclass(frozen=True)
class Group:
    key: str
    title: Label
    lines: list[Line]


def _on(value: object) -> str:
    return _("On") if value else _("Off")


def groups() -> list[Group]:
    """Return every group of settings; asks the database nothing."""
    return [
        Group("site", _("The site"), _site()),
        Group("mail", _("Mail"), _mail()),
        Group("in", _("Signing in"), _signing_in()),
        Group("kept", _("How long things are kept"), _kept()),
        Group("open", _("Open data"), _open_data()),
    ]


def _site() -> list[Line]:
    languages = ", ".join(str(name) for _code, name in settings.LANGUAGES)
    first = dict(settings.LANGUAGES)[settings.LANGUAGE_CODE]
    return [
        Line(_("Name"), settings.SITE_NAME),
        Line(_("Address in mails"), settings.SITE_URL),
        Line(_("Demonstration"), _on(settings.DEMO_MODE),
             _("Every page says that its content is invented.") if settings.DEMO_MODE else ""),
        Line(_("Languages"), languages, _("Begins in %(language)s.") % {"language": first}),
        Line(_("Time zone"), settings.TIME_ZONE),
        Line(_("Largest file"), f"{settings.MAX_UPLOAD_BYTES // 1024 // 1024} MB"),
    ]  # fmt: skip


def _mail() -> list[Line]:
    kind = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    return [
        Line(_("Mail"), CONSOLE_MAIL.get(kind, kind)),
        Line(_("Sender"), settings.DEFAULT_FROM_EMAIL),
    ]


def _signing_in() -> list[Line]:
    hours = settings.SESSION_COOKIE_AGE // 3600
    apps = (
        getattr(settings, "SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {}).get("APPS", [])
    )
    names = ", ".join(app["name"] for app in apps)
    return [
        Line(_("Second step"), _on(settings.SECOND_FACTOR_REQUIRED),
             _("Asked of everybody but partners.") if settings.SECOND_FACTOR_REQUIRED else ""),
        Line(_("Sign-on of the own organisation"), names or _on(value=False)),
        Line(_("Signed out after"), ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}),
        Line(_("Making an account oneself"), _on(value=False), _("Only by invitation.")),
    ]  # fmt: skip


def _days(number: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


def _kept() -> list[Line]:
    months = settings.CONTACT_RETENTION_MONTHS
    return [
        Line(_("An invitation works"), _days(settings.INVITATION_DAYS)),
        Line(_("A draft of a form"), _days(settings.DRAFT_DAYS)),
        Line(_("Files of a download"), _days(settings.EXPORT_FILE_DAYS)),
        Line(_("A contact person without a sign of life"),
             ngettext("%(n)s month", "%(n)s months", months) % {"n": months},
             _("Then the coordinator is asked; nothing goes by itself.")),
    ]  # fmt: skip


def _open_data() -> list[Line]:
    number = settings.OPEN_DATA_PER_MINUTE
    return [
        Line(_("Questions a minute, per address"), number),
        Line(_("Files"), _("In a bucket") if _is_bucket() else _("On this machine")),
    ]


def _is_bucket() -> bool:
    return "FileSystem" not in settings.STORAGES["default"]["BACKEND"]
