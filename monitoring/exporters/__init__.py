"""The yearly export: a scope and a year in, files out. The same record gives the same bytes."""

from monitoring.exporters.files import Built, Bundle
from monitoring.exporters.target import Target

__all__ = ["Built", "Bundle", "Target"]
