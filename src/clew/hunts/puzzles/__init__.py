"""The kinds of puzzle, one file each; `table.py` names them all."""
