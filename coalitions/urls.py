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
    plan_parts,
    principles,
    timeline,
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
    path(f"{_one}tijdlijn/", timeline.TimelineView.as_view(), name="timeline"),
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
    path(f"{_one}plan/acties/", plan.ActionListView.as_view(), name="actions"),
    path(f"{_one}plan/acties/nieuw/", plan.ActionAddView.as_view(), name="action_add"),
    path(f"{_one}plan/acties/<int:pk>/", plan.ActionUpdateView.as_view(), name="action_update"),
    path("acties/", plan.MyActionsView.as_view(), name="my_actions"),
    path("acties/<int:pk>/", plan.ActionDoneView.as_view(), name="action_done"),
]
_ambitions, _embedding = f"{_one}plan/ambities/", f"{_one}plan/borging/"
_road_map = f"{_one}plan/routekaart/"
plan_routes: list[URLPattern] = [
    path(f"{_one}plan/", plan_parts.AmbitionListView.as_view(), name="plan"),
    path(f"{_ambitions}nieuw/", plan_parts.AmbitionSaveView.as_view(), name="ambition_add"),
    path(f"{_ambitions}<int:pk>/", plan_parts.AmbitionSaveView.as_view(), name="ambition_update"),
    path(
        f"{_ambitions}<int:pk>/stand/",
        plan_parts.AmbitionStateView.as_view(),
        name="ambition_state",
    ),
    path(_road_map, plan_parts.RoadMapView.as_view(), name="road_map"),
    path(f"{_road_map}nieuw/", plan_parts.RoadMapSaveView.as_view(), name="road_map_add"),
    path(
        f"{_road_map}overnemen/",
        plan_parts.RoadMapTakeOverView.as_view(),
        name="road_map_take_over",
    ),
    path(f"{_road_map}<int:pk>/", plan_parts.RoadMapSaveView.as_view(), name="road_map_update"),
    path(_embedding, plan_parts.EmbeddingView.as_view(), name="embedding"),
    path(f"{_embedding}nieuw/", plan_parts.EmbeddingSaveView.as_view(), name="embedding_add"),
    path(f"{_embedding}<int:pk>/", plan_parts.EmbeddingSaveView.as_view(), name="embedding_update"),
    path(
        f"{_embedding}<int:pk>/beeindigen/",
        plan_parts.EmbeddingEndView.as_view(),
        name="embedding_end",
    ),
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
    *plan_routes,
    *checklist_routes,
    *member_routes,
]
