from __future__ import annotations

from pathlib import Path

import pytest

from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.memory import MemoryExact
from clew.errors import Code, InputRefused
from clew.settings import FILE_NAME, Settings, load
from clew.wiring.tiers import exact_tier


def test_defaults_hold_where_nothing_is_said(home: Path) -> None:
    """Without a file and an environment every setting is its default."""
    configuration = load(home, {})
    assert configuration.settings == Settings()
    assert configuration.home == home


def test_the_environment_comes_after_the_file(home: Path) -> None:
    """The file changes defaults, and the environment changes both."""
    home.mkdir()
    (home / FILE_NAME).write_text('exact_budget_ms = 70\nasked_texts = 5\nexact_url = "memory:"\n')
    settings = load(home, {"CLEW_EXACT_BUDGET_MS": "90", "PATH": "/bin"}).settings
    assert (settings.exact_budget_ms, settings.asked_texts) == (90, 5)
    assert (settings.exact_url, settings.static_rows) == ("memory:", 2_000)


@pytest.mark.parametrize(
    ("content", "environment"),
    [
        ("exact_budgt_ms = 70", {}),
        ("exact_budget_ms = 'soon'", {}),
        ("exact_budget_ms = ", {}),
        ("[exact]\nbudget_ms = 70", {}),
        ("", {"CLEW_ASKED_TEXTS": "many"}),
        ("", {"CLEW_ASKED_TEXTS": ""}),
        ("", {"CLEW_EXACT_BUDGET_MS": "1.5"}),
    ],
)
def test_what_is_not_understood_is_refused(
    home: Path, content: str, environment: dict[str, str]
) -> None:
    """An unknown name or a value of the wrong kind is refused with the file's name and a remedy."""
    home.mkdir()
    (home / FILE_NAME).write_text(content)
    with pytest.raises(InputRefused) as refusal:
        load(home, environment)
    assert refusal.value.code is Code.CONFIG_WRONG
    assert refusal.value.where.file == str(home / FILE_NAME)
    assert refusal.value.remedy


def test_the_home(home: Path, tmp_path: Path) -> None:
    """The home is what the caller names, else CLEW_HOME, else the user's data directory."""
    assert load(home, {"CLEW_HOME": "/elsewhere"}).home == home
    assert load(None, {"CLEW_HOME": str(home)}).home == home
    assert load(None, {"XDG_DATA_HOME": str(tmp_path)}).home == tmp_path / "clew"
    assert load(None, {}).home == Path("~/.local/share/clew").expanduser()


def test_the_exact_tier_is_chosen_by_url(home: Path) -> None:
    """A URL's scheme names the engine; an unknown one is refused."""
    assert isinstance(exact_tier(home, Settings()), LmdbExact)
    assert isinstance(exact_tier(home, Settings(exact_url="memory:")), MemoryExact)
    with pytest.raises(InputRefused) as refusal:
        exact_tier(home, Settings(exact_url="redis://localhost"))
    assert refusal.value.code is Code.CONFIG_WRONG
    assert not home.exists()
