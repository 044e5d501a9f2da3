"""Practice examples: what a coalition did that others may learn from."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coalitions.choices import ExampleState, Phase, words_of
from coalitions.models.coalition import Coalition
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable, Fold

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


class PracticeExampleQuerySet(models.QuerySet["PracticeExample"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """What is published is everybody's; the rest is for who may open the coalition."""
        return self.filter(
            Q(state=ExampleState.PUBLISHED) | Q(coalition__in=Coalition.objects.visible_to(user))
        )

    def published(self) -> Self:
        return self.filter(state=ExampleState.PUBLISHED).order_by("-published_on", "pk")

    def saying(self, words: str) -> Self:
        """Narrow to examples that hold every word, whatever its case and accents."""
        text = models.Func(
            models.Value(" "),
            *(models.F(name) for name in ("title", "what", "for_whom", "brought")),
            models.F("coalition__name"),
            function="concat_ws",
            output_field=models.TextField(),
        )
        found = self.alias(_words=Fold(text)) if words.split() else self
        for word in words.split():
            found = found.filter(_words__contains=Fold(models.Value(word)))
        return found


@tracked()
class PracticeExample(Editable):
    """A practice example (praktijkvoorbeeld): the coalition writes, its adviser publishes."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="examples")
    slug = models.SlugField(max_length=90, unique=True)
    title = models.CharField(_("title"), max_length=150)
    what = models.TextField(_("what you did"), max_length=4000)
    for_whom = models.CharField(_("for whom"), max_length=250)
    phases = ArrayField(
        models.CharField(max_length=10, choices=Phase),
        verbose_name=_("phases"),
        default=list,
        blank=True,
    )
    brought = models.TextField(_("what it brought"), max_length=4000)
    link = models.URLField(_("where more can be read"), blank=True, max_length=300)
    state = models.CharField(
        _("state"), max_length=10, choices=ExampleState, default=ExampleState.DRAFT
    )
    remark = models.TextField(_("what the adviser asks to change"), blank=True, max_length=2000)
    offered_on = models.DateField(_("offered on"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = PracticeExampleQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("state", ExampleState),
            models.CheckConstraint(
                condition=~Q(state=ExampleState.PUBLISHED) | Q(published_on__isnull=False),
                name="coalitions_published_example_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExampleState.OFFERED) | Q(offered_on__isnull=False),
                name="coalitions_offered_example_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(phases__contained_by=Phase.values),
                name="coalitions_example_known_phases",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def may_be_written(self) -> bool:
        """A text that is offered or published does not change under the adviser's eyes."""
        return self.state in (ExampleState.DRAFT, ExampleState.WITHDRAWN)

    @property
    def phase_words(self) -> str:
        return words_of(self.phases, Phase)

    @property
    def public_url(self) -> str:
        return reverse("dashboard:example", args=[self.slug])
