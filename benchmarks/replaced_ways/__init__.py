"""The ways to find a text that this package replaced, measured beside it."""
