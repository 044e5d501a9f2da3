"""What tests of answers have in common."""

from agreements.selectors import current_text
from agreements.selectors.confirmations import answer_rows
from agreements.services.confirmations import confirm_by_link

OWN = "Wij willen eerst overleggen."


def confirm(token, answer="confirmed", remark="", name="Noor"):
    return confirm_by_link(token=token, answer=answer, remark=remark, name=name)


def rows_of(agreement, version=None):
    newest = version or current_text(agreement)
    assert newest
    return answer_rows(agreement, newest)
