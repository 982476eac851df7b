"""The rules in force: asked by all, switched by one, back in one call."""

from __future__ import annotations

import asyncio
from collections import Counter

from clew.clock import Clock
from clew.errors import Code, InputRefused, ManyRefused, PartUnavailable, Where
from clew.rules.findings import RulesReport
from clew.rules.lint import lint
from clew.rules.model import Why
from clew.rules.ports import Change, Head, RuleEngine, RuleShelf, activated
from clew.rules.read_file import Documents, documents_of, written
from clew.rules.refusal import refused
from clew.rules.rule_book import RuleBook, rule_book

_KEPT = 4
"""Compiled versions that a process keeps: a roll-back is at hand."""


class RuleDesk:
    """Gives out the book in force, and changes which one that is. One a process.

    Attributes:
        counts: (decision, why) -> verdicts so far, by whichever version was in force.
    """

    def __init__(self, *, shelf: RuleShelf, engine: RuleEngine, clock: Clock) -> None:
        self._shelf = shelf
        self._engine = engine
        self._clock = clock
        self.counts: Counter[tuple[str, Why]] = Counter()
        self._stamp: object = self
        self._current: RuleBook | None = None
        self._books: dict[tuple[int, str], RuleBook] = {}

    def book(self) -> RuleBook:
        """The rules in force now: every switch that was acknowledged, by any process, is seen.

        What is asked of one book is answered by one version. Costs a look at a file's status.
        Raises `PartUnavailable` (`rules_unavailable`), and never gives rules that may be out of
        force.
        """
        stamp = self._shelf.stamp()
        if self._current is None or stamp != self._stamp:
            # The stamp is older than what is read next, so a switch between the two is seen then.
            self._current = self._read(self._shelf.head())
            self._stamp = stamp
        return self._current

    def head(self) -> Head:
        """What is in force, and since when."""
        return self._shelf.head()

    def documents(self, version: int | None = None) -> Documents:
        """A version as it was written; None: the one in force."""
        digest = ""
        if version is None:
            head = self._shelf.head()
            version, digest = head.version, head.sha256
        content = self._shelf.content(version, digest)
        return documents_of(content, f"version {version}", str(version))

    def trial(self, documents: Documents) -> RuleBook:
        """Rules to try, not in force, as version -1.

        Raises `InputRefused` (`rules_refused`) where any part cannot be read or compiled.
        """
        return rule_book(documents, -1, self._engine)

    def lint(self, documents: Documents) -> RulesReport:
        """What the lint says about a set."""
        return lint(documents, self._engine)

    async def activate(self, documents: Documents) -> tuple[Change | None, RulesReport]:
        """Puts a rule set in force everywhere, and returns what the lint still has to say.

        None where its very bytes are in force already. Raises `InputRefused` (`rules_refused`) for
        every error of the lint, and changes nothing then.
        """
        report = await asyncio.to_thread(self.lint, documents)
        faults = [
            refused(one, documents.file) for one in report.findings if one.severity == "error"
        ]
        if faults:
            raise ManyRefused(faults, total=report.counts["error"])
        if not report.tables:
            raise InputRefused(
                Code.RULES_REFUSED,
                "the set has no table, so everything would be refused",
                remedy="give it tables, or close the campaign instead",
                where=Where(file=documents.file),
            )
        content = written(documents)
        if await asyncio.to_thread(self._stands, content):
            return None, report
        now = int(self._clock.now().timestamp())
        change = await asyncio.to_thread(self._shelf.activate, content, documents.name, now)
        return change, report

    async def rollback(self, version: int | None = None) -> Change:
        """Puts an earlier version in force everywhere; None: the one before the present.

        The version is read and compiled first. Raises `InputRefused` (`rules_unknown`).
        """
        if version is None:
            version = self._earlier()
        rule_book(self.documents(version), version, self._engine)
        now = int(self._clock.now().timestamp())
        return await asyncio.to_thread(self._shelf.switch, version, now)

    def _earlier(self) -> int:
        """What was in force before the present version was activated.

        Roll-backs are passed over: two in a row go back two versions.
        """
        head = self._shelf.head()
        came = activated(head, head.version)
        if came is None or came.before is None:
            raise InputRefused(
                Code.RULES_UNKNOWN,
                "nothing was in force before",
                remedy="name a version that `clew rules history` lists, with --to",
            )
        return came.before

    def _stands(self, content: bytes) -> bool:
        try:
            head = self._shelf.head()
            return self._shelf.content(head.version, head.sha256) == content
        except PartUnavailable:
            # What is lost or damaged is mended by activating.
            return False

    def _read(self, head: Head) -> RuleBook:
        key = (head.version, head.sha256)
        book = self._books.get(key)
        if book is None:
            content = self._shelf.content(*key)
            documents = documents_of(content, f"version {head.version}", str(head.version))
            try:
                book = rule_book(documents, head.version, self._engine, self.counts)
            except InputRefused as error:
                raise PartUnavailable(
                    Code.RULES_UNAVAILABLE,
                    f"version {head.version} was activated and is refused now: {error.message}",
                    remedy="activate a corrected set, or roll back; until then everything is "
                    "refused",
                    where=error.where,
                ) from error
            self._books[key] = book
            while len(self._books) > _KEPT:
                del self._books[next(iter(self._books))]
        return book
