"""The numbers of one figure: counts, value, status and provisional must tell one story."""

from decimal import Decimal
from typing import NamedTuple, Protocol

from monitoring.choices import Unit, ValueKind
from monitoring.importers.cells import (
    EMPTY,
    STATUSES,
    Read,
    read_count,
    read_provisional,
    read_value,
    sign_of,
)
from monitoring.importers.findings import Findings

SCALE = {Unit.PERCENT.value: 100, Unit.PER_1000.value: 1000}
PLACES = Decimal("0.0001")


class Numbers(NamedTuple):
    """What a figure says; without a value all numbers are empty."""

    numerator: int | None
    denominator: int | None
    value: Decimal | None
    kind: ValueKind
    is_provisional: bool


class HasNumbers(Protocol):
    """The cells that are read here."""

    @property
    def row(self) -> int: ...
    @property
    def numerator(self) -> str: ...
    @property
    def denominator(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def provisional(self) -> str: ...
    @property
    def value_column(self) -> str: ...


class NumberReader:
    """Reads the numbers of figures and watches which decimal sign the file uses."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.first_comma: dict[str, int] = {}  # row, per column
        self.first_point: dict[str, int] = {}

    def read(self, cells: HasNumbers, unit: str) -> Numbers | None:
        """The numbers of one row, or None with everything that is wrong reported."""
        before = self.findings.total
        numerator = self._count(cells, "numerator")
        denominator = self._count(cells, "denominator")
        value = self._value(cells, unit)
        provisional = read_provisional(cells.provisional)
        if provisional is None:
            text = cells.provisional
            self.findings.add(cells.row, "provisional", "unknown_provisional", text=text)
        stated = self._status(cells)
        if self.findings.total > before:
            return None
        kind = self._kind(cells, stated, (numerator, denominator, value))
        if kind is None:
            return None
        if kind != ValueKind.VALUE:
            return Numbers(None, None, None, kind, bool(provisional))
        return self._numbers(cells, unit, (numerator, denominator, value), bool(provisional))

    def check_decimal_sign(self) -> None:
        """One decimal sign for the whole column: with two, no number in it can be trusted."""
        for column, comma in self.first_comma.items():
            if point := self.first_point.get(column):
                values = {"comma": comma, "point": point}
                self.findings.add(max(comma, point), column, "mixed_decimals", **values)

    def _count(self, cells: HasNumbers, column: str) -> Read:
        text = getattr(cells, column)
        return self._report(cells.row, column, text, read_count(text))

    def _value(self, cells: HasNumbers, unit: str) -> Read:
        text, column = cells.value, cells.value_column
        read = read_value(text)
        if read.number is not None and unit == Unit.COUNT and ("," in text or "." in text):
            code = "ambiguous_number" if read.decimals == 3 else "not_whole"
            read = Read(problem=code)
        if read.number is not None:
            self._remember_sign(cells, text)
            most = SCALE.get(unit)
            if most is not None and read.number > most:
                values: dict[str, str | int] = {"text": text.strip(), "most": most}
                self.findings.add(cells.row, column, "value_out_of_range", **values)
        return self._report(cells.row, column, text, read)

    def _remember_sign(self, cells: HasNumbers, text: str) -> None:
        if "," in text:
            self.first_comma.setdefault(cells.value_column, cells.row)
        if "." in text:
            self.first_point.setdefault(cells.value_column, cells.row)

    def _report(self, row: int, column: str, text: str, read: Read) -> Read:
        if read.problem:
            self.findings.add(row, column, read.problem, text=text.strip())
        return read

    def _status(self, cells: HasNumbers) -> ValueKind | None:
        text = cells.status.strip()
        if not text:
            return None
        kind = STATUSES.get(text.lower()) or sign_of(text)
        if kind is None:
            known = ", ".join(one.value for one in ValueKind)
            self.findings.add(cells.row, "status", "unknown_status", text=text, known=known)
        return kind

    def _kind(
        self, cells: HasNumbers, stated: ValueKind | None, reads: tuple[Read, Read, Read]
    ) -> ValueKind | None:
        """A value, or the one reason why there is none. Nothing at all is "not available"."""
        numerator, denominator, value = reads
        signs = {one for one in (numerator.kind, denominator.kind, value.kind) if one}
        has_number = numerator.number is not None or value.number is not None
        if stated == ValueKind.VALUE:
            if not has_number or signs:
                self.findings.add(cells.row, cells.value_column, "status_without_value")
                return None
            return ValueKind.VALUE
        reasons = signs | ({stated} if stated else set())
        if not reasons:
            bare = not has_number and denominator == EMPTY
            return ValueKind.NOT_AVAILABLE if bare else ValueKind.VALUE
        if has_number:
            text = cells.status.strip() or next(iter(reasons)).value
            self.findings.add(cells.row, cells.value_column, "value_with_status", text=text)
            return None
        return stated or self._one_reason(cells, sorted(reasons))

    def _one_reason(self, cells: HasNumbers, reasons: list[ValueKind]) -> ValueKind | None:
        """Signs without a status: different ones contradict each other, hidden wins from empty."""
        if len(reasons) == 1:
            return reasons[0]
        if set(reasons) == {ValueKind.SUPPRESSED, ValueKind.NOT_AVAILABLE}:
            return ValueKind.SUPPRESSED
        first, second = reasons[0].value, reasons[1].value
        values = {"first": first, "second": second}
        self.findings.add(cells.row, cells.value_column, "contradicting_signs", **values)
        return None

    def _numbers(
        self,
        cells: HasNumbers,
        unit: str,
        reads: tuple[Read, Read, Read],
        is_provisional: bool,  # noqa: FBT001
    ) -> Numbers | None:
        numerator, denominator, value = reads
        top = int(numerator.number) if numerator.number is not None else None
        base = int(denominator.number) if denominator.number is not None else None
        if not self._counts_fit(cells, unit, top, base):
            return None
        exact = calculated(unit, top, base)
        if exact is None and value.number is None:
            self.findings.add(cells.row, cells.value_column, "status_without_value")
            return None
        if exact is None or value.number is None:
            shown = exact if exact is not None else value.number
        elif abs(exact - value.number) > Decimal(1).scaleb(-value.decimals):
            self._report_difference(cells, (top, base), exact)
            return None
        else:
            shown = exact
        rounded = (shown or Decimal(0)).quantize(PLACES)
        return Numbers(top, base, rounded, ValueKind.VALUE, is_provisional)

    def _counts_fit(self, cells: HasNumbers, unit: str, top: int | None, base: int | None) -> bool:
        if base == 0:
            self.findings.add(cells.row, "denominator", "denominator_zero")
        elif top is not None and base is not None and top > base:
            values = {"numerator": top, "denominator": base}
            self.findings.add(cells.row, "numerator", "numerator_too_big", **values)
        elif (top is None) != (base is None) and unit != Unit.COUNT:
            column = "numerator" if top is None else "denominator"
            self.findings.add(cells.row, column, "counts_incomplete")
        else:
            return True
        return False

    def _report_difference(
        self, cells: HasNumbers, counts: tuple[int | None, int | None], exact: Decimal
    ) -> None:
        values: dict[str, str | int] = {
            "value": cells.value.strip(),
            "numerator": str(counts[0]),
            "denominator": "–" if counts[1] is None else counts[1],
            "calculated": str(exact.quantize(Decimal("0.01"))),
        }
        self.findings.add(cells.row, cells.value_column, "value_differs", **values)


def calculated(unit: str, numerator: int | None, denominator: int | None) -> Decimal | None:
    """The value that follows from the counts, or None when they do not give one."""
    if numerator is None:
        return None
    if unit not in SCALE:
        return Decimal(numerator)
    return Decimal(SCALE[unit] * numerator) / denominator if denominator else None
