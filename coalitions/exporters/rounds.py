"""One round of the checklist as a PDF: every answer, every note, and the advice for its readers."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coalitions.choices import AdviceKind
from coalitions.models import Answer, Assessment
from coalitions.selectors.advice import Message, Thread
from coalitions.selectors.checklist import PrinciplePart, StatementRow
from coalitions.selectors.evidence import Linked
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.signs import sign_for

DAY = "j F Y"


def round_pdf(
    assessment: Assessment, parts: Iterable[PrinciplePart], organisations: Iterable[str]
) -> bytes:
    """Return the PDF of ``parts`` as one reader may see them; the same round, the same bytes."""
    coalition = assessment.coalition
    is_demo = settings.DEMO_MODE or coalition.is_demo
    return render_report(
        _("Checklist, round %(number)s") % {"number": assessment.round},
        f"{coalition.name} · {assessment.checklist.title}",
        assessment.closed_on or assessment.agreed_on or clock.today(),
        [*_opening(assessment, organisations), *(x for part in parts for x in _principle(part))],
        demo_label=f"{_('Demonstration.')} {demo_words()}" if is_demo else None,
        language=get_language() or settings.LANGUAGE_CODE,
        author=coalition.name,
        footer=_("This is not a website of the national government, Pharos or RIVM."),
    )


def _opening(assessment: Assessment, organisations: Iterable[str]) -> list[Block]:
    state = str(sign_for("checklist", assessment.state).word)
    started = date_format(assessment.started_on, DAY)
    lines = [f"{_('Begun on')}: {started}"]
    if assessment.agreed_on:
        parents = assessment.parents_present
        lines += [
            f"{_('Settled in the coalition on')}: {date_format(assessment.agreed_on, DAY)}",
            f"{_('Who was there')}: {', '.join(organisations) or _('Not recorded')}",
            f"{_('(Expectant) parents present')}: {_('Not known') if parents is None else parents}",
        ]
    else:
        lines.append(f"{_('Settled in the coalition on')}: {_('Not settled yet')}")
    if assessment.agreed_remark:
        lines.append(f"{_('Remark when settling')}: {assessment.agreed_remark}")
    return [
        b.lead(_("%(state)s. There is no score and no inspection.") % {"state": state}),
        b.bullets(lines),
    ]


def _principle(part: PrinciplePart) -> list[Block]:
    table = b.table(
        [_("Statement"), _("Now"), _("Wished")],
        [_cells(row) for row in part.rows],
        [6, 2, 2],
    )
    blocks = [b.heading(f"{part.principle.number}. {part.principle.screen_title}"), table]
    more = [line for row in part.rows for line in _more(row, row.answer)]
    if more:
        blocks.append(b.bullets(more))
    if part.note and part.note.explanation:
        blocks.append(b.text(f"{_('Explanation of the coalition')}: {part.note.explanation}"))
    return [*blocks, *_advice(part)]


def _cells(row: StatementRow) -> tuple[str, str, str]:
    wished = row.answer.wished if row.answer else ""
    return (
        f"{row.number}. {row.statement.text}",
        str(sign_for("answer", row.now or "none").word),
        str(sign_for("answer", wished).word) if wished else "–",
    )


def _more(row: StatementRow, answer: Answer | None) -> list[str]:
    """Everything written with one statement, each with its name and the statement's number."""
    linked = [(str(one.kind), _with_address(one)) for one in row.evidence]
    if answer is None:
        return _numbered(row, linked)
    due = date_format(answer.due_on, DAY) if answer.due_on else ""
    said = [
        (_("Explanation"), answer.explanation),
        (_("What shows this"), answer.evidence),
        *linked,
        (_("Who takes this up"), answer.owner),
        (_("When"), due),
    ]
    return _numbered(row, said)


def _with_address(linked: Linked) -> str:
    """A paper cannot be clicked: a document elsewhere is told with its address."""
    is_elsewhere = linked.url.startswith(("http://", "https://"))
    return f"{linked.words} ({linked.url})" if is_elsewhere else linked.words


def _numbered(row: StatementRow, said: Iterable[tuple[str, str]]) -> list[str]:
    words = _("Statement %(number)s. %(name)s: %(text)s")
    return [
        words % {"number": row.number, "name": name, "text": text} for name, text in said if text
    ]


def _advice(part: PrinciplePart) -> list[Block]:
    """The whole conversation; a reader who takes no part in it gets nothing of it."""
    thread = part.thread
    if thread.is_hidden or not (thread.request or thread.messages):
        return []
    return [b.bullets([*_question(thread), *(_voice(item) for item in thread.messages)])]


def _question(thread: Thread) -> list[str]:
    if thread.request is None:
        return []
    day = date_format(localtime(thread.request.requested_at), DAY)
    line = _("The coalition asked for advice on %(day)s.") % {"day": day}
    return [f"{line} {thread.request.question}".strip()]


def _voice(item: Message) -> str:
    message = item.message
    sources = {
        AdviceKind.ADVICE: _("Advice of %(who)s (Pharos), %(day)s"),
        AdviceKind.QUESTION: _("Question back of %(who)s, %(day)s"),
        AdviceKind.ENQUIRY: _("Question of %(who)s (Pharos), %(day)s"),
    }
    answer = _("Answer of %(who)s (Pharos), %(day)s")
    reply = _("Reply of the coalition by %(who)s, %(day)s")
    source = sources.get(AdviceKind(message.kind), answer if item.from_adviser else reply)
    shared = message.shared_at or message.created_at
    day = date_format(localtime(shared), DAY)
    said = f"{source % {'who': message.author, 'day': day}}: {message.text}"
    if message.statement is None:
        return said
    return _("About “%(statement)s”. %(said)s") % {"statement": message.statement, "said": said}
