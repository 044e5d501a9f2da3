"""Django's rules for passwords in our words; its own Dutch is incomplete and says "u"."""

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext as _


class LongEnough(rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Choose a password of at least %(number)s characters.") % {
            "number": self.min_length
        }


class NotYourself(rules.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("Choose a password that looks less like your name or address.")


class NotWellKnown(rules.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Many people use this password. Choose another one.")


class NotOnlyDigits(rules.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return _("Choose a password with letters in it too.")
