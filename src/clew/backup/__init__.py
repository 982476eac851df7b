"""A copy of a home, taken while others serve and write, and a home made of it again."""
