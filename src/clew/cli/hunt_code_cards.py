"""Codes as cards to print, cut out and hang up: one SVG, A4 wide, ten cards a page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from html import escape

import segno

from clew.hunts.code_sheet import HungCode

_PAGE = (210, 297)
"""Millimetres: A4."""
_CARD = (90, 54)
_MARGIN = (15, 13.5)
_COLUMNS, _ROWS = 2, 5
_QR = 40
_QUIET = 4
"""Modules of white around a QR code, as ISO/IEC 18004 asks."""
_NAME_CHARS, _NAME_LINES = 20, 3


def cards(codes: Sequence[HungCode]) -> str:
    """The cards in the order given; a page break falls between rows of cards."""
    pages = max(1, -(-len(codes) // (_COLUMNS * _ROWS)))
    width, height = _PAGE[0], _PAGE[1] * pages
    drawn = "\n".join(_placed(at, one) for at, one in enumerate(codes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" fill="#000">\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{drawn}\n</svg>\n'
    )


def _placed(at: int, one: HungCode) -> str:
    page, place = divmod(at, _COLUMNS * _ROWS)
    row, column = divmod(place, _COLUMNS)
    x = _MARGIN[0] + column * _CARD[0]
    y = page * _PAGE[1] + _MARGIN[1] + row * _CARD[1]
    return f'<g transform="translate({x} {y})">{"".join(_card(one))}</g>'


def _card(one: HungCode) -> Iterator[str]:
    width, height = _CARD
    yield (
        f'<rect width="{width}" height="{height}" fill="none" stroke="#999" '
        'stroke-width="0.2" stroke-dasharray="2 2"/>'
    )
    yield f'<svg x="3" y="{(height - _QR) / 2}" width="{_QR}" height="{_QR}">{_qr(one.code)}</svg>'
    lines = _lines(one.place)
    for line, text in enumerate(lines):
        yield f'<text x="46" y="{14 + line * 6}" font-size="4.2">{escape(text)}</text>'
    below = 14 + len(lines) * 6
    yield f'<text x="46" y="{below}" font-size="3.2" fill="#555">{escape(one.level_label)}</text>'
    yield (
        f'<text x="46" y="46" font-size="6.2" font-family="monospace" font-weight="bold">'
        f"{one.code}</text>"
    )


def _qr(code: str) -> str:
    # Level M: reads with 15 % of it worn or dirty; more would make the modules smaller.
    made = segno.make(code, error="m", micro=False)
    drawn = io.BytesIO()
    made.save(drawn, kind="svg", xmldecl=False, svgns=False, border=_QUIET, omitsize=True)
    return drawn.getvalue().decode().strip()


def _lines(name: str) -> list[str]:
    """A name in lines that fit on the card; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= _NAME_CHARS or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = [line if len(line) <= _NAME_CHARS else f"{line[: _NAME_CHARS - 1]}…" for line in lines]
    return kept if len(kept) <= _NAME_LINES else [*kept[: _NAME_LINES - 1], "…"]
