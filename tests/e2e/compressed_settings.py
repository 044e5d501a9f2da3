"""The demo site with static files as an installation serves them: compressed, named by content."""

from kansrijkestart.settings.dev import *  # noqa: F403
from kansrijkestart.settings.dev import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
