"""From a snapshot to a hunt: one file a step of the way, `compose.py` walks it."""
