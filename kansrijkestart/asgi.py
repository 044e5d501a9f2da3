"""The entry point of ASGI servers."""

import os

from django.core.asgi import get_asgi_application

from kansrijkestart.embedded import ensure_running

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")
ensure_running()
application = get_asgi_application()
