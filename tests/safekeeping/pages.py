"""The site with two pages for these tests: a form that makes something, and what it made."""

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.urls import path
from django.views.generic import FormView

from coalitions.models import Coalition
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from kansrijkestart.urls import urlpatterns as site_patterns


class NoteForm(IdempotentFormMixin, KsForm):
    note = forms.CharField()


class NoteView(LoginRequiredMixin, IdempotentPostMixin, FormView):
    form_class = NoteForm
    template_name = "base.html"

    def form_valid(self, form):
        number = Coalition.objects.count()
        Coalition.objects.create(
            name=form.cleaned_data["note"], slug=f"notitie-{number}", scope="local"
        )
        self.success_url = f"/test/notitie/{number}/"
        return super().form_valid(form)


urlpatterns = [
    *site_patterns,
    path("test/notitie/", NoteView.as_view(), name="note"),
    path("test/notitie/<int:number>/", lambda request, number: HttpResponse(str(number))),
]
