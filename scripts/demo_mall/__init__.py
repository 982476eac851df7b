"""What the demo mall is made of: its plan, its clues, and how both are drawn."""
