"""A calendar that a program reads."""

from django.urls import reverse

from agreements.services.calendar_links import calendar_link_make
from tests import factories as make


def applying(member, title="Warm overdragen", **values):
    return make.AgreementFactory.create(
        coalition=member.coalition, title=title, **{"in_force": True, **values}
    )


def address(member):
    _link, token = calendar_link_make(user=member.user)
    return feed_of(token)


def feed_of(token):
    return reverse("agreements:feed", args=[token])
