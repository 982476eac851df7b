"""What composing costs, and whether its targets are bought."""
