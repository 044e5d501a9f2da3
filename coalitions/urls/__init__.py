"""Routes of this app. The overview of a coalition is added by the dashboard."""

from django.urls import URLPattern, path

from coalitions.urls.checklist import checklist_routes
from coalitions.urls.list_files import list_file_routes
from coalitions.views import (
    agenda_meeting,
    agendas,
    bottlenecks,
    coalition,
    coming,
    contacts,
    examples,
    hand_over,
    known,
    leads,
    life,
    life_forms,
    log,
    meetings,
    members,
    parents,
    partner_bulk,
    partner_files,
    partners,
    plan,
    plan_parts,
    poll_answers,
    poll_invited,
    polls,
    scope,
    timeline,
)

_one = "coalities/<slug:slug>/"
_partner = f"{_one}partners/<int:pk>/"
_contacts = f"{_one}partners/contactpersonen/"
_leads = f"{_one}partners/trekkers/"

coalition_routes: list[URLPattern] = [
    path("coalities/", coalition.CoalitionListView.as_view(), name="list"),
    path("coalities/nieuw/", coalition.CoalitionCreateView.as_view(), name="create"),
    path(f"{_one}wijzigen/", coalition.CoalitionUpdateView.as_view(), name="update"),
    path(f"{_one}beeindigen/", coalition.CoalitionEndView.as_view(), name="end"),
    path(f"{_one}heropenen/", coalition.CoalitionReopenView.as_view(), name="reopen"),
    path(f"{_one}bekend/", known.KnownView.as_view(), name="known"),
    path(f"{_one}overdragen/", hand_over.HandOverView.as_view(), name="hand_over"),
    path(f"{_one}logboek/", log.LogView.as_view(), name="log"),
    path(f"{_one}logboek.csv", log.LogFileView.as_view(), name="log_csv"),
    path(f"{_one}tijdlijn/", timeline.TimelineView.as_view(), name="timeline"),
]
_life = f"{_one}verloop/"
life_routes: list[URLPattern] = [
    path(_life, life.LifeView.as_view(), name="life"),
    path(f"{_life}stand/nieuw/", life_forms.StageAddView.as_view(), name="stage_add"),
    path(f"{_life}stand/<int:pk>/", life_forms.StageUpdateView.as_view(), name="stage_update"),
    path(f"{_life}lokaal-of-regionaal/", scope.ScopeView.as_view(), name="scope"),
    path(f"{_life}gemeenten/toevoegen/", life_forms.CoverageAddView.as_view(), name="coverage_add"),
    path(
        f"{_life}gemeenten/<int:pk>/beeindigen/",
        life_forms.CoverageEndView.as_view(),
        name="coverage_end",
    ),
    path(
        f"{_life}gemeenten/opvolgers/",
        life_forms.CoverageFollowView.as_view(),
        name="coverage_follow",
    ),
    path(f"{_life}regio/aansluiten/", life_forms.LinkAddView.as_view(), name="link_add"),
    path(f"{_life}regio/<int:pk>/beeindigen/", life_forms.LinkEndView.as_view(), name="link_end"),
    path(f"{_life}subsidies/nieuw/", life_forms.GrantAddView.as_view(), name="grant_add"),
    path(f"{_life}subsidies/<int:pk>/", life_forms.GrantUpdateView.as_view(), name="grant_update"),
    path(f"{_one}logboek/vergelijken/", log.CompareView.as_view(), name="compare"),
]
partner_routes: list[URLPattern] = [
    path(f"{_one}partners/", partners.PartnerListView.as_view(), name="partners"),
    path(f"{_one}partners/toevoegen/", partners.PartnersAddView.as_view(), name="partners_add"),
    path(f"{_one}partners/ouders/", parents.ParentsSaveView.as_view(), name="parents_add"),
    path(
        f"{_one}partners/ouders/<int:pk>/",
        parents.ParentsSaveView.as_view(),
        name="parents_update",
    ),
    path(
        f"{_one}partners/ouders/<int:pk>/beeindigen/",
        parents.ParentsEndView.as_view(),
        name="parents_end",
    ),
    path(
        f"{_one}partners/beeindigen/", partner_bulk.PartnersEndView.as_view(), name="partners_end"
    ),
    path(
        f"{_one}partners/bestand/",
        partner_files.PartnersImportView.as_view(),
        name="partners_import",
    ),
    path(
        f"{_one}partners/bestand/<slug:form>/",
        partner_files.PartnersFileView.as_view(),
        name="partners_file",
    ),
    path(_contacts, contacts.ContactListView.as_view(), name="contacts"),
    path(
        f"{_contacts}<int:pk>/klopt/",
        contacts.ContactConfirmView.as_view(),
        name="contact_confirm",
    ),
    path(f"{_contacts}op-adres/", contacts.PersonAddressView.as_view(), name="person_address"),
    path(f"{_contacts}<slug:kind>/<int:pk>/", contacts.PersonView.as_view(), name="person"),
    path(
        f"{_contacts}<slug:kind>/<int:pk>/<slug:form>/",
        contacts.PersonFileView.as_view(),
        name="person_file",
    ),
    path(_leads, leads.LeadListView.as_view(), name="leads"),
    path(f"{_leads}nieuw/", leads.LeadSaveView.as_view(), name="lead_add"),
    path(f"{_leads}<int:pk>/", leads.LeadSaveView.as_view(), name="lead_update"),
    path(f"{_leads}<int:pk>/beeindigen/", leads.LeadEndView.as_view(), name="lead_end"),
    path(_partner, partners.PartnerUpdateView.as_view(), name="partner_update"),
    path(f"{_partner}beeindigen/", partners.PartnerEndView.as_view(), name="partner_end"),
    path(
        f"{_partner}organisatie/",
        partner_bulk.OrganisationView.as_view(),
        name="organisation_update",
    ),
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
    path(f"{_one}plan/komt-eraan/", coming.ComingView.as_view(), name="coming"),
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
_knots = f"{_one}knelpunten/"
bottleneck_routes: list[URLPattern] = [
    path(_knots, bottlenecks.BottleneckListView.as_view(), name="bottlenecks"),
    path(f"{_knots}nieuw/", bottlenecks.BottleneckAddView.as_view(), name="bottleneck_add"),
    path(
        f"{_knots}<int:pk>/", bottlenecks.BottleneckUpdateView.as_view(), name="bottleneck_update"
    ),
    path(
        f"{_knots}<int:pk>/naar-de-regio/",
        bottlenecks.BottleneckBringView.as_view(),
        name="bottleneck_bring",
    ),
]
_meetings = f"{_one}overleggen/"
meeting_routes: list[URLPattern] = [
    path(_meetings, meetings.MeetingListView.as_view(), name="meetings"),
    path(f"{_meetings}nieuw/", meetings.MeetingAddView.as_view(), name="meeting_add"),
    path(f"{_meetings}<int:pk>/", meetings.MeetingUpdateView.as_view(), name="meeting_update"),
]
_agendas = f"{_meetings}agenda/"
_agenda = f"{_agendas}<int:pk>/"
_item = f"{_agenda}punten/<int:item>/"
agenda_routes: list[URLPattern] = [
    path(f"{_agendas}nieuw/", agendas.AgendaAddView.as_view(), name="agenda_add"),
    path(_agenda, agendas.AgendaView.as_view(), name="agenda"),
    path(f"{_agenda}wijzigen/", agendas.AgendaUpdateView.as_view(), name="agenda_update"),
    path(f"{_agenda}punten/", agendas.AgendaChooseView.as_view(), name="agenda_choose"),
    path(_item, agenda_meeting.AgendaItemView.as_view(), name="agenda_item"),
    path(f"{_item}plaats/", agendas.ItemMoveView.as_view(), name="agenda_item_move"),
    path(f"{_item}weghalen/", agendas.ItemRemoveView.as_view(), name="agenda_item_remove"),
    path(
        f"{_agenda}aanwezig/", agenda_meeting.AgendaPresenceView.as_view(), name="agenda_presence"
    ),
    path(f"{_agenda}afronden/", agenda_meeting.AgendaCloseView.as_view(), name="agenda_close"),
    path(f"{_agenda}afgelasten/", agendas.AgendaCancelView.as_view(), name="agenda_cancel"),
    path(f"{_agenda}verslag.pdf", agendas.AgendaPdfView.as_view(), name="agenda_pdf"),
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

_poll = f"{_one}peilingen/<int:pk>/"
_asked = f"{_poll}uitgenodigd/"
_ask = f"{_asked}<int:invitation>/"
poll_routes: list[URLPattern] = [
    path(f"{_one}peilingen/", polls.PollListView.as_view(), name="polls"),
    path(f"{_one}peilingen/nieuw/", polls.PollAddView.as_view(), name="poll_add"),
    path(_poll, polls.PollView.as_view(), name="poll"),
    path(f"{_poll}wijzigen/", polls.PollUpdateView.as_view(), name="poll_update"),
    path(f"{_poll}uitnodigen/", polls.PollInviteView.as_view(), name="poll_invite"),
    path(_asked, poll_invited.PollInvitedView.as_view(), name="poll_invited"),
    path(f"{_ask}opnieuw/", poll_invited.InvitationResendView.as_view(), name="poll_resend"),
    path(f"{_ask}intrekken/", poll_invited.InvitationWithdrawView.as_view(), name="poll_withdraw"),
    path(f"{_poll}herinneren/", polls.PollRemindView.as_view(), name="poll_remind"),
    path(f"{_poll}sluiten/", polls.PollCloseView.as_view(), name="poll_close"),
    path(f"{_poll}invullen/", poll_answers.PollAnswerView.as_view(), name="poll_answer"),
    path("peiling/<str:token>/", poll_answers.PollLinkView.as_view(), name="poll_link"),
]

_examples = f"{_one}praktijkvoorbeelden/"
_example = f"{_examples}<int:pk>/"
example_routes: list[URLPattern] = [
    path(_examples, examples.ExampleListView.as_view(), name="examples"),
    path(f"{_examples}nieuw/", examples.ExampleAddView.as_view(), name="example_add"),
    path(_example, examples.ExampleView.as_view(), name="example"),
    path(f"{_example}wijzigen/", examples.ExampleUpdateView.as_view(), name="example_update"),
    path(f"{_example}aanbieden/", examples.ExampleOfferView.as_view(), name="example_offer"),
    path(
        f"{_example}terugnemen/", examples.ExampleTakeBackView.as_view(), name="example_take_back"
    ),
    path(f"{_example}plaatsen/", examples.ExampleReadView.as_view(), name="example_read"),
]

urlpatterns: list[URLPattern] = [
    *coalition_routes,
    *life_routes,
    *partner_routes,
    *action_routes,
    *plan_routes,
    *bottleneck_routes,
    *meeting_routes,
    *agenda_routes,
    *checklist_routes,
    *member_routes,
    *poll_routes,
    *example_routes,
    *list_file_routes,
]
