"""The words of a query statement, taken one by one, and the texts of the errors that its grammar makes.

The errors are shaped as the parser generator that QuickBooks uses shapes them (recorded for 4000).
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from simulator.faults import Refused

Literal = str | Decimal | bool

_TEXT = r"'[^'\\]*+(?:\\['\\][^'\\]*+)*+"
SPACE = " \t\r\n\f"
_TOKEN = re.compile(
    rf"""[\ \t\r\n\f]*+
      (?: (?P<text>{_TEXT}')
        | (?P<figure>-?[0-9]+(?:\.[0-9]+)?)
        | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
        | (?P<sign><=|>=|=|<|>|\(|\)|,|\*)
        | (?P<end>\Z))""",
    re.VERBOSE,
)
_UNENDED = re.compile(_TEXT)
# A text, and the rest of a list as far as it consists of texts.
TEXT = re.compile(rf"{_TEXT}'")
LIST_REST = re.compile(rf"(?:[ \t\r\n\f]*,[ \t\r\n\f]*{_TEXT}')*")
KEYWORDS = frozenset({
    "SELECT", "COUNT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "LIKE", "ORDERBY", "ORDER", "BY", "ASC",
    "DESC", "STARTPOSITION", "MAXRESULTS", "NULL", "TRUE", "FALSE",
})  # fmt: skip


@dataclass(slots=True)
class Token:
    """One word of a statement, at a position in it."""

    kind: str
    text: str
    position: int
    keyword: str = ""
    """In capitals; empty for what is none."""

    def named(self) -> str:
        """Return what the grammar calls it."""
        if self.keyword:
            return f'"{self.keyword.lower()}"'
        match self.kind:
            case "word":
                return "<IDENTIFIER>"
            case "text":
                return "<STRING>"
            case "figure":
                return "<DECIMAL>" if "." in self.text else "<INTEGER>"
            case _:
                return f'"{self.text}"'


class Tokens:
    """A statement with the word that comes next in it."""

    def __init__(self, statement: str) -> None:
        self._statement = statement
        self._end = 0
        self.token = self._next()

    def _next(self) -> Token:
        match = _TOKEN.match(self._statement, self._end)
        if match is None or (kind := match.lastgroup) is None:
            raise self._lexical_error()
        position, self._end = match.span(kind)
        text = match[kind]
        upper = text.upper() if kind == "word" else ""
        return Token(kind, text, position, upper if upper in KEYWORDS else "")

    def take(self) -> Token:
        """Take the next word."""
        taken = self.token
        if taken.kind != "end":
            self.token = self._next()
        return taken

    def rest(self, pattern: re.Pattern[str]) -> str:
        """Take what matches a pattern from the next word on."""
        match = pattern.match(self._statement, self.token.position)
        if match is None or not match.group():
            return ""
        self._end = match.end()
        self.token = self._next()
        return match.group()

    def accept(self, word: str) -> bool:
        """Take a keyword or a sign if it comes next."""
        token = self.token
        found = token.keyword == word or (token.kind == "sign" and token.text == word)
        if found:
            self.take()
        return found

    def expect(self, word: str) -> None:
        """Take a keyword or a sign; refuse anything else."""
        if not self.accept(word):
            raise self.unexpected(f'"{word.lower()}"')

    def unexpected(self, *wanted: str) -> Refused:
        """Return the refusal of the next word, which should be one of those wanted."""
        token = self.token
        if token.kind == "end":
            encountered, place = '"<EOF>"', self._place(max(0, len(self._statement) - 1))
        else:
            encountered = f'" {token.named()} "{_escaped(token.text)} ""'
            place = self._place(token.position)
        wanted = tuple(one for one in wanted if one != token.named())
        head = "Was expecting:" if len(wanted) == 1 else "Was expecting one of:"
        lines = "".join(f"    {one} ...\n" for one in wanted).replace("<EOF> ...", "<EOF>")
        return Refused(
            "4000", f"QueryParserError: Encountered {encountered} at {place}.\n{head}\n{lines}    "
        )

    def _lexical_error(self) -> Refused:
        rest = self._statement[self._end :]
        position = len(self._statement) - len(rest.lstrip(SPACE))
        begun = _UNENDED.match(self._statement, position)
        at = begun.end() if begun else position
        if self._statement[at : at + 1] == "\\":
            at += 1
        after = _escaped(self._statement[position:at])
        character = self._statement[at : at + 1]
        encountered = f'"{_escaped(character)}" ({ord(character)}), ' if character else "<EOF> "
        detail = f'Lexical error at {self._place(at)}.  Encountered: {encountered}after : "{after}"'
        return Refused("4000", f"QueryParserError: {detail}")

    def _place(self, position: int) -> str:
        line = self._statement.count("\n", 0, position) + 1
        column = position - self._statement.rfind("\n", 0, position)
        return f"line {line}, column {column}"


def unquoted(text: str) -> str:
    """Return what a text in quotes stands for: a backslash escapes an apostrophe or another one."""
    inner = text[1:-1]
    return re.sub(r"\\(.)", r"\1", inner) if "\\" in inner else inner


def _escaped(text: str) -> str:
    """Write what an error quotes: other than plain characters by their codes."""
    return re.sub(r"[^ -~]", lambda found: f"\\u{ord(found.group()):04x}", text)
