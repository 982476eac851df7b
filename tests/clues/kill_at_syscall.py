"""A child process that writes one clue and is killed at its n-th system call that stores something.

Plain ptrace(2) through ctypes: the kernel stops the child, threads included, at the entry and at
the exit of each call. PTRACE_GET_SYSCALL_INFO (Linux 5.3) tells the call on every architecture;
only the numbers of calls differ. A process that the child starts is not followed.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import os
import signal
import struct
import sys
import warnings
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from clew.testing.builders import lettered_house
from clew.wiring.house import House

NEVER = -1

Write = Callable[[House], Awaitable[object]]

# ---------------------------------------------------------------- the kernel's side: man 2 ptrace

_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_OPTIONS = 0x1 | 0x8 | 0x100000  # TRACESYSGOOD, TRACECLONE, EXITKILL
_SYSCALL_STOP = signal.SIGTRAP | 0x80
_WALL = 0x40000000
"""Waits for threads as well."""
_INFO_BYTES = 88
_ENTRY, _EXIT = 1, 2
_PAGE = 4096


def _ptrace(request: int, tid: int, address: int = 0, data: object = None) -> None:
    # Only where somebody traces: no other system has this call.
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    libc.ptrace.restype = ctypes.c_long
    if libc.ptrace(request, tid, address, data) == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class Call(NamedTuple):
    """A system call: its name here, and its arguments as the kernel got them."""

    name: str
    args: tuple[int, ...]


# ---------------------------------------------------------------- calls that store something

_BY_FD = "by descriptor"
_BY_PATH = "by path"
_BY_AT_PATH = "by path from a descriptor"
_BY_TARGET = "by the path, from a descriptor, that it makes"
_BY_OUT_FD = "by its second descriptor"
_BY_ADDRESS = "by an address that is mapped"

_KINDS = {
    "write": _BY_FD,
    "pwrite64": _BY_FD,
    "writev": _BY_FD,
    "pwritev": _BY_FD,
    "pwritev2": _BY_FD,
    "fsync": _BY_FD,
    "fdatasync": _BY_FD,
    "sync_file_range": _BY_FD,
    "ftruncate": _BY_FD,
    "fallocate": _BY_FD,
    "sendfile": _BY_FD,
    "copy_file_range": _BY_OUT_FD,
    "msync": _BY_ADDRESS,
    "open": _BY_PATH,
    "truncate": _BY_PATH,
    "rename": _BY_PATH,
    "link": _BY_PATH,
    "unlink": _BY_PATH,
    "openat": _BY_AT_PATH,
    "unlinkat": _BY_AT_PATH,
    "renameat": _BY_TARGET,
    "renameat2": _BY_TARGET,
    "linkat": _BY_TARGET,
}

_X86_64 = {
    1: "write", 2: "open", 18: "pwrite64", 20: "writev", 26: "msync", 40: "sendfile",
    74: "fsync", 75: "fdatasync", 76: "truncate", 77: "ftruncate", 82: "rename", 86: "link",
    87: "unlink", 257: "openat", 263: "unlinkat", 264: "renameat", 265: "linkat",
    277: "sync_file_range", 285: "fallocate", 296: "pwritev", 316: "renameat2",
    326: "copy_file_range", 328: "pwritev2",
}  # fmt: skip
_AARCH64 = {
    35: "unlinkat", 37: "linkat", 38: "renameat", 45: "truncate", 46: "ftruncate",
    47: "fallocate", 56: "openat", 64: "write", 66: "writev", 68: "pwrite64", 70: "pwritev",
    71: "sendfile", 82: "fsync", 83: "fdatasync", 84: "sync_file_range", 227: "msync",
    276: "renameat2", 285: "copy_file_range", 287: "pwritev2",
}  # fmt: skip
_NUMBERS = {0xC000003E: _X86_64, 0xC00000B7: _AARCH64}
"""AUDIT_ARCH of linux/audit.h -> the calls that may store something, by number."""


class _Tracee:
    """One stopped thread of the writer, looked at from outside."""

    def __init__(self, tid: int) -> None:
        self._tid = tid

    def stop(self) -> tuple[int, Call | None]:
        """Whether it entered or left a call, and which, on entry, where it may store something."""
        buffer = ctypes.create_string_buffer(_INFO_BYTES)
        _ptrace(_GET_SYSCALL_INFO, self._tid, _INFO_BYTES, ctypes.addressof(buffer))
        kind, arch, number, *args = struct.unpack_from("<B3xI16xQ6Q", buffer.raw)
        name = _NUMBERS[arch].get(number) if kind == _ENTRY else None
        return kind, None if name is None else Call(name, tuple(args))

    def place(self, call: Call) -> str:
        """The file that the call is about; empty where it is about none."""
        kind, args = _KINDS[call.name], call.args
        if kind in {_BY_FD, _BY_OUT_FD}:
            return self._link(f"fd/{args[2 if kind == _BY_OUT_FD else 0]}")
        if kind == _BY_ADDRESS:
            return self._mapped(args[0])
        if kind == _BY_PATH:
            # The second path of a rename or link is what it makes.
            at = 1 if call.name in {"rename", "link"} else 0
            return str(Path(self._link("cwd"), self._text(args[at])))
        at = 2 if kind == _BY_TARGET else 0
        folder = ctypes.c_int(args[at] & 0xFFFFFFFF).value
        start = self._link("cwd") if folder < 0 else self._link(f"fd/{folder}")
        return str(Path(start, self._text(args[at + 1])))

    def _link(self, name: str) -> str:
        try:
            return str(Path(f"/proc/{self._tid}/{name}").readlink())
        except FileNotFoundError:
            return ""

    def _text(self, address: int) -> str:
        found = b""
        with Path(f"/proc/{self._tid}/mem").open("rb", buffering=0) as memory:
            while b"\0" not in found:
                memory.seek(address + len(found))
                found += memory.read(_PAGE - (address + len(found)) % _PAGE)
        return os.fsdecode(found.partition(b"\0")[0])

    def _mapped(self, address: int) -> str:
        for line in Path(f"/proc/{self._tid}/maps").read_text("utf-8").splitlines():
            span, *_, last = line.split(maxsplit=5)
            first, _, end = span.partition("-")
            if int(first, 16) <= address < int(end, 16):
                return last.strip()
        return ""


# ---------------------------------------------------------------- a writer that is traced


class Outcome(NamedTuple):
    """What a writer came to.

    Attributes:
        calls: the calls below its home that it had entered, in order, as `name file`.
        acknowledged: whether it was told, before it ended, that its write is done.
        killed: whether it was killed.
    """

    calls: list[str]
    acknowledged: bool
    killed: bool


def run_traced(home: Path, write: Write, at: int, *, after: bool) -> Outcome:
    """Forks, writes and closes the home; killed at its call `at`, from 0, before or after it."""
    heard, said = os.pipe()
    child = _forked(lambda: _told(home, write, said))
    os.close(said)
    tracer = _Tracer(child, str(home.resolve()), at, after=after)
    tracer.follow()
    with os.fdopen(heard, "rb") as stream:
        return Outcome(tracer.calls, bool(stream.read()), tracer.killed)


def forbidden() -> str | None:
    """Why nobody may be traced here; None where it works."""
    if sys.platform != "linux":
        return "ptrace is not permitted here"
    child = _forked(lambda: None)
    try:
        _Tracer(child, "/nowhere", NEVER, after=False).follow()
    except (OSError, KeyError):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "ptrace is not permitted here"
    return None


def _forked(work: Callable[[], None]) -> int:
    """A child that is stopped before it works, in a process group of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads that sleep hold no lock here
        child = os.fork()
    if child:
        os.waitpid(child, os.WUNTRACED)
        return child
    status = 70
    try:
        os.setpgid(0, 0)
        with suppress(OSError):  # the parent's first request tells
            _ptrace(_TRACEME, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()
        status = 0
    finally:
        os._exit(status)


def _told(home: Path, write: Write, said: int) -> None:
    async def run() -> None:
        house = lettered_house(home, exact_map_gib=1)
        await write(house)
        os.write(said, b"done")
        await house.close()

    asyncio.run(run())


class _Tracer:
    """Follows a stopped child, threads included, to its end; kills it where it is told to."""

    def __init__(self, child: int, home: str, at: int, *, after: bool) -> None:
        self.calls: list[str] = []
        self.killed = False
        self._child = child
        self._home = home + "/"
        self._at = at
        self._after = after
        self._entered: dict[int, int] = {}
        self._seen = {child}

    def follow(self) -> None:
        """Returns when the child has ended."""
        _ptrace(_SETOPTIONS, self._child, 0, _OPTIONS)
        _ptrace(_SYSCALL, self._child)
        while True:
            tid, status = os.waitpid(-self._child, _WALL)
            if os.WIFSTOPPED(status):
                self._pass(tid, status)
            elif tid == self._child:
                ended = os.waitstatus_to_exitcode(status)
                assert ended == (-signal.SIGKILL if self.killed else 0), ended
                return

    def _pass(self, tid: int, status: int) -> None:
        if not self.killed and os.WSTOPSIG(status) == _SYSCALL_STOP and self._due(tid):
            os.kill(self._child, signal.SIGKILL)
            self.killed = True
        if self.killed:
            return  # stopped where it is: it goes no further than to its end
        try:
            _ptrace(_SYSCALL, tid, 0, self._signal(tid, status))
        except OSError as error:
            if error.errno != errno.ESRCH:
                raise

    def _due(self, tid: int) -> bool:
        """Notes the call that the thread enters or leaves; whether it is the one to die at."""
        tracee = _Tracee(tid)
        kind, call = tracee.stop()
        if kind == _EXIT:
            return self._entered.pop(tid, NEVER) == self._at != NEVER and self._after
        place = tracee.place(call) if call is not None and _stores(call) else ""
        if call is None or not place.startswith(self._home):
            return False
        number = self._entered[tid] = len(self.calls)
        self.calls.append(f"{call.name} {place.removeprefix(self._home)}")
        return number == self._at and not self._after

    def _signal(self, tid: int, status: int) -> int:
        """The signal that the thread must get; the kernel's own words to us are none."""
        stopped = os.WSTOPSIG(status)
        first = stopped == signal.SIGSTOP and tid not in self._seen
        self._seen.add(tid)
        return 0 if first or stopped == _SYSCALL_STOP or status >> 16 else stopped


def _stores(call: Call) -> bool:
    if call.name in {"open", "openat"}:
        return bool(call.args[1 if call.name == "open" else 2] & os.O_CREAT)
    return True
