"""The query language: from a statement to its parts, refusing what QuickBooks' grammar does not know."""

from dataclasses import dataclass
from decimal import Decimal

from simulator.books.kinds import Condition
from simulator.faults import Refused
from simulator.query.tokens import LIST_REST, TEXT, Literal, Tokens, unquoted

COMPARISONS = ("=", "<", ">", "<=", ">=")
AFTER_ENTITY = ("<EOF>", '"where"', '"orderby"', '"order"', '"startposition"', '"maxresults"')
# The grammar is reported to name "or" among what may follow, and then refuses it. The rest is inferred.
AFTER_CONDITION = ("<EOF>", '"and"', '"or"', '"orderby"', '"order"', '"startposition"', '"maxresults"')
AFTER_ORDER = ("<EOF>", '"asc"', '"desc"', '","', '"startposition"', '"maxresults"')
OPERATORS = ('"="', '"<"', '">"', '"<="', '">="', '"in"', '"like"')
LITERALS = ("<STRING>", "<INTEGER>", "<DECIMAL>", '"true"', '"false"')
LARGEST_PAGE = 1000
USUAL_PAGE = 100
# Nothing is published; QuickBooks answers 4002 to what is too heavy for it.
MOST_CONDITIONS = 100
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed query; `columns` is empty for `*`."""

    entity: str
    count: bool
    columns: tuple[str, ...]
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]
    start: int
    page: int


class _Parser(Tokens):
    def name(self) -> str:
        if self.token.kind != "word" or self.token.keyword:
            raise self.unexpected("<IDENTIFIER>")
        return self.take().text

    def literal(self) -> Literal:
        token = self.token
        if token.kind == "text":
            return unquoted(self.take().text)
        if token.kind == "figure":
            return Decimal(self.take().text)
        if token.keyword in ("TRUE", "FALSE"):
            return self.take().keyword == "TRUE"
        raise self.unexpected(*LITERALS)

    def literals(self) -> tuple[Literal, ...]:
        self.expect("(")
        found = [self.literal()]
        found += self.texts()
        while self.accept(","):
            found.append(self.literal())
        if not self.accept(")"):
            raise self.unexpected('","', '")"')
        return tuple(found)

    def texts(self) -> list[str]:
        """Take the rest of a list as far as it consists of texts: such lists can be very long."""
        return [unquoted(text) for text in TEXT.findall(self.rest(LIST_REST))]

    def condition(self) -> Condition:
        name = self.name()
        if self.accept("IN"):
            return Condition(name, "IN", self.literals())
        if self.accept("LIKE"):
            return Condition(name, "LIKE", (self.literal(),))
        if self.token.text not in COMPARISONS:
            raise self.unexpected(*OPERATORS)
        return Condition(name, self.take().text, (self.literal(),))

    def columns(self) -> tuple[bool, tuple[str, ...]]:
        if self.accept("*"):
            while self.accept(","):  # python-quickbooks asks for "*, Sku"
                self.name()
            return False, ()
        if self.accept("COUNT"):
            for part in "(*)":
                self.expect(part)
            return True, ()
        if self.token.kind != "word" or self.token.keyword:
            raise self.unexpected('"*"', '"count"', "<IDENTIFIER>")
        names = [self.name()]
        while self.accept(","):
            names.append(self.name())
        return False, tuple(dict.fromkeys(names))

    def conditions(self) -> tuple[Condition, ...]:
        if not self.accept("WHERE"):
            return ()
        found = [self.condition()]
        while self.accept("AND"):
            if len(found) == MOST_CONDITIONS:
                raise Refused("4002", "QueryProcessingError: the query has too many conditions")
            found.append(self.condition())
        return tuple(found)

    def order(self) -> tuple[tuple[str, bool], ...]:
        if self.accept("ORDER"):
            self.expect("BY")
        elif not self.accept("ORDERBY"):
            return ()
        found: dict[str, tuple[str, bool]] = {}
        while not found or self.accept(","):
            name = self.name()
            descending = self.accept("DESC")
            if not descending:
                self.accept("ASC")
            found.setdefault(name.lower(), (name, descending))
        return tuple(found.values())

    def whole(self, largest: int | None) -> int:
        token = self.token
        if token.kind != "figure" or "." in token.text:
            raise self.unexpected("<INTEGER>")
        digits = self.take().text
        value = int(digits[: MOST_DIGITS + 1])  # no number that it is compared with is longer
        if value < 1:
            raise Refused("4001", f"QueryValidationError: value {value} is too small. Min allowed value is 1")
        if largest is not None and value > largest:
            detail = f"QueryValidationError: value {digits} is too large. Max allowed value is {largest}"
            raise Refused("4001", detail)
        return value

    def paging(self) -> tuple[int, int]:
        start, page = 1, USUAL_PAGE
        seen: set[str] = set()
        while (word := self.token.keyword) in ("STARTPOSITION", "MAXRESULTS") and word not in seen:
            seen.add(word)
            self.take()
            if word == "STARTPOSITION":
                start = self.whole(None)
            else:
                page = self.whole(LARGEST_PAGE)
        return start, page


def parse(statement: str) -> Statement:
    """Parse a statement, or refuse it (4000 for its grammar, 4001 for its paging)."""
    parser = _Parser(statement)
    parser.expect("SELECT")
    count, columns = parser.columns()
    parser.expect("FROM")
    entity = parser.name()
    conditions = parser.conditions()
    order = parser.order()
    start, page = parser.paging()
    if parser.token.kind != "end":
        follows = AFTER_CONDITION if conditions else AFTER_ENTITY
        raise parser.unexpected(*(AFTER_ORDER if order else follows))
    return Statement(entity, count, columns, conditions, order, start, page)
