"""Compiles requirements/*.txt: every package pinned with its hashes, no address of any index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

LOCKS = {
    # file -> what it is compiled from
    "run.txt": ["pyproject.toml", "requirements/build.in"],
    "test.txt": [
        "pyproject.toml",
        "requirements/build.in",
        "--extra",
        "test",
        "--extra",
        "lint",
        "--extra",
        "bench",
    ],
}


def main() -> int:
    """Compiles every lock; needs `uv`, which the test requirements bring."""
    for name, sources in LOCKS.items():
        command = [
            *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
            *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"),
            *("--output-file", f"requirements/{name}"),
            *sources,
        ]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - a fixed command
    return 0


if __name__ == "__main__":
    sys.exit(main())
