"""How answers are heard: one file for each way of answering; `table.py` names them all."""

from clew.hunts.hear.heard import Heard, Outcome
from clew.hunts.hear.table import hear

__all__ = ["Heard", "Outcome", "hear"]
