"""Hunts: steps composed for one player, each checked by a machine, that lead to a promotion."""
