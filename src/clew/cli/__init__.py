"""The command line. One file a group of commands; `main.py` is the table of them."""
