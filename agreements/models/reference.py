"""What comes from files of the project: themes, templates, parts of a framework, risk themes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Listed(models.Model):
    """A row of a file of the project: it keeps its key, its place and where it comes from."""

    key = models.SlugField(max_length=50, unique=True)
    position = models.PositiveSmallIntegerField()
    provenance = models.CharField(max_length=300)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Theme(Listed):
    """What an agreement is about; the list may be extended."""

    name = models.CharField(_("name"), max_length=120)
    provenance = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class AgreementTemplate(Listed):
    """A usual agreement to begin from; ``is_own_proposal`` when no source names its points."""

    title = models.CharField(_("title"), max_length=200)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="templates")
    is_own_proposal = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class TemplatePoint(models.Model):
    """One thing that such an agreement has to settle."""

    template = models.ForeignKey(AgreementTemplate, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "position"], name="agreements_template_point_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class FrameworkPart(Listed):
    """A part (onderdeel) of a regional framework; a source may leave a column empty."""

    name = models.CharField(_("name"), max_length=200)
    group = models.CharField(max_length=120)
    regional_text = models.TextField(blank=True)
    local_text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class RiskTheme(Listed):
    """A theme of a care pathway, such as debts. The full national list was not found."""

    name = models.CharField(_("name"), max_length=120)

    def __str__(self) -> str:
        return self.name
