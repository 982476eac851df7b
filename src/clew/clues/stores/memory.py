"""The exact tier in this process's memory: for trials that keep nothing, and for tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence

from clew.clues.changes import Change, Held, refuse_other_model
from clew.clues.key import key_of
from clew.clues.model import CampaignHead, Entry, Lookup
from clew.clues.rows import Seen, Stand, StoredRow, Verified
from clew.errors import Code, Conflict


class MemoryExact:
    """The same promises as `LmdbExact`, but for lasting and for other processes."""

    def __init__(self) -> None:
        self._heads: dict[str, CampaignHead] = {}
        self._clues: dict[tuple[str, str], Change] = {}
        self._rows: defaultdict[tuple[str, str], dict[int, StoredRow]] = defaultdict(dict)
        self._rows_of: dict[tuple[str, str], tuple[int, ...]] = {}
        self._counters: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._keys: defaultdict[bytes, dict[tuple[str, str], tuple[bytes, ...]]] = defaultdict(dict)

    async def lookup(self, campaign: str, key: bytes) -> Lookup:
        """See `ExactReader`."""
        head = self._heads.get(campaign)
        if head is None:
            return Lookup(None, ())
        entries = []
        for name, spellings in sorted(self._keys.get(key, {}).items()):
            change = self._clues[name]
            if change.zone is not None:
                entries.append(
                    Entry(
                        change.clue,
                        change.revision,
                        change.zone,
                        spellings,
                        change.text,
                        change.lang,
                    )
                )
        return Lookup(head, tuple(entries))

    async def head(self, campaign: str) -> CampaignHead | None:
        """See `ExactWriter`."""
        return self._heads.get(campaign)

    async def numbers(self, campaign: str, clues: Iterable[str]) -> Mapping[str, int]:
        """See `ExactWriter`."""
        found = {clue: self._clues.get((campaign, clue)) for clue in clues}
        return {clue: change.revision for clue, change in found.items() if change is not None}

    async def reserve(self, changes: int) -> None:
        """Memory needs no promise. See `ExactWriter`."""

    async def put_head(self, head: CampaignHead) -> None:
        """See `ExactWriter`."""
        known = self._heads.get(head.campaign)
        if known is not None and known.generation >= head.generation:
            raise _not_newer(f"campaign {head.campaign!r}")
        self._heads[head.campaign] = head

    async def commit(
        self,
        campaign: str,
        changes: Sequence[Change],
        *,
        generation: int,
        in_time: Callable[[], None] | None = None,
    ) -> None:
        """See `ExactWriter`."""
        head = self._heads.get(campaign)
        if head is None or head.generation != generation:
            raise _not_newer(f"campaign {campaign!r}")
        refuse_other_model(head, changes)
        newest: dict[str, int] = {}
        for change in changes:
            known = self._clues.get((campaign, change.clue))
            standing = newest.get(change.clue, known.revision if known else 0)
            if standing >= change.revision:
                raise _not_newer(f"clue {change.clue!r}")
            newest[change.clue] = change.revision
        if in_time is not None:
            in_time()
        for change in changes:
            name = (campaign, change.clue)
            before = self._clues.get(name)
            for key, _ in before.spellings if before else ():
                self._keys[key].pop(name, None)
            self._clues[name] = change
            self._put_rows(campaign, change, before)
            for key, spellings in change.spellings:
                self._keys[key][name] = spellings

    async def heads(self) -> AsyncIterator[CampaignHead]:
        """See `ExactInspector`."""
        for _, head in sorted(self._heads.items()):
            yield head

    async def held(self, campaign: str) -> AsyncIterator[Held]:
        """See `ExactInspector`."""
        for (name, clue), change in sorted(self._clues.items()):
            if name == campaign:
                keys = frozenset(key for key, _ in change.spellings)
                rows = len(self._rows_of.get((campaign, clue), ()))
                yield Held(clue, change.revision, change.zone, keys, change.model, rows)

    # ------------------------------------------------------------ stored spellings

    def last(self, campaign: str, model: str) -> int:
        """See `RowReader`."""
        return self._counters[campaign, model]

    def after(self, campaign: str, model: str, number: int) -> Iterator[StoredRow]:
        """See `RowReader`."""
        rows = self._rows[campaign, model]
        return iter([rows[one] for one in sorted(rows) if one > number])

    async def verify(self, campaign: str, model: str, seen: Sequence[Seen]) -> Verified:
        """See `RowVerifier`."""
        stands = tuple(self._stand(campaign, model, one) for one in seen)
        return Verified(self._heads.get(campaign), stands)

    def _stand(self, campaign: str, model: str, seen: Seen) -> Stand:
        head = self._clues.get((campaign, seen.clue))
        if head is None or head.zone is None:
            return Stand(live=False)
        row = self._rows[campaign, model].get(seen.number)
        if row is None or (row.clue, row.revision) != (seen.clue, head.revision):
            return Stand(live=True)
        spellings = dict(head.spellings)[key_of(campaign, row.form)]
        entry = Entry(head.clue, head.revision, head.zone, spellings, head.text, head.lang)
        return Stand(live=True, row=row, entry=entry)

    def _put_rows(self, campaign: str, change: Change, before: Change | None) -> None:
        if before is not None:
            for number in self._rows_of.pop((campaign, change.clue), ()):
                self._rows[campaign, before.model or ""].pop(number, None)
        shelf = campaign, change.model or ""
        numbers = []
        for meaning in change.meanings:
            self._counters[shelf] += 1
            number = self._counters[shelf]
            self._rows[shelf][number] = StoredRow(
                number, change.clue, change.revision, meaning.form, meaning.vector
            )
            numbers.append(number)
        self._rows_of[campaign, change.clue] = tuple(numbers)

    def close(self) -> None:
        """Forgets nothing: the next call still answers."""


def _not_newer(what: str) -> Conflict:
    return Conflict(
        Code.NOT_NEWER,
        f"{what} already stands there or later",
        remedy="someone else was faster; look at it, then run the command again",
    )
