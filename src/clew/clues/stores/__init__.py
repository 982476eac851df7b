"""Where clues are kept; each file is the only one that names its technology."""
