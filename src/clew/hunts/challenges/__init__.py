"""The kinds of challenge, one file each: something that a player does rather than solves."""
