"""Where promotions and holds are kept."""
