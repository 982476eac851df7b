"""What may be promised to a player: promotions, when they are live, and holds on their budgets."""
