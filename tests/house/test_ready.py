"""Types that threads read are learned while modules are imported; see `clew.ready`."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "clew"
BUILT_IN = {"dict", "list", "tuple", "str", "int", "float", "bool", "Any"}
ONE_THREAD = {
    # Read before there is a second thread, or by a command that has none.
    *("settings.py", "clues/attempts.py", "venues/geojson.py", "hunt_check/line.py"),
    *(
        "rules/facts_check.py",
        "rules/lint.py",
        "testing/rule_tables.py",
    ),  # `rules.model.decisions` makes facts ready
}
READ_AT_ONCE = """
import sys, threading
sys.setswitchinterval(1e-6)
import msgspec
from clew.ready import ready
class Inner(msgspec.Struct):
    words: "list[str]"; counts: "dict[str, int]"
class Outer(msgspec.Struct):
    one: "Inner"; more: "tuple[Inner, ...]"
ready(Outer)
inner = {"words": ["a"], "counts": {"a": 1}}
gate = threading.Barrier(4)
def read():
    gate.wait()
    msgspec.convert({"one": inner, "more": [inner]}, Outer)
threads = [threading.Thread(target=read) for _ in range(4)]
[one.start() for one in threads]
[one.join() for one in threads]
"""


def reads_a_type(tree: ast.Module) -> Iterator[int]:
    """The lines where a type of ours is named to msgspec inside a function."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func)
        if name == "msgspec.convert" and len(call.args) > 1:
            named: ast.expr = call.args[1]
        elif name == "msgspec.json.decode" and call.keywords:
            named = call.keywords[0].value
        else:
            continue
        if {one.id for one in ast.walk(named) if isinstance(one, ast.Name)} - BUILT_IN:
            yield call.lineno


def readies(tree: ast.Module) -> bool:
    """Whether the module makes types ready while it is imported."""
    return any(
        isinstance(one, ast.Expr)
        and isinstance(one.value, ast.Call)
        and ast.unparse(one.value.func) == "ready"
        for one in tree.body
    )


def test_who_names_a_type_makes_it_ready() -> None:
    """A module that hands msgspec a type to read has made it ready, or is one thread's."""
    unready = []
    for file in sorted(SOURCE.rglob("*.py")):
        name = str(file.relative_to(SOURCE))
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if name not in ONE_THREAD and not readies(tree):
            unready += [f"{name}, line {line}" for line in reads_a_type(tree)]
    assert not unready, f"{unready}: call `ready` with the type at import"


def test_ready_types_are_read_by_threads_at_once() -> None:
    """Threads that all read a type for the first time find it ready."""
    for _ in range(10):
        subprocess.run([sys.executable, "-c", READ_AT_ONCE], check=True, timeout=60)
