"""Clues by meaning and by letters: where a text comes near what is stored."""
