from __future__ import annotations

import os
from fcntl import LOCK_EX, flock
from fnmatch import fnmatchcase
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from hypothesis import settings

ALLOWED_SKIPS = Path(__file__).with_name("allowed_skips.txt")


# A busy machine is no fault of a rule: what must always hold is not timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def data() -> Path:
    """The development data folder that the environment names."""
    folder = os.environ.get("CLEW_TEST_DATA")
    if not folder:
        pytest.skip("CLEW_TEST_DATA is not set")
    return Path(folder)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data directory that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def pristine_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that `clew demo` has loaded, once a run; to be copied, since nobody may open it."""
    from served import clew  # noqa: PLC0415 - this file is also copied to where nothing is served

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # What the workers of a run share.
        folder = folder.parent
    home, begun = folder / "pristine-demo", folder / "pristine-demo-begun"
    with (folder / "pristine-demo.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not home.exists():
            rmtree(begun, ignore_errors=True)
            assert clew(begun, "demo").returncode == 0
            begun.rename(home)
    return home


@pytest.fixture(scope="module")
def mall(pristine_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo mall and its shop, of this module alone."""
    return Path(copytree(pristine_demo, tmp_path_factory.mktemp("mall") / "home"))


# ---------------------------------------------------------------- a skip is no pass


class SkipGuard:
    """Fails a run in which a test was skipped that tests/allowed_skips.txt does not list."""

    def __init__(self) -> None:
        lines = ALLOWED_SKIPS.read_text("utf-8").splitlines()
        self._allowed = [
            (pattern, reason)
            for line in lines
            if line and not line.startswith("#")
            for pattern, _, reason in [line.partition(": ")]
        ]
        self.unlisted: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Looks at each test as it ends."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self._look_at(report.nodeid, report.longrepr)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Looks at each file as it is read: a whole one may be skipped."""
        if report.skipped:
            self._look_at(report.nodeid, report.longrepr)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Has the last word on the run's status."""
        if self.unlisted and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Says which skips were not listed."""
        if self.unlisted:
            terminalreporter.section("skipped without leave", red=True)
            for line in self.unlisted:
                terminalreporter.line(line)
            terminalreporter.line(f"make them run, or list them with a reason in {ALLOWED_SKIPS}")

    def _look_at(self, test: str, why: object) -> None:
        told = str(why[2]) if isinstance(why, tuple) else str(why)
        reason = told.removeprefix("Skipped: ")
        if not any(fnmatchcase(test, one) and reason == known for one, known in self._allowed):
            self.unlisted.append(f"{test}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    """On a machine that decides, a skip must be one that is listed."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        config.pluginmanager.register(SkipGuard(), "skip-guard")
