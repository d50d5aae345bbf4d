"""The query language: from a statement to its parts, refusing what QuickBooks' grammar does not know."""

import re
from dataclasses import dataclass
from decimal import Decimal

from simulator.faults import Refused

Literal = str | Decimal | bool

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<text>'(?:[^'\\]|\\['\\])*')
      | (?P<figure>-?\d+(?:\.\d+)?)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
      | (?P<sign><=|>=|=|<|>|\(|\)|,|\*)""",
    re.VERBOSE,
)
COMPARISONS = ("=", "<", ">", "<=", ">=")
KEYWORDS = frozenset({
    "SELECT", "COUNT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "LIKE", "ORDERBY", "ORDER", "BY", "ASC",
    "DESC", "STARTPOSITION", "MAXRESULTS", "NULL", "TRUE", "FALSE",
})  # fmt: skip
LARGEST_PAGE = 1000
USUAL_PAGE = 100


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: property, operator, and one literal (several for IN)."""

    name: str
    operator: str
    literals: tuple[Literal, ...]


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


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: str
    column: int

    @property
    def keyword(self) -> str:
        return self.value.upper() if self.kind == "word" and self.value.upper() in KEYWORDS else ""


def _tokens(statement: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while position < len(statement):
        match = _TOKEN.match(statement, position)
        if match is None or match.lastgroup is None:
            shown = statement[position]
            detail = (
                f'QueryParserError: Lexical error at line 1, column {position + 1}.  Encountered: "{shown}"'
            )
            raise Refused("4000", detail)
        if match.lastgroup != "space":
            found.append(_Token(match.lastgroup, match.group(), position + 1))
        position = match.end()
    found.append(_Token("end", "<EOF>", position + 1))
    return found


class _Parser:
    def __init__(self, statement: str) -> None:
        self._tokens = _tokens(statement)
        self._at = 0

    def peek(self) -> _Token:
        return self._tokens[self._at]

    def take(self) -> _Token:
        token = self._tokens[self._at]
        self._at += token.kind != "end"
        return token

    def accept(self, word: str) -> bool:
        found = self.peek().keyword == word or (self.peek().kind == "sign" and self.peek().value == word)
        if found:
            self.take()
        return found

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise self.unexpected(f'"{word}"')

    def unexpected(self, wanted: str) -> Refused:
        token = self.peek()
        label = token.keyword.lower() or {"word": "<IDENTIFIER>", "text": "<STRING>"}.get(
            token.kind, token.kind
        )
        encountered = f'" "{label}" "{token.value} ""'
        detail = (
            f"QueryParserError: Encountered {encountered} at line 1, column {token.column}.\n"
            f"Was expecting:\n    {wanted} ...\n    "
        )
        return Refused("4000", detail)

    def name(self) -> str:
        token = self.peek()
        if token.kind != "word" or token.keyword:
            raise self.unexpected("<IDENTIFIER>")
        return self.take().value

    def literal(self) -> Literal:
        token = self.peek()
        if token.kind == "text":
            return re.sub(r"\\(.)", r"\1", self.take().value[1:-1])
        if token.kind == "figure":
            return Decimal(self.take().value)
        if token.keyword in ("TRUE", "FALSE"):
            return self.take().keyword == "TRUE"
        raise self.unexpected("<STRING>")

    def literals(self) -> tuple[Literal, ...]:
        self.expect("(")
        found = [self.literal()]
        while self.accept(","):
            found.append(self.literal())
        self.expect(")")
        return tuple(found)

    def condition(self) -> Condition:
        name = self.name()
        if self.accept("IN"):
            return Condition(name, "IN", self.literals())
        if self.accept("LIKE"):
            return Condition(name, "LIKE", (self.literal(),))
        sign = self.peek()
        if sign.kind != "sign" or sign.value not in COMPARISONS:
            raise self.unexpected('"="')
        self.take()
        return Condition(name, sign.value, (self.literal(),))

    def columns(self) -> tuple[bool, tuple[str, ...]]:
        if self.accept("*"):
            return False, ()
        if self.accept("COUNT"):
            self.expect("(")
            self.expect("*")
            self.expect(")")
            return True, ()
        names = [self.name()]
        while self.accept(","):
            names.append(self.name())
        return False, tuple(names)

    def conditions(self) -> tuple[Condition, ...]:
        if not self.accept("WHERE"):
            return ()
        found = [self.condition()]
        while self.accept("AND"):
            found.append(self.condition())
        return tuple(found)

    def order(self) -> tuple[tuple[str, bool], ...]:
        if self.accept("ORDER"):
            self.expect("BY")
        elif not self.accept("ORDERBY"):
            return ()
        found: list[tuple[str, bool]] = []
        while not found or self.accept(","):
            name = self.name()
            descending = self.accept("DESC")
            if not descending:
                self.accept("ASC")
            found.append((name, descending))
        return tuple(found)

    def whole(self, largest: int | None) -> int:
        token = self.peek()
        if token.kind != "figure" or not token.value.lstrip("-").isdigit():
            raise self.unexpected("<INTEGER>")
        value = int(self.take().value)
        if value < 1:
            raise Refused("4001", f"QueryValidationError: value {value} is too small. Min allowed value is 1")
        if largest is not None and value > largest:
            detail = f"QueryValidationError: value {value} is too large. Max allowed value is {largest}"
            raise Refused("4001", detail)
        return value

    def paging(self) -> tuple[int, int]:
        start, page = 1, USUAL_PAGE
        seen: set[str] = set()
        while (word := self.peek().keyword) in ("STARTPOSITION", "MAXRESULTS") and word not in seen:
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
    if parser.peek().kind != "end":
        raise parser.unexpected("<EOF>")
    return Statement(entity, count, columns, conditions, order, start, page)
