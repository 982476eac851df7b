"""Which player is promised what, tonight, and what a unit of each budget is worth."""
