"""The language of cells: a small part of ZEN's, read, typed and written again by us."""
