"""What a wish for a hold came to: the hold, or the refusal with its reason."""

from __future__ import annotations

from clew.errors import Code, Conflict, InputRefused
from clew.promotions.model import Hold, Refusal


def granted(answer: Hold | Refusal) -> Hold:
    """The hold; raises `InputRefused` (`hold_unknown`) and `Conflict` (`hold_refused`)."""
    if isinstance(answer, Hold):
        return answer
    if answer is Refusal.HOLD_UNKNOWN:
        raise no_hold()
    words = answer.replace("_", " ")
    raise Conflict(
        Code.HOLD_REFUSED,
        f"refused: {words}",
        remedy="see `clew promotion show`",
        reason=str(answer),
    )


def no_hold() -> InputRefused:
    """The refusal of an id that no hold has."""
    return InputRefused(Code.HOLD_UNKNOWN, "there is no such hold", remedy="check its id")
