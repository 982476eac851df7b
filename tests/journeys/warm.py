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
import signal
import sys
import traceback
from typing import Any

import clew
from clew.cli.main import main


def serve() -> None:
    """Answers requests until standard input ends."""
    for module in pkgutil.walk_packages(clew.__path__, "clew."):
        if ".migrations" not in module.name and not module.name.startswith("clew.testing"):
            importlib.import_module(module.name)
    # What a first home needs, and what a table needs.
    for vendor in ("alembic.command", "rich.console", "rich.table", "sqlalchemy.dialects.sqlite"):
        importlib.import_module(vendor)
    for line in sys.stdin:
        request = json.loads(line)
        ready, acknowledged = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ready)
            _be_clew(request, acknowledged)
        os.close(acknowledged)
        if request["kill_once_answered"]:
            os.read(ready, 1)
            os.kill(child, signal.SIGKILL)
        os.close(ready)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _be_clew(request: dict[str, Any], acknowledged: int) -> None:
    out = os.open(request["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    err = os.open(request["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    # With a kill at the answer, the pipe is standard output: its first byte is the answer.
    os.dup2(acknowledged if request["kill_once_answered"] else out, 1)
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
