"""The entry point of WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

from kansrijkestart.embedded import ensure_running

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")
ensure_running()
application = get_wsgi_application()
