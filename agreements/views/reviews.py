"""Does an agreement still hold? Yes until a date, change it, or end it."""

from typing import Any

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from agreements.choices import AgreementState
from agreements.forms.reviews import END, ReviewForm
from agreements.models import Agreement
from agreements.selectors import current_text, days_until_review
from agreements.services.agreements import agreement_set_state
from agreements.services.reviews import agreement_extend, usual_date
from agreements.views.agreements import AgreementPageMixin
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.core.views import ServiceFormMixin


class ReviewView(AgreementPageMixin, ServiceFormMixin, FormView):
    """One click after signing in."""

    permission = "agreements.review_agreement"
    form_class = ReviewForm
    template_name = "agreements/review.html"

    def get_page_title(self) -> str:
        return _("Does it still hold? %(title)s") % {"title": self.object.title}

    @cached_property
    def may_write(self) -> bool:
        return self.request.user.has_perm("agreements.change_agreement", self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object, "proposed": usual_date()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            version=current_text(self.object),
            days=days_until_review(self.object),
            may_write=self.may_write,
            **kwargs,
        )

    def perform(self, form: ReviewForm) -> Agreement:
        asked = form.cleaned_data
        if asked["do"] == END:
            ended = agreement_set_state(
                agreement_id=self.object.pk,
                state=AgreementState.ENDED,
                expected_version=form.seen_version,
                reason=asked["reason"].strip(),
            )
            messages.success(self.request, _("The agreement has ended."))
            return ended
        extended = agreement_extend(
            agreement_id=self.object.pk,
            until=asked["until"],
            expected_version=form.seen_version,
        )
        words = _("The agreement holds. You look at it again on %(date)s.")
        messages.success(self.request, words % {"date": day(extended.review_on)})
        return extended
