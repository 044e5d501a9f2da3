"""Which form fields may never be kept."""

_SECRET_PARTS = ("password", "wachtwoord", "passwd", "secret", "otp", "credential")
_TECHNICAL = frozenset({"csrfmiddlewaretoken"})


def is_secret(name: str) -> bool:
    """Tell whether a field may hold a password or a code."""
    lowered = name.lower()
    return lowered in _TECHNICAL or any(part in lowered for part in _SECRET_PARTS)
