"""What was typed on a page of a part that went with a municipality elsewhere: shown, not lost."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from coalitions.models import Coalition
from monitoring.answers import Asked
from monitoring.forms.question_fields import written_at
from monitoring.models import Response
from monitoring.selectors.filled_in import Part, Place
from monitoring.selectors.fillings import find_round, handed_over
from monitoring.views.responses import UnderRoundMixin


def is_handed_over(request: HttpRequest, address: Mapping[str, Any]) -> bool:
    """Whether what is posted to a part has no page any more since a municipality went elsewhere.

    It is about that municipality, or about the only one that is left: that has no page of its own
    beside the common one. A code that never was theirs has no page either, and shows nothing.
    """
    mine = Coalition.objects.taken_part_in_by(request.user).filter(slug=address["slug"])  # type: ignore[arg-type]
    coalition, asked = mine.first(), find_round(address["year"], address["key"])
    if coalition is None or asked is None:
        return False
    code = address.get("code")
    gone = {one.municipality.code for one in handed_over(asked, coalition)}
    rows = Response.objects.filter(round=asked, coalition=coalition)
    left = list(rows.values_list("municipality__code", flat=True))
    return bool(gone) and (not left if code is None else code in gone or left == [code])


class MovedPartView(UnderRoundMixin, TemplateView):
    """Who fills it in now, and what was typed, to copy; to the common page where that is left."""

    permission = "coalitions.change_coalition"
    changes_record = False
    needs_opened = False
    template_name = "monitoring/response_moved.html"

    def get_page_title(self) -> str:
        if self.left:
            return _("This page is not there any more")
        return _("Another coalition fills this in now")

    @cached_property
    def left(self) -> Place | None:
        """The municipality of this page, where it is the only one that is left to fill in."""
        code = self.kwargs.get("code")
        return next((one for one in self.filling.places if one.municipality.code == code), None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        part = self.filling.part(self.kwargs["part"])
        if part is None:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "gone": handed_over(self.round, self.coalition),
            "left": self.left,
            "part": part,
            "part_url": self.url("response_part", part.section.position),
            "typed": list(typed_in(part, self.filling.asked, self.request.POST)),
        }


def typed_in(part: Part, asked: dict[str, Asked], data: QueryDict) -> Iterator[tuple[str, str]]:
    """Give question and text of what stood on the page."""
    for question in part.questions:
        texts = list(written_at(asked[question.key], data))
        if texts:
            yield question.text, "; ".join(texts)
