"""A cell's words -> its tree. What is outside of the language is refused, never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from clew.rules.cells.syntax import (
    All,
    Among,
    Call,
    Compare,
    Constant,
    Expression,
    Has,
    Named,
    Not,
    Order,
    Sign,
    Some,
    Sum,
    Within,
)
from clew.rules.cells.tokens import Token, tokens_of
from clew.rules.findings import CellFault, Kind

MOST_DEEP = 12
"""How deep brackets may nest: far below where any reader runs out of stack."""
MOST_LISTED = 100
"""The most values in one list."""

_ORDERS = {"==", "!=", "<", "<=", ">", ">="}
_NOTHING = {"null", "none", "None", "nil", "undefined"}


def condition(cell: str, subject: str | None) -> Expression:
    """What an input's cell says; `subject` is the column's field, None where it has none.

    In a column with a field, `> 3`, `'gold', 'silver'`, `[1..5]` and `in [1, 2]` are about it.
    Raises `CellFault`.
    """
    return _Parser(cell, None if subject is None else Named(subject)).whole_condition()


def value(cell: str) -> Expression:
    """What an output's cell says: a number, a text, or true. Raises `CellFault`."""
    return _Parser(cell, None).whole_value()


class _Parser:
    def __init__(self, cell: str, subject: Named | None) -> None:
        self._tokens = tokens_of(cell)
        self._at = 0
        self._deep = 0
        self._subject = subject

    # ------------------------------------------------------------ wholes

    def whole_condition(self) -> Expression:
        parts = [self._either()]
        while self._subject is not None and self._take(","):
            parts.append(self._either())
        self._ended()
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def whole_value(self) -> Expression:
        said = self._number()
        self._ended()
        return said

    def _ended(self) -> None:
        if self._now.kind != "end":
            raise self._unexpected("the cell should end here")

    # ------------------------------------------------------------ true or false

    def _either(self) -> Expression:
        parts = [self._both()]
        while self._take_word("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._test()]
        while self._take_word("and"):
            parts.append(self._test())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _test(self) -> Expression:
        if self._take_word("not"):
            return self._contrary()
        if self._implied is not None:
            if self._orders():
                order = cast("Order", self._next().text)
                return Compare(order, self._implied, self._number())
            if self._word("in"):
                return self._membership(self._implied)
            between = self._between(self._implied)
            if between is not None:
                return between
        return self._comparison()

    def _contrary(self) -> Expression:
        if self._implied is not None and self._word("in"):
            return Not(self._membership(self._implied))
        if self._take_word("not"):
            raise CellFault(Kind.SYNTAX, "not not", "leave both out")
        # In ZEN `not` takes the nearest thing only: `not a > 3` is no test there.
        if self._now.text == "(" or self._then == "(":
            return Not(self._comparison(alone=True))
        raise CellFault(
            Kind.SYNTAX,
            f"`not` without brackets, at character {self._now.at}",
            "write not (...) around what is denied",
        )

    def _comparison(self, *, alone: bool = False) -> Expression:
        left = self._number()
        if alone:
            return left
        if self._orders():
            order = cast("Order", self._next().text)
            said: Expression = Compare(order, left, self._number())
            if self._orders():
                raise self._unexpected("one comparison after another; join them with and")
            return said
        if self._word("in"):
            return self._membership(left)
        if self._word("not") and self._then == "in":
            self._next()
            return Not(self._membership(left))
        if self._implied is not None and not _tests(left):
            return Compare("==", self._implied, left)
        return left

    def _membership(self, item: Expression) -> Expression:
        self._next()
        if self._now.kind == "name" or self._now.text == "$":
            if not isinstance(item, Constant):
                raise self._unexpected("a list of values should stand here")
            return Has(self._primary(), item)
        between = self._between(item)
        if between is not None:
            return between
        self._expect("[")
        values = [self._constant()]
        while self._take(","):
            values.append(self._constant())
            if len(values) > MOST_LISTED:
                raise CellFault(
                    Kind.TOO_LONG,
                    f"more than {MOST_LISTED} values in one list",
                    "use a tag or a segment that they share, or a column of ranges",
                )
        self._expect("]")
        return Among(item, tuple(values))

    def _between(self, item: Expression) -> Expression | None:
        if self._now.text not in {"[", "("} or self._now.kind != "sign":
            return None
        if not self._is_range():
            return None
        low_open = self._next().text == "("
        low = self._number()
        self._expect("..")
        high = self._number()
        if self._now.text not in {"]", ")"}:
            raise self._unexpected("a range should end here, with ] or )")
        high_open = self._next().text == ")"
        return Within(item, low, high, low_open=low_open, high_open=high_open)

    def _is_range(self) -> bool:
        depth = 0
        for token in self._tokens[self._at :]:
            if token.kind != "sign":
                continue
            if token.text in {"[", "("}:
                depth += 1
            elif token.text in {"]", ")"}:
                depth -= 1
                if depth == 0:
                    return False
            elif token.text == ".." and depth == 1:
                return True
        return False

    # ------------------------------------------------------------ values

    def _number(self) -> Expression:
        said = self._product()
        while self._now.kind == "sign" and self._now.text in {"+", "-"}:
            said = Sum(cast("Sign", self._next().text), said, self._product())
        return said

    def _product(self) -> Expression:
        said = self._primary()
        while self._take("*"):
            said = Sum("*", said, self._primary())
        return said

    def _primary(self) -> Expression:
        token = self._now
        if token.kind == "sign" and token.text == "(":
            return self._bracketed()
        if token.kind == "sign" and token.text == "$":
            if self._subject is None:
                raise self._unexpected("$ stands for a column's field, and this column has none")
            self._next()
            return self._subject
        if token.kind == "name" and token.text not in {"true", "false", "and", "or", "not", "in"}:
            return self._named()
        return self._constant()

    def _bracketed(self) -> Expression:
        self._next()
        self._deep += 1
        if self._deep > MOST_DEEP:
            raise CellFault(
                Kind.TOO_DEEP,
                f"brackets nest deeper than {MOST_DEEP}",
                "split the row into several",
            )
        said = self._either()
        self._expect(")")
        self._deep -= 1
        return said

    def _named(self) -> Expression:
        token = self._next()
        if token.text in _NOTHING:
            raise CellFault(
                Kind.NOTHING,
                f"{token.text} at character {token.at}: no fact is ever nothing",
                "test the fact that says whether it is known, for example player.known",
            )
        if not self._take("("):
            return Named(token.text)
        arguments: list[Expression] = []
        if not self._take(")"):
            arguments.append(self._number())
            while self._take(","):
                arguments.append(self._number())
            self._expect(")")
        return Call(token.text, tuple(arguments))

    def _constant(self) -> Constant:
        token = self._next()
        if token.kind == "number":
            return Constant(Decimal(token.text))
        if token.kind == "sign" and token.text == "-" and self._now.kind == "number":
            return Constant(-Decimal(self._next().text))
        if token.kind == "text":
            return Constant(token.text)
        if token.kind == "name" and token.text in {"true", "false"}:
            return Constant(token.text == "true")
        if token.kind == "name" and token.text in _NOTHING:
            self._at -= 1
            self._named()
        self._at -= 1
        raise self._unexpected("a value should stand here")

    # ------------------------------------------------------------ words

    @property
    def _implied(self) -> Named | None:
        """What a test is about that names nothing; within brackets ZEN wants it named, too."""
        return self._subject if self._deep == 0 else None

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    @property
    def _then(self) -> str:
        """The word or sign after the present one."""
        return self._tokens[self._at + 1].text if self._at + 1 < len(self._tokens) else ""

    def _next(self) -> Token:
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    def _orders(self) -> bool:
        return self._now.kind == "sign" and self._now.text in _ORDERS

    def _word(self, word: str) -> bool:
        return self._now.kind == "name" and self._now.text == word

    def _take_word(self, word: str) -> bool:
        if not self._word(word):
            return False
        self._next()
        return True

    def _take(self, sign: str) -> bool:
        if self._now.kind != "sign" or self._now.text != sign:
            return False
        self._next()
        return True

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise self._unexpected(f"{sign} should stand here")

    def _unexpected(self, why: str) -> CellFault:
        token = self._now
        what = f"{token.text!r}" if token.kind != "end" else "the cell's end"
        return CellFault(
            Kind.SYNTAX,
            f"{what} at character {token.at}: {why}",
            "write it as docs/rules.md shows, for example `> 3`, `'gold', 'silver'` or `[1..5]`",
        )


def _tests(said: Expression) -> bool:
    return isinstance(said, Compare | Among | Within | Has | Call | Not | All | Some)
