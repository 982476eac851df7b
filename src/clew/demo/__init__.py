"""The demo: an invented mall, its clues, and the questions that show what Clew does with them."""
