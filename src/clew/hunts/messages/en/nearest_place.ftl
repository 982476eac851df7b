nearest_place-prompt = Which of these places, all on one level, is the nearest to “{ $start }” as the crow flies? Look at the plan, or around you.
nearest_place-hint-within = The nearest is no more than { $metres } m away.
