"""The progress bar: what is being done, how far it is, how fast it goes, what time is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class RateColumn(ProgressColumn):
    """Steps a second, over the last ones."""

    def render(self, task: Task) -> Text:
        """Blank until there is something to tell."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "")


@contextmanager
def shown(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """A bar that goes when the block ends; gives what is told (doing, done, of how many)."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        doing_now = ""

        def watch(doing: str, done: int, total: int) -> None:
            nonlocal doing_now
            if doing != doing_now:
                # Another thing to do goes at another speed.
                doing_now = doing
                bar.reset(task, description=doing, total=total or None)
            bar.update(task, completed=done, total=total or None)

        yield watch
