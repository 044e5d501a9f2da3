"""To the organisation's own sign-on; a provider that is away is told, not a fault of ours."""

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect.views import login
from django.http import HttpRequest, HttpResponse
from requests.exceptions import RequestException


@login_not_required
def sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Do what allauth does, which asks the provider for its addresses first."""
    try:
        answer: HttpResponse = login(request, provider_id)
    except RequestException as error:
        provider = get_adapter().get_provider(request, provider_id)
        answer = render_authentication_error(request, provider, exception=error)
    return answer
