"""Importing baskets and events: the whole file is checked, then its rows go in, in shares.

The checked rows lie in the home, in the order of their keys, before the first share goes in and
until the last one has: whatever breaks off in between is completed by the same command, or by
repair. Rows are named by their keys, so that a share which goes in twice is there once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import astuple

from clew.clock import Clock
from clew.errors import Code, Conflict, InputRefused, PartUnavailable, Where
from clew.progress import Progress, silent
from clew.shop import baskets_file, events_file
from clew.shop.baskets_file import BasketRows
from clew.shop.events_file import EventRows
from clew.shop.imported import Imported
from clew.shop.model import Event, EventKind, Purchase
from clew.shop.ports import CatalogueReader, HistoryWriter, Written
from clew.shop.staging import Cells, Kind, StagedHead, Staging
from clew.tabular import Columns, Refusals, Row, read_rows

SHARE = 20_000
"""Rows of one transaction: a quarter of a second in which no other writer gets his turn."""
CLOCK_SLACK_S = 300
"""How far a till's clock may be ahead of ours, seconds."""
_TOLD_EVERY = 5_000
_KEPT_AT_ONCE = 5_000

Reader = Callable[[Row], Purchase | Event]


class _Form(NamedTuple):
    """A kind of file, open to be checked."""

    kind: Kind
    columns: Columns
    read: Reader


class HistoryImport:
    """Imports what players bought and did. `share`: rows of one transaction."""

    def __init__(
        self,
        *,
        catalogue: CatalogueReader,
        history: HistoryWriter,
        staging: Staging,
        clock: Clock,
        share: int = SHARE,
    ) -> None:
        self._catalogue = catalogue
        self._history = history
        self._staging = staging
        self._clock = clock
        self._share = share

    async def baskets(self, path: Path, *, progress: Progress = silent) -> Imported:
        """Brings every line of a baskets.csv in; lines of one basket and product are added up.

        Nothing changes where a row is bad: raises `InputRefused` or `ManyRefused`, with a line
        for each. Players see the rows in shares. What broke off goes on where it was.
        """
        products, currency = await self._products(path)
        rows = BasketRows(products, currency, self._latest())
        return await self._run(path, _Form(Kind.BASKETS, baskets_file.COLUMNS, rows.read), progress)

    async def events(self, path: Path, *, progress: Progress = silent) -> Imported:
        """The same for an events.csv; the same event twice is one."""
        products, _ = await self._products(path)
        rows = EventRows(products, self._latest())
        return await self._run(path, _Form(Kind.EVENTS, events_file.COLUMNS, rows.read), progress)

    def unfinished(self) -> Sequence[StagedHead]:
        """The imports that broke off, or that somebody is at."""
        heads = (self._staging.head(kind) for kind in Kind)
        return [head for head in heads if head is not None]

    async def complete(self, *, progress: Progress = silent) -> Sequence[Imported]:
        """Brings in what is left of imports that broke off; those that run are left alone."""
        done = []
        for kind in Kind:
            if self._staging.head(kind) is None:
                continue
            with self._staging.turn(kind) as mine:
                head = self._staging.head(kind) if mine else None
                if head is not None:
                    done.append(await self._write(head, progress))
        return done

    async def _run(self, path: Path, form: _Form, progress: Progress) -> Imported:
        sha = _sha(path)
        with self._staging.turn(form.kind) as mine:
            if not mine:
                raise Conflict(
                    Code.IMPORT_RUNNING,
                    f"another import of {form.kind} is running",
                    remedy="wait until it is done; nothing was changed",
                )
            head = self._staging.head(form.kind)
            if head is not None and head.sha != sha:
                # It was checked and begun, so it comes before what is told now.
                await self._write(head, progress)
            if head is None or head.sha != sha:
                head = self._staged(path, sha, form, progress)
            return await self._write(head, progress)

    def _staged(self, path: Path, sha: str, form: _Form, progress: Progress) -> StagedHead:
        """Checks the file as a whole, or refuses it and leaves everything as it was."""
        refusals = Refusals()
        with self._staging.drafting(form.kind) as draft:
            held: list[Cells] = []
            for number, row in enumerate(read_rows(path, form.columns), start=1):
                if number % _TOLD_EVERY == 0:
                    progress("checking", number, 0)
                try:
                    held.append(_cells(form.read(row)))
                except InputRefused as refusal:
                    refusals.add(refusal)
                if len(held) == _KEPT_AT_ONCE:
                    draft.add(held)
                    held = []
            refusals.refuse()
            draft.add(held)
            progress("ordering", 0, 0)
            return draft.finish(str(path), sha)

    async def _write(self, head: StagedHead, progress: Progress) -> Imported:
        added = changed = 0
        done = head.done
        with _told(head, lambda: done):
            for share in self._staging.shares(head.kind, after=done, size=self._share):
                written = await self._add(head.kind, share)
                added += written.added
                changed += written.changed
                done += len(share)
                self._staging.mark(head.kind, done)
                progress("writing", done, head.lines)
        self._staging.remove(head.kind)
        return Imported(head.file, head.rows, added, changed, head.lines - added - changed)

    async def _add(self, kind: Kind, share: Sequence[Cells]) -> Written:
        if kind is Kind.BASKETS:
            return await self._history.add_purchases(Purchase(*cells) for cells in share)
        return await self._history.add_events(map(_event, share))

    async def _products(self, path: Path) -> tuple[Mapping[str, str], str]:
        """What rows may call a product -> its id, and the currency of the prices."""
        known = {one.id: one.currency for one in await self._catalogue.products()}
        currency = next(iter(known.values()), None)
        if currency is None:
            raise InputRefused(
                Code.SHOP_EMPTY,
                "there is no product yet",
                remedy="import them first, or with it: `clew shop import --products FILE`",
                where=Where(file=str(path)),
            )
        # A product's own id goes before what a variant of another one is called.
        return {**await self._catalogue.aliases(), **{id_: id_ for id_ in known}}, currency

    def _latest(self) -> int:
        return int(self._clock.now().timestamp()) + CLOCK_SLACK_S


def _cells(row: Purchase | Event) -> Cells:
    if isinstance(row, Event):
        return (row.player, row.time, row.kind.value, row.product or "", row.text or "")
    return astuple(row)


def _event(cells: Cells) -> Event:
    player, time, kind, product, text = cells
    return Event(player, time, EventKind(kind), product or None, text or None)


def _sha(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputRefused(
            Code.FILE_UNREADABLE,
            f"cannot read it: {error.strerror}",
            remedy="check the path and its permissions",
            where=Where(file=str(path)),
        ) from error


@contextmanager
def _told(head: StagedHead, done: Callable[[], int]) -> Iterator[None]:
    """Says of what breaks off how far it is, and what completes it."""
    try:
        yield
    except PartUnavailable as error:
        raise PartUnavailable(
            error.code,
            f"{done():,} of {head.lines:,} rows are in, then it broke off: {error.message}",
            remedy=f"{error.remedy}; then run the same command again, which goes on from there "
            "(`clew repair` completes it without the file)",
            where=error.where,
        ) from error
