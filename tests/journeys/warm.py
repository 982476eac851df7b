"""Runs `clew` commands, each in a process of its own, without paying for the imports each time.

Started once by conftest.py. Reads one request a line (JSON) on standard input, forks, and lets the
child be `clew`: own arguments, environment, user, limits and files. Answers each with a line
holding the exit status. Importing Clew costs a second; most commands take a tenth of that.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import resource
import selectors
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import clew
from clew.cli.main import main


def serve() -> None:
    """Answers requests until standard input ends."""
    for module in pkgutil.walk_packages(clew.__path__, "clew."):
        if ".migrations" not in module.name and not module.name.startswith("clew.testing"):
            importlib.import_module(module.name)
    # What a first home, a table and a write need; another user may not read the interpreter's own.
    for vendor in (
        "alembic.command",
        "concurrent.futures.thread",
        "rich.console",
        "rich.table",
        "sqlalchemy.dialects.sqlite",
    ):
        importlib.import_module(vendor)
    for line in sys.stdin:
        request = json.loads(line)
        out, err = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            _be_clew(request, out[1], err[1])
        _listen(request, child, (out, err))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _listen(request: dict[str, Any], child: int, pipes: Sequence[tuple[int, int]]) -> None:
    """Keeps what the child says in the files of the request, until it has closed both pipes."""
    said: dict[int, bytearray] = {}
    with selectors.DefaultSelector() as waiting:
        for reading, writing in pipes:
            os.close(writing)
            said[reading] = bytearray()
            waiting.register(reading, selectors.EVENT_READ)
        while waiting.get_map():
            for key, _ in waiting.select():
                heard = os.read(key.fd, 65_536)
                said[key.fd] += heard
                if not heard:
                    waiting.unregister(key.fd)
                    os.close(key.fd)
                elif request["kill_once_answered"]:
                    os.kill(child, signal.SIGKILL)
    for name, words in zip(("out", "err"), said.values(), strict=True):
        Path(request[name]).write_bytes(words)


def _be_clew(request: dict[str, Any], out: int, err: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.dup2(nothing, 0)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    if request["file_size_limit"] is not None:
        # What a full disk looks like: a write past the limit fails, with no signal.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["file_size_limit"],) * 2)
    if request["uid"] is not None:
        os.setgroups([])
        os.setgid(request["uid"])
        os.setuid(request["uid"])
    status = 70
    try:
        main(request["words"], prog_name="clew")
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:  # noqa: BLE001 - what the interpreter would print for a program
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    serve()
