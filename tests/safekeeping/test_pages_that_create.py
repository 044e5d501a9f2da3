"""Every page that shows a key takes the second click for the first."""

import uuid
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from agreements.models import Agreement
from interventions.models import Choice
from kansrijkestart.core import clock
from kansrijkestart.core.forms import IdempotentFormMixin, VersionedFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from tests import factories as make
from tests.test_access_writing import takes_a_form

OURS = ("kansrijkestart", "coalitions", "interventions", "agreements", "monitoring")
# The export's service takes the key itself; a change of an action is guarded by its version.
HEEDED_ELSEWHERE = {
    "ExportListView",
    "CoalitionExportsView",
    # Changes of one record, which heed its version.
    "ActionUpdateView",
    "AgendaUpdateView",
    "BottleneckUpdateView",
    "GroupUpdateView",
    "InterpretationUpdateView",
    "MeetingUpdateView",
    "OwnUpdateView",
}


# Pages that write without a key and without a version: why a second click changes nothing.
SET = "says what is; the same again changes nothing"
MOVED = "moves on once; the second click finds it moved"
ONE_ROW = "a constraint or the service allows one row"
PLACE = "names the place that was seen; the second click finds it elsewhere"
MAILS = "mails a new link; pressed twice within ten seconds, once"
ONCE_WITHOUT_A_KEY = {
    "AcceptView": MOVED,
    "AddressView": ONE_ROW,
    "AdviceRequestView": MOVED,
    "AdviceSharingView": SET,
    "AgendaCancelView": MOVED,
    "AgreeView": MOVED,
    "BatchStartView": ONE_ROW,
    "BatchStepView": MOVED,
    "ApprovalWishView": SET,
    "ApproveView": MOVED,
    "BottleneckAgreementsView": SET,
    "BottleneckBringView": MOVED,
    "ConfirmLinkView": "the link works once",
    "ConfirmView": SET,
    "ContactConfirmView": SET,
    "ContactRemoveView": MOVED,
    "CalendarView": "makes an address that takes the place of the one before",
    "ChoicesConfirmView": "what was said today is not asked again",
    "CoverEndView": MOVED,
    "CoverView": ONE_ROW,
    "CoverageEndView": MOVED,
    "CoverageFollowView": MOVED,
    "DraftView": SET,
    "EvidenceView": SET,
    "GuideView": SET,
    "JobRetryView": MOVED,
    "PasswordLinkView": "one mail as long as the first is on its way",
    "ReferenceView": "compares and writes nothing",
    "SecondFactorView": SET,
    "EditionExportView": "what is being made or is there already is given",
    "ExampleAboutView": SET,
    "ExampleOfferView": MOVED,
    "ExampleTakeBackView": MOVED,
    "ExportAgainView": "what is being made already is given",
    "InvitationAgainView": MAILS,
    "InvitationResendView": "what is on its way already is not sent",
    "FigureImportAgainView": MOVED,
    "FigureImportDiscardView": MOVED,
    "FigureImportStoreView": MOVED,
    "InvitationWithdrawView": MOVED,
    "ItemMoveView": PLACE,
    "ItemRemoveView": MOVED,
    "KnownView": SET,
    "ExtensionRemoveView": MOVED,
    "LeadEndView": MOVED,
    "LinePlaceView": SET,
    "LinkEndView": MOVED,
    "MemberEndView": MOVED,
    "MembershipRemoveView": MOVED,
    "OfferView": "withdraws once, or mails a new link; pressed twice within ten seconds, once",
    "PapersView": "a key of its form asks for one job",
    "ParentsEndView": MOVED,
    "ParkedView": "hands the parked post on to its own page",
    "PartView": "heeds a version per question",
    "PartnerEndView": MOVED,
    "PartnersEndView": MOVED,
    "PersonAddressView": MOVED,
    "PersonView": MOVED,
    "PollAnswerView": SET,
    "PollLinkView": SET,
    "PollRemindView": "reminds once per invitation, and asks for one job",
    "PrincipleAutosaveView": "heeds a version per answer",
    "PrincipleView": "heeds a version per answer",
    "RefreshView": SET,
    "RegionMatrixUndoView": MOVED,
    "RelatedView": SET,
    "QuestionMoveView": PLACE,
    "QuestionRemoveView": MOVED,
    "ReleaseOpenView": SET,
    "ReleasePublishView": MOVED,
    "ReadView": SET,
    "WishesView": SET,
    "ReleaseRestoreView": MOVED,
    "ReleaseUploadView": "the same file is recognised by its checksum",
    "ReleaseWithdrawView": MOVED,
    "ReopenView": MOVED,
    "RequestResendView": "what is on its way already is not sent",
    "RequestWithdrawView": MOVED,
    "RoadMapTakeOverView": ONE_ROW,
    "RoundCloseView": MOVED,
    "RoundStartView": ONE_ROW,
    "SubmitView": MOVED,
    "SectionMoveView": PLACE,
    "SectionRemoveView": MOVED,
    "UserActiveView": SET,
    "VersionPublishView": MOVED,
    "VersionRemoveView": MOVED,
}


def views(resolver):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from views(entry)
        else:
            yield getattr(entry.callback, "view_class", None)


def test_a_form_with_a_key_is_taken_by_a_view_that_heeds_it():
    asking = {
        view
        for view in views(get_resolver())
        if takes_a_form(view)
        and issubclass(getattr(view, "form_class", None) or object, IdempotentFormMixin)
    }
    assert len(asking) >= 8
    heedless = {view.__name__ for view in asking if not issubclass(view, IdempotentPostMixin)}
    assert heedless == HEEDED_ELSEWHERE


def test_a_page_that_writes_without_a_key_or_a_version_says_why_that_is_safe():
    writing = {
        view
        for view in views(get_resolver())
        if takes_a_form(view) and view.__module__.startswith(OURS)
    }
    heeding = {
        view
        for view in writing
        if issubclass(view, IdempotentPostMixin)
        or issubclass(getattr(view, "form_class", None) or object, VersionedFormMixin)
    }
    without = {view.__name__ for view in writing - heeding}
    assert without == set(ONCE_WITHOUT_A_KEY) | (HEEDED_ELSEWHERE & without)


def agreement_fields(coalition):
    return {
        "title": "Prenataal huisbezoek",
        "themes": [make.ThemeFactory.create().pk],
        "organisations": [make.PartnershipFactory.create(coalition=coalition).organisation_id],
        "review_on": (clock.today() + timedelta(days=365)).isoformat(),
        "state": "draft",
        "practice": "unknown",
    }


def choice_fields(coalition):
    return {"intervention": make.InterventionFactory.create().pk, "state": "planned"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "model", "fields"),
    [
        ("agreements:create", Agreement, agreement_fields),
        ("interventions:choice_add", Choice, choice_fields),
    ],
)
def test_the_second_click_makes_no_second_record(client, sign_in, page, model, fields):
    coalition = make.CoalitionMunicipalityFactory.create().coalition
    sign_in("coordinator", coalition)
    data = fields(coalition) | {"idempotency_key": str(uuid.uuid4())}
    url = reverse(page, args=[coalition.slug])
    first, second = client.post(url, data), client.post(url, data)
    assert first.status_code == 302
    assert first.url == second.url
    assert model.objects.count() == 1
