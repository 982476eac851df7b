"""A second solver of every kind of puzzle: it sees what a player is shown, and the lexicon."""
