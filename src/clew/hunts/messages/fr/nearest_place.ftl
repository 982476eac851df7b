nearest_place-prompt = Lequel de ces lieux, tous au même niveau, est le plus proche de « { $start } » à vol d’oiseau ? Regardez le plan, ou autour de vous.
nearest_place-hint-within = Le plus proche est à { $metres } m au plus.
