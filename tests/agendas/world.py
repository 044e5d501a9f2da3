"""A coalition with something of every kind to talk about."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from agreements.models import Agreement
from coalitions.models import Action, Agenda, AgendaItem, Bottleneck, Coalition, Organisation
from coalitions.registry import Reading
from coalitions.selectors.agendas import offer_key, offered_for
from coalitions.services.actions import action_add
from coalitions.services.agenda_items import item_decide, items_add
from coalitions.services.agendas import agenda_save
from coalitions.services.bottlenecks import bottleneck_add
from interventions.models import Choice
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from tests import factories as make

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)


@dataclass
class Table:
    """Whom and what a meeting is about."""

    coalition: Coalition
    keeper: User
    organisation: Organisation
    action: Action
    agreement: Agreement
    bottleneck: Bottleneck
    choice: Choice

    def prepare(self, *titles: str, own: tuple[str, ...] = ()) -> Agenda:
        """An agenda of today with the records of these titles, and own points."""
        agenda = agenda_save(coalition=self.coalition, day=TODAY)
        self.put_on(agenda, *titles, own=own)
        return agenda

    def put_on(self, agenda: Agenda, *titles: str, own: tuple[str, ...] = ()) -> None:
        earlier, offers = offered_for(agenda, Reading(self.coalition, self.keeper))
        keys = [offer_key(one) for part in (earlier, offers) for one in part if one.title in titles]
        items_add(agenda=agenda, user=self.keeper, keys=keys, own=own)

    def decide(self, item: AgendaItem, landing: str = "", **values: Any) -> AgendaItem:
        said: dict[str, Any] = {"outcome": "decided", "expected_version": item.version} | values
        return item_decide(item=item, user=self.keeper, landing=landing, **said)


def make_table(coalition: Coalition, keeper: User) -> Table:
    agreement = make.AgreementFactory.create(
        coalition=coalition, in_force=True, title="Overdracht", review_on=TOMORROW
    )
    return Table(
        coalition=coalition,
        keeper=keeper,
        organisation=make.PartnershipFactory.create(coalition=coalition).organisation,
        action=action_add(coalition=coalition, title="Bellen", due_on=TODAY - timedelta(days=3)),
        agreement=agreement,
        bottleneck=bottleneck_add(coalition=coalition, title="Wachttijd"),
        choice=make.ChoiceFactory.create(
            coalition=coalition, intervention__name="VoorZorg", state="running", until=TOMORROW
        ),
    )
