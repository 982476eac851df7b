"""What the demo shop sells: its tables, its French, and where everything stands."""
