"""What several files of tests about exports need."""

import pytest


@pytest.fixture
def own_storage(settings, tmp_path):
    """Files go to a folder of this test."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
