"""From the text of an expression to tokens, by the rules of XPath 1.0 section 3.7."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from civicdesk.errors import Refused
from civicdesk.forms import limits


class Kind(Enum):
    """What a token is."""

    TEXT = auto()
    NUMBER = auto()
    NAME = auto()
    OPERATOR = auto()
    MARK = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token and where it begins, in characters from 0."""

    kind: Kind
    text: str
    at: int


_NAME = r"[^\W\d][\w.\-·]*"
_PATTERN = re.compile(
    rf"""\s*(?:
      (?P<text>"[^"]*"|'[^']*')
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    | (?P<mark>::|//|\.\.|<=|>=|!=|[()\[\]@,/|+\-=<>*.])
    )""",
    re.VERBOSE,
)
_WORD_OPERATOR = re.compile(r"\s*(and|or|div|mod)")
_OPERATORS = frozenset({"and", "or", "div", "mod", "*", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="})
_AFTER_THESE_COMES_AN_OPERAND = _OPERATORS | {"(", "[", ",", "::", "@"}


def syntax(expression: str, at: int) -> Refused:
    """Return the refusal for an expression that cannot be read, with the place marked."""
    shown = expression if len(expression) <= 200 else expression[:200] + "…"
    return Refused("FORM-XPATH-SYNTAX", expression=shown, place=at + 1, question="")


def tokens(expression: str) -> tuple[Token, ...]:
    """Cut an expression into tokens; the last one is `END`.

    Raises:
        Refused: FORM-XPATH-SYNTAX at a character that begins no token; FORM-LIMIT.
    """
    if len(expression) > limits.EXPRESSION_CHARACTERS:
        raise limits.over("expression", limits.EXPRESSION_CHARACTERS, len(expression))
    found: list[Token] = []
    at, length = 0, len(expression.rstrip())
    while at < length:
        token, at = _next(expression, at, operand_wanted=_operand_wanted(found))
        found.append(token)
    found.append(Token(Kind.END, "", length))
    return tuple(found)


def _operand_wanted(found: list[Token]) -> bool:
    if not found:
        return True
    last = found[-1]
    return last.kind is Kind.OPERATOR or (last.kind is Kind.MARK and last.text in _AFTER_THESE_COMES_AN_OPERAND)


def _next(expression: str, at: int, *, operand_wanted: bool) -> tuple[Token, int]:
    if not operand_wanted:
        word = _WORD_OPERATOR.match(expression, at)
        if word:
            return Token(Kind.OPERATOR, word[1], word.start(1)), word.end()
    match = _PATTERN.match(expression, at)
    if not match or match.lastgroup is None:
        raise syntax(expression, at)
    group = match.lastgroup
    text, start = match[group], match.start(group)
    if group == "text":
        return Token(Kind.TEXT, text[1:-1], start), match.end()
    if group == "number":
        return Token(Kind.NUMBER, text, start), match.end()
    if group == "name":
        return Token(Kind.NAME, text, start), match.end()
    is_wildcard = text == "*" and operand_wanted
    kind = Kind.OPERATOR if text in _OPERATORS and not is_wildcard else Kind.MARK
    return Token(kind, text, start), match.end()
