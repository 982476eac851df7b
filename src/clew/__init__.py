"""Clew: every clue to one measured five-metre square, or an honest question."""
