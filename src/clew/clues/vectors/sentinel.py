"""Whether a search process finds what is known to be in store, with the right scores.

A stored row is sought by its own vector and form. It must come back, as near as can be, and of
whatever else comes back each score must be the one that the stored row gives.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from time import monotonic

import numpy as np

from clew.clues.bounded.frames import Garbled
from clew.clues.likeness import Likeness
from clew.clues.rows import Seen, StoredRow
from clew.clues.vectors.codec import Answer, Behind, Item, Sought
from clew.clues.vectors.ports import RowReader, Vector

EVERY_S = 5.0
"""How long a proof counts, seconds; asking and comparing take about as long as two searches."""
LIMIT = 4
SAME = 0.999
"""The least cosine of a row's own vector; float16 costs 1e-6."""
TOLERANCE = 1e-3
"""How far a score may be from the true one: another library sums in another order."""
_MOST_NAMES = 1_000


class SearchSentinel:
    """Asks a search process for rows that the store has: the newest one, and any other."""

    def __init__(
        self,
        rows: RowReader,
        *,
        every_s: float = EVERY_S,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`clock` gives seconds that never run backwards."""
        self._rows = rows
        self._every_s = every_s
        self._clock = clock
        self._holds_until: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._expected: list[StoredRow] = []

    def due(self, items: Sequence[Item]) -> Sequence[Item]:
        """See `Sentinel`: two rows of each campaign that is sought in and not proved lately."""
        now = self._clock()
        names = {
            (item.campaign, item.model): None
            for item in items
            if isinstance(item, Sought)
            and self._holds_until.get((item.campaign, item.model), -1.0) <= now
        }
        asked = [(name, row) for name in names for row in self._sample(*name)]
        self._expected = [row for _, row in asked]
        return [_question(*name, row) for name, row in asked]

    def judge(self, questions: Sequence[Item], answers: Sequence[Answer]) -> None:
        """See `Sentinel`. A process that has not read the rows yet is not blamed, nor proved."""
        proved = {}
        for question, row, answer in zip(questions, self._expected, answers, strict=True):
            name = (question.campaign, question.model)
            if isinstance(answer, Behind):
                proved[name] = False
                continue
            wrong = self._wrong(question, row, answer.seen)
            gone = wrong is not None and self._row(*name, row.number) is None
            if wrong is not None and not gone:
                raise Garbled(wrong)
            proved[name] = proved.get(name, True) and not gone
        for name in (name for name, whole in proved.items() if whole):
            self._holds_until[name] = self._clock() + self._every_s
            self._holds_until.move_to_end(name)
        while len(self._holds_until) > _MOST_NAMES:
            self._holds_until.popitem(last=False)

    def question(self, campaign: str, model: str) -> Sought | None:
        """A search that is sure to find something; None where nothing is stored."""
        row = next(self._sample(campaign, model), None)
        return None if row is None else _question(campaign, model, row)

    def forget(self) -> None:
        """See `Sentinel`."""
        self._holds_until.clear()

    # ------------------------------------------------------------ what is known

    def _sample(self, campaign: str, model: str) -> Iterator[StoredRow]:
        """The newest row, if it still stands, and one at random."""
        last = self._rows.last(campaign, model)
        for number in {last, 1 + secrets.randbelow(last)} if last else ():
            row = next(self._rows.after(campaign, model, number - 1), None)
            if row is not None:
                yield row

    def _row(self, campaign: str, model: str, number: int) -> StoredRow | None:
        row = next(self._rows.after(campaign, model, number - 1), None)
        return row if row is not None and row.number == number else None

    def _wrong(self, question: Item, row: StoredRow, seen: Sequence[Seen]) -> str | None:
        """What is wrong with what was seen of a row that was sought by itself."""
        own = next((one for one in seen if one.number == row.number), None)
        if own is None and sum(one.scores[0] >= SAME for one in seen) < LIMIT:
            return f"row {row.number} was not found by its own vector"
        letters = Likeness([one.form for one in seen]).to(row.form)
        for one, alike in zip(seen, letters.tolist(), strict=True):
            told = self._row(question.campaign, question.model, one.number)
            if abs(one.scores[1] - alike) > TOLERANCE:
                return f"row {one.number} is {alike:.3f} alike, not {one.scores[1]:.3f}"
            if told is None:
                continue
            if (told.clue, told.revision, told.form) != (one.clue, one.revision, one.form):
                return f"row {one.number} is not the one in store"
            cosine = float(_unit(row) @ np.frombuffer(told.vector, "<f2").astype(np.float32))
            if abs(one.scores[0] - cosine) > TOLERANCE:
                return f"row {one.number} has a cosine of {cosine:.3f}, not {one.scores[0]:.3f}"
        return None


def _question(campaign: str, model: str, row: StoredRow) -> Sought:
    return Sought(campaign, model, _unit(row).tobytes(), row.form, LIMIT)


def _unit(row: StoredRow) -> Vector:
    vector = np.frombuffer(row.vector, "<f2").astype("<f4")
    return np.asarray(vector / np.linalg.norm(vector), np.float32)
