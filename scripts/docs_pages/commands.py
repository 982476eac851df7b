"""docs/commands.md: every command's own help."""

from __future__ import annotations

from collections.abc import Iterator

import click

from clew.cli.main import main

_WIDTH = 100
_HEAD = """# Commands

Written by `scripts/make_docs.py` from the commands' own help; change the help, not this page.

`clew --home DIR` or `CLEW_HOME` names the data directory. Every command has `--json`: then the
result is one line of JSON on standard output, and an error is one line of JSON on standard error
(`error`, `errors`, `total`; each error with `code`, `message`, `remedy` and `where`).

Exit status: 0 done (a miss is done), 1 input refused, 2 wrong usage, 3 a needed part is
unavailable. For `clew resolve` 3 also says that a miss may be none, since a part could not be
asked; for `clew doctor`, that it found something.
"""


def commands_page() -> str:
    """The page; commands in the order of their names, a group before its own."""
    # A wide terminal would wrap otherwise than a narrow one: the width is part of the page.
    root = click.Context(main, info_name="clew", terminal_width=_WIDTH, **main.context_settings)
    sections = [_HEAD]
    for context in _contexts(root):
        depth = "##" if context.parent is None or context.parent is root else "###"
        text = context.command.get_help(context)
        sections.append(f"{depth} {context.command_path}\n\n```text\n{text.rstrip()}\n```\n")
    return "\n".join(sections)


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    command = context.command
    if not isinstance(command, click.Group):
        return
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None and not inner.hidden:
            yield from _contexts(
                click.Context(inner, info_name=name, parent=context, terminal_width=_WIDTH)
            )
