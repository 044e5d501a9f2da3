"""Along every link as each demo account: nothing dead, nothing broken, one heading, own titles."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse

from tests.e2e.crawling import Crawl, Page, Reader, route_of
from tests.test_access_matrix import ours

ACCOUNTS = [
    "",
    "coordinator@demo.example",
    "coordinator.best@demo.example",
    "lid@demo.example",
    "adviseur@demo.example",
    "regio@demo.example",
    "landelijk@demo.example",
    "beheer@demo.example",
]


FURTHER = 4  # so many times more of each shape, for an address that nothing leads to yet


@pytest.fixture(scope="module")
def walked(site):
    """Give the walk of an account; each account walks once."""
    done: dict[str, Crawl] = {}

    def _walked(account: str) -> Crawl:
        if account not in done:
            done[account] = Crawl(Reader(site, account))
            done[account].walk()
        return done[account]

    return _walked


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_link_is_dead_and_no_page_is_broken(walked, account):
    crawl = walked(account)
    assert not crawl.problems, "\n".join(crawl.problems[:40])
    assert len(crawl.opened) > 15


# Routes that no link of the fresh demo leads to, each with the way there.
BY_BUTTON = "a button posts to it"
FIRST_MADE = "linked once something was made or asked; the journey and the tasks go there"
FOR_MACHINES = "asked by browsers, robots and monitors"
BY_PROGRAM = "answers of the API lead to it"
FORMLESS = "of the twelve interventions that are walked none has insured forms"
IN_A_MAIL = "a one-time link in a mail; the test of its subject follows it"
NOT_LINKED = {
    "agreements:attachment": FIRST_MADE,
    "agreements:attachment_remove": FIRST_MADE,
    "agreements:confirm": FIRST_MADE,
    "agreements:confirm_link": IN_A_MAIL,
    "agreements:confirmed": FIRST_MADE,
    "agreements:directory_check": BY_BUTTON,
    "agreements:feed": "an address of one's own, shown once",
    "agreements:paper": FIRST_MADE,
    "agreements:pathway_check": BY_BUTTON,
    "agreements:pathway_line_place": BY_BUTTON,
    "agreements:request_resend": BY_BUTTON,
    "agreements:request_withdraw": BY_BUTTON,
    "agreements:version": "of the agreements that are walked none has two texts",
    "agreements:versions": "of the agreements that are walked none has two texts",
    "coalitions:advice_reply": FIRST_MADE,
    "coalitions:advice_sharing": BY_BUTTON,
    "coalitions:agenda_close": "linked once a meeting began; its own journey goes there",
    "coalitions:agenda_item": "linked once a meeting began; its own journey goes there",
    "coalitions:agenda_item_move": BY_BUTTON,
    "coalitions:agenda_item_remove": BY_BUTTON,
    "coalitions:checklist_agree": FIRST_MADE,
    "coalitions:checklist_close": BY_BUTTON,
    "coalitions:checklist_start": BY_BUTTON,
    "coalitions:contact_confirm": BY_BUTTON,
    "coalitions:contact_remove": BY_BUTTON,
    "coalitions:coverage_follow": FIRST_MADE,
    "coalitions:evidence": BY_BUTTON,
    "coalitions:example_offer": BY_BUTTON,
    "coalitions:example_read": BY_BUTTON,
    "coalitions:example_take_back": BY_BUTTON,
    "coalitions:example_update": FIRST_MADE,
    "coalitions:known": FIRST_MADE,
    "coalitions:member_invitation": BY_BUTTON,
    "coalitions:poll_answer": FIRST_MADE,
    "coalitions:poll_close": FIRST_MADE,
    "coalitions:poll_invite": FIRST_MADE,
    "coalitions:poll_invited": FIRST_MADE,
    "coalitions:poll_link": IN_A_MAIL,
    "coalitions:poll_remind": BY_BUTTON,
    "coalitions:poll_resend": BY_BUTTON,
    "coalitions:poll_update": FIRST_MADE,
    "coalitions:poll_withdraw": BY_BUTTON,
    "coalitions:principle_autosave": BY_BUTTON,
    "coalitions:reopen": FIRST_MADE,
    "coalitions:road_map_take_over": BY_BUTTON,
    "dashboard:caseload_cover_end": BY_BUTTON,
    "favicon": FOR_MACHINES,
    "interventions:lapsed_reason": "linked once a coalition was told that a recognition lapses",
    "interventions:offer_update": FIRST_MADE,
    "interventions:variant_remove": FORMLESS,
    "interventions:variant_update": FORMLESS,
    "jobs:detail": FIRST_MADE,
    "jobs:own_csv": FIRST_MADE,
    "jobs:retry": BY_BUTTON,
    "jobs:state": BY_BUTTON,
    "live": FOR_MACHINES,
    "monitoring:batch_start": BY_BUTTON,
    "monitoring:batch_step": BY_BUTTON,
    "monitoring:coalition_edition": FIRST_MADE,
    "monitoring:coalition_exports_csv": FIRST_MADE,
    "monitoring:correction_allow": FIRST_MADE,
    "monitoring:drift": FIRST_MADE,
    "monitoring:edition": FIRST_MADE,
    "monitoring:edition_answer": FIRST_MADE,
    "monitoring:edition_correct": FIRST_MADE,
    "monitoring:edition_export": BY_BUTTON,
    "monitoring:edition_part": FIRST_MADE,
    "monitoring:export_again": BY_BUTTON,
    "monitoring:export_detail": FIRST_MADE,
    "monitoring:export_file": FIRST_MADE,
    "monitoring:exports_csv": FIRST_MADE,
    "monitoring:figure_import": FIRST_MADE,
    "monitoring:figure_import_again": BY_BUTTON,
    "monitoring:figure_import_discard": BY_BUTTON,
    "monitoring:figure_import_findings": FIRST_MADE,
    "monitoring:figure_import_store": BY_BUTTON,
    "monitoring:question_move": BY_BUTTON,
    "monitoring:release_close": BY_BUTTON,
    "monitoring:release_open": BY_BUTTON,
    "monitoring:release_publish": BY_BUTTON,
    "monitoring:release_restore": BY_BUTTON,
    "monitoring:release_withdraw": BY_BUTTON,
    "monitoring:reminder_wish": "the old address of the wishes about mail",
    "monitoring:response_approve": FIRST_MADE,
    "monitoring:response_part_alone": "of the coalitions that are walked none fills in for two",
    "monitoring:response_reopen": FIRST_MADE,
    "monitoring:section_move": BY_BUTTON,
    "notifications:follow": "leads on to the page that the notification is about",
    "notifications:not_arrived_csv": "linked once the mail server refused a mail",
    "notifications:read": BY_BUTTON,
    "open_data:coalition": BY_PROGRAM,
    "open_data:figures_file": "linked once figures are open data; none of the demo are",
    "open_data:figures_of": BY_PROGRAM,
    "people:accept": "a one-time link in a mail; the journey follows it",
    "people:guide": BY_BUTTON,
    "people:invitation": BY_BUTTON,
    "people:password_link": BY_BUTTON,
    "people:second_factor_reset": BY_BUTTON,
    "ready": FOR_MACHINES,
    "robots": FOR_MACHINES,
    "safekeeping:draft": BY_BUTTON,
    "safekeeping:parked": "a post whose session had ended is sent on to it",
    "security_txt": FOR_MACHINES,
    "sitemap": FOR_MACHINES,
}


def test_every_page_can_be_reached_by_links(walked):
    def missing() -> list[str]:
        reached = {route_of(path) for account in ACCOUNTS for path in walked(account).opened}
        return sorted(ours() - reached - set(NOT_LINKED))

    # What only some pages of a shape link to may stand behind none of the first few: which come
    # first goes by what other tests made before.
    for account in reversed(ACCOUNTS * FURTHER):
        if missing():
            walked(account).go_on()
    assert not missing(), "\n".join(missing())


@pytest.mark.parametrize(
    ("who", "other"),
    [
        ("coordinator.best@demo.example", "coordinator@demo.example"),
        ("coordinator@demo.example", "coordinator.best@demo.example"),
        ("lid@demo.example", "coordinator.best@demo.example"),
        ("landelijk@demo.example", "coordinator@demo.example"),
        ("beheer@demo.example", "coordinator@demo.example"),
        ("", "coordinator@demo.example"),
    ],
)
def test_pages_of_another_coalition_answer_like_pages_that_do_not_exist(site, walked, who, other):
    reader = Reader(site, who)
    private = [path for path in dict.fromkeys(walked(other).opened) if _absent(path)]
    # What a visitor is led to, everybody may know. Others may have gone further along those pages.
    known = {*walked(who).opened, *walked("").told}
    private = [path for path in private if path not in known and not _is_told(path, who)]
    wrong = [path for path in private if _seen(reader, path) != _seen(reader, _absent(path) or "")]
    assert not wrong, "\n".join(wrong)
    assert len(private) > 20


# The pages about answers: who reads those that were handed in meets the coalition there.
HANDED_IN = re.compile(r"monitoring:(responses?(_\w+)?|approval_wish|edition_(part|answer))$")


def _is_told(path: str, who: str) -> bool:
    """Whether this is about what a coalition hands in, which an analyst reads of everybody."""
    return who == "landelijk@demo.example" and bool(HANDED_IN.match(route_of(path) or ""))


def _absent(path: str) -> str | None:
    """Return the address of the same page of an object that is not there."""
    if route_of(path) not in ours():
        return None
    match = resolve(path)
    if not match.kwargs:
        return None
    first, value = next(iter(match.kwargs.items()))
    none = 2**31 - 1 if isinstance(value, int) else "bestaat-niet-9"
    return reverse(match.view_name, kwargs=match.kwargs | {first: none})


def _seen(reader: Reader, path: str) -> tuple[int, str, str]:
    """Return what a reader can tell of an address, without the address itself."""
    answer = reader.ask(reader.site + path)
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.html)
    return answer.status, urlsplit(answer.url).path.replace(path, ""), text.replace(path, "")


@pytest.mark.parametrize(
    "code",
    [
        "<script>alert(1)</script>",
        '<script type="module">alert(1)</script>',
        "<style>p {color: red}</style>",
        '<p style="color: red">x</p>',
        '<input onfocus="alert(1)">',
        '<a href=" javascript:alert(1)">x</a>',
    ],
)
def test_inline_code_is_found(code):
    assert Page(code).code


def test_data_and_files_are_no_inline_code():
    page = '<script type="application/json">{}</script><script src="/a.js"></script><p class="on">'
    assert not Page(page).code
