"""Routes of this app. The overview of a coalition is added by the dashboard."""

from django.urls import URLPattern, path

from coalitions.views import (
    advice,
    checklist,
    coalition,
    known,
    log,
    members,
    partners,
    plan,
    principles,
)

_one = "coalities/<slug:slug>/"
_partner = f"{_one}partners/<int:pk>/"

coalition_routes: list[URLPattern] = [
    path("coalities/", coalition.CoalitionListView.as_view(), name="list"),
    path("coalities/nieuw/", coalition.CoalitionCreateView.as_view(), name="create"),
    path(f"{_one}wijzigen/", coalition.CoalitionUpdateView.as_view(), name="update"),
    path(f"{_one}beeindigen/", coalition.CoalitionEndView.as_view(), name="end"),
    path(f"{_one}heropenen/", coalition.CoalitionReopenView.as_view(), name="reopen"),
    path(f"{_one}bekend/", known.KnownView.as_view(), name="known"),
    path(f"{_one}logboek/", log.LogView.as_view(), name="log"),
]
partner_routes: list[URLPattern] = [
    path(f"{_one}partners/", partners.PartnerListView.as_view(), name="partners"),
    path(f"{_one}partners/toevoegen/", partners.PartnersAddView.as_view(), name="partners_add"),
    path(f"{_one}partners/ouders/", partners.ParentsSaveView.as_view(), name="parents_add"),
    path(
        f"{_one}partners/ouders/<int:pk>/",
        partners.ParentsSaveView.as_view(),
        name="parents_update",
    ),
    path(_partner, partners.PartnerUpdateView.as_view(), name="partner_update"),
    path(f"{_partner}beeindigen/", partners.PartnerEndView.as_view(), name="partner_end"),
    path(f"{_partner}contact/", partners.ContactSaveView.as_view(), name="contact_add"),
    path(
        f"{_partner}contact/<int:contact>/",
        partners.ContactSaveView.as_view(),
        name="contact_update",
    ),
    path(
        f"{_partner}contact/<int:contact>/verwijderen/",
        partners.ContactRemoveView.as_view(),
        name="contact_remove",
    ),
]
action_routes: list[URLPattern] = [
    path(f"{_one}plan/", plan.PlanView.as_view(), name="plan"),
    path(f"{_one}plan/acties/nieuw/", plan.ActionAddView.as_view(), name="action_add"),
    path(f"{_one}plan/acties/<int:pk>/", plan.ActionUpdateView.as_view(), name="action_update"),
    path("acties/", plan.MyActionsView.as_view(), name="my_actions"),
    path("acties/<int:pk>/", plan.ActionDoneView.as_view(), name="action_done"),
]
_members = f"{_one}leden/"
member_routes: list[URLPattern] = [
    path(_members, members.MemberListView.as_view(), name="members"),
    path(f"{_members}uitnodigen/", members.MemberInviteView.as_view(), name="member_invite"),
    path(f"{_members}<int:pk>/beeindigen/", members.MemberEndView.as_view(), name="member_end"),
    path(
        f"{_members}uitnodigingen/<int:pk>/",
        members.OfferView.as_view(),
        name="member_invitation",
    ),
    path(
        f"{_members}delen/<str:code>/<slug:kind>/",
        members.ConsentView.as_view(),
        name="consent",
    ),
    path("gebruikers/uitnodigen/", members.UserInviteView.as_view(), name="invite_user"),
]

_checklist = f"{_one}checklist/"
checklist_routes: list[URLPattern] = [
    path(_checklist, checklist.ChecklistView.as_view(), name="checklist"),
    path(f"{_checklist}starten/", checklist.RoundStartView.as_view(), name="checklist_start"),
    path(f"{_checklist}afsluiten/", checklist.RoundCloseView.as_view(), name="checklist_close"),
    path(f"{_checklist}vastgesteld/", checklist.AgreeView.as_view(), name="checklist_agree"),
    path(f"{_checklist}advies-vragen/", advice.AdviceRequestView.as_view(), name="advice_request"),
    path(f"{_checklist}ronde/<int:round>/", checklist.RoundView.as_view(), name="checklist_round"),
    path(
        f"{_checklist}ronde/<int:round>/geschiedenis/",
        checklist.RoundHistoryView.as_view(),
        name="checklist_history",
    ),
    path(f"{_checklist}<int:number>/", principles.PrincipleView.as_view(), name="principle"),
    path(
        f"{_checklist}<int:number>/opslaan/",
        principles.PrincipleAutosaveView.as_view(),
        name="principle_autosave",
    ),
    path(f"{_checklist}<int:number>/advies/", advice.AdviceView.as_view(), name="advice"),
    path(
        f"{_checklist}<int:number>/reactie/", advice.AdviceReplyView.as_view(), name="advice_reply"
    ),
]

urlpatterns: list[URLPattern] = [
    *coalition_routes,
    *partner_routes,
    *action_routes,
    *checklist_routes,
    *member_routes,
]
