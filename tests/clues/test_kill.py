from __future__ import annotations

from pathlib import Path

import kill_at_call
import pytest
from acts import ACTS, Trial


@pytest.mark.parametrize("name", ACTS)
def test_killed_at_any_call(mall_home: Path, tmp_path: Path, name: str) -> None:
    """A writer killed before or after any call to a store leaves its write whole or not at all."""
    trial = Trial(mall_home, tmp_path, ACTS[name])
    whole = trial.home("whole")
    calls = kill_at_call.run_in_child(whole, trial.write, kill_at_call.NEVER, after=False)
    assert calls is not None
    assert calls > 8
    trial.undisturbed(whole)
    seen = set()
    for late in (False, True):
        for at in range(calls):
            home = trial.home(f"{at}-{late}")
            assert kill_at_call.run_in_child(home, trial.write, at, after=late) is None
            seen.add(trial.judge(home))
    assert seen == {True, False}
