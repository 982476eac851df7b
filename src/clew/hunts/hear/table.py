"""Every way of answering and who hears it: one table."""

from __future__ import annotations

from collections.abc import Container, Mapping

from clew.hunts.hear.basket import hear_basket
from clew.hunts.hear.heard import Heard, Listener, Outcome, Said, told
from clew.hunts.hear.option import hear_option
from clew.hunts.hear.order import hear_order
from clew.hunts.hear.place import hear_place
from clew.hunts.hear.scan import hear_scan
from clew.hunts.hear.text import hear_text
from clew.hunts.messages import lang_of
from clew.hunts.model import Puzzle, Way
from clew.hunts.word_list import common_words
from clew.text import MAX_TEXT_CHARS

WAYS: Mapping[Way, Listener] = {
    Way.TEXT: hear_text,
    Way.OPTION: hear_option,
    Way.ORDER: hear_order,
    Way.PLACE: hear_place,
    Way.SCAN: hear_scan,
    Way.BASKET: hear_basket,
}


def hear(
    puzzle: Puzzle,
    said: str,
    lang: str,
    *,
    said_zone: str | None = None,
    words: Container[str] | None = None,
) -> Heard:
    """What a player's answer to a puzzle is: `right`, `near`, `wrong` or `unreadable`.

    Args:
        puzzle: as it was asked.
        said: the answer: a text, an option's id or text, ids in order, product ids.
        lang: BCP 47, of what the player is told; what is accepted goes by the puzzle's own.
        said_zone: for a place or a scan, the zone that the answer was found to mean.
        words: the lexicon; None for the common words of the puzzle's language.
    """
    heard = Said(
        said,
        lang_of(lang),
        said_zone,
        common_words(lang_of(puzzle.lang)) if words is None else words,
    )
    if len(said) > MAX_TEXT_CHARS:
        return told(Outcome.UNREADABLE, heard, "hear-too-long")
    return WAYS[puzzle.way](puzzle, heard)
