"""Clues: from a player's words to one measured zone, and from an editor's to both tiers."""
