"""docs/settings.md: every setting, from the docstring and the defaults of `Settings`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping

import msgspec

from clew.settings import FILE_NAME, Settings

_HEAD = f"""# Settings

Written by `scripts/make_docs.py` from `clew.settings.Settings`; change the docstring there.

A setting stands in `{FILE_NAME}` in the data directory, or in the environment, which wins. A name
that is not on this page is refused in the file, never ignored.

The data directory itself is `--home`, else `CLEW_HOME`, else `$XDG_DATA_HOME/clew`, else
`~/.local/share/clew`.
"""


def settings_page() -> str:
    """The page; settings in the order of the code. Raises `KeyError` for one without a word."""
    told = _told()
    sections = [_HEAD]
    for field in msgspec.structs.fields(Settings):
        kind = getattr(field.type, "__origin__", field.type).__name__
        default = f"`{field.default!r}`" if field.default != "" else "empty"
        sections.append(
            f"## {field.name}\n\n{told[field.name]}\n\n"
            f"| file | environment | kind | default |\n|---|---|---|---|\n"
            f"| `{field.name}` | `CLEW_{field.name.upper()}` | {kind} | {default} |\n"
        )
    return "\n".join(sections)


def _told() -> Mapping[str, str]:
    """Setting -> what its docstring says, on one line."""
    _, _, attributes = inspect.cleandoc(Settings.__doc__ or "").partition("Attributes:\n")
    entries = re.split(r"\n(?=    \w+: )", "\n" + attributes.rstrip())
    told = {}
    for entry in filter(str.strip, entries):
        name, _, text = entry.strip().partition(": ")
        sentence = " ".join(text.split())
        told[name] = sentence[:1].upper() + sentence[1:]
    return told
