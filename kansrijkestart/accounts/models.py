"""Accounts: a person who signs in with an e-mail address, by invitation only."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kansrijkestart.accounts.choices import GuideKind, GuideWish, NationalRoleKind
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked


class UserManager(BaseUserManager["User"]):
    """Creates accounts; an address is stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Refuse: an account above the rules would read every record, and hold no role at all."""
        raise ValidationError(
            _("Nobody stands above the rules here. Use: manage.py invite_administrator ADDRESS.")
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@tracked(personal=["email", "name", "password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person with access. Rights come from memberships and national roles, not from here."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="nl"
    )
    date_joined = models.DateTimeField(_("account since"), default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            in_list("language", settings.LANGUAGES),
            models.UniqueConstraint(Lower("email"), name="accounts_email_once_in_any_case"),
        ]

    # The national roles, where a page looked them up already: for one request.
    known_roles: frozenset[str] | None = None

    def __str__(self) -> str:
        return self.name or self.email

    def has_national_role(self, role: str) -> bool:
        """Tell whether the user has a national role; one query unless it is known."""
        if self.known_roles is not None:
            return role in self.known_roles
        return self.national_roles.filter(role=role).exists()


@tracked()
class NationalRole(models.Model):
    """A role for the whole country: adviser, analyst, policy viewer or administrator."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="national_roles", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=NationalRoleKind)
    since = models.DateField(_("since"), default=clock.today)

    class Meta:
        verbose_name = _("national role")
        verbose_name_plural = _("national roles")
        constraints = [
            in_list("role", NationalRoleKind),
            models.UniqueConstraint(fields=["user", "role"], name="accounts_national_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


@tracked(personal=["email", "name"])
class Invitation(models.Model):
    """An invitation to make an account. What it gives access to hangs on it from other apps."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    national_role = models.CharField(
        _("national role"), max_length=20, choices=NationalRoleKind, blank=True
    )
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations_sent", null=True
    )
    created_at = models.DateTimeField(_("made on"), default=clock.now)
    expires_at = models.DateTimeField(_("works until"))
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    mail_failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            in_list("national_role", NationalRoleKind, blank=True),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accounts_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class GuideState(models.Model):
    """What one person wants with the guide of a role: a wish about the screen, no record of work.

    How far somebody is with it stands nowhere: the guide reads that from the records.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="guides")
    guide = models.CharField(max_length=12, choices=GuideKind)
    wish = models.CharField(max_length=8, choices=GuideWish)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            in_list("guide", GuideKind),
            in_list("wish", GuideWish),
            models.UniqueConstraint(fields=["user", "guide"], name="accounts_guide_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.guide} {self.wish}"
