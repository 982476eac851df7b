"""The words of a piece of HTML, on one line; pieces that are made to hurt are refused."""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser

from clew.errors import Code, InputRefused, Where

MOST_CHARS = 65_536
"""Characters of one piece; a shop's longest description is a twentieth of it."""
MOST_DEPTH = 100
"""Elements inside each other."""
MOST_TAGS = 5_000
MOST_UNCLOSED = 100
"""Signs `<` without a `>` of their own: from each of them the parser looks ahead to the end."""

_UNCLOSED = re.compile(r"<[^<>]*(?=<|\Z)")

_SILENT = frozenset({"script", "style", "template", "head", "title", "noscript", "iframe"})
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905 - words read best so
)
_CLOSED_BY_THE_NEXT = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "option"})
_INLINE = frozenset(
    "a abbr b bdi big cite code em font i kbd mark q s small span strong sub sup tt u".split()  # noqa: SIM905 - the same
)


def html_text(html: str, *, what: str, where: Where) -> str:
    """The words, entities read and single blanks between them; scripts and styles have none.

    Raises `InputRefused` (`html_refused`) for a piece that is too long, too deep or has too many
    tags.
    """
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    words = _Words()
    if len(html) > MOST_CHARS:
        words.refused = f"is longer than {MOST_CHARS:,} characters"
    elif len(_UNCLOSED.findall(html)) > MOST_UNCLOSED:
        words.refused = f"leaves more than {MOST_UNCLOSED} tags unclosed"
    else:
        with suppress(_TooMuch):
            words.feed(html)
            words.close()
    if words.refused:
        raise InputRefused(
            Code.HTML_REFUSED,
            f"the HTML of {what} {words.refused}",
            remedy="give the text alone",
            where=where,
        )
    return " ".join("".join(words.parts).split())


class _TooMuch(Exception):
    """Ends the parsing of a piece that is refused."""


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.refused = ""
        self._open: list[str] = []
        self._silent = 0
        self._tags = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._break(tag)
        self._tags += 1
        if tag not in _VOID and tag not in _CLOSED_BY_THE_NEXT:
            self._open.append(tag)
            self._silent += tag in _SILENT
        if len(self._open) > MOST_DEPTH:
            self.refused = f"is more than {MOST_DEPTH} elements deep"
        elif self._tags > MOST_TAGS:
            self.refused = f"has more than {MOST_TAGS:,} tags"
        if self.refused:
            raise _TooMuch

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        if tag in self._open:
            while True:
                closed = self._open.pop()
                self._silent -= closed in _SILENT
                if closed == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts.append(" ")
