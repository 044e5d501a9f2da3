"""The e-mail address of an account, as allauth keeps it."""

from allauth.account.models import EmailAddress

from kansrijkestart.accounts.models import User


def address_prove(*, user: User) -> EmailAddress:
    """Record that this address is the user's own; without it they cannot add a second factor."""
    address, _is_new = EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return address
