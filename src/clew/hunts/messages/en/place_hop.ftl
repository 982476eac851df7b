place_hop-prompt = Only these places count: { $places }. You start at “{ $start }”, go as the crow flies, and never go back to where you have been.
    { $moves }
    Where are you now?
place_hop-move = { $n }. { $move }
place_hop-to-nearest = Go to the nearest one on the same level.
place_hop-to-farthest = Go to the farthest one on the same level.
place_hop-to-towards = Go to the nearest one on the same level that brings you closer to “{ $to }”.
place_hop-to-up = Go one level up, to the one that lies nearest above you.
place_hop-to-down = Go one level down, to the one that lies nearest below you.
place_hop-hint-plan = Mark the places on the plan first, then go move by move.
place_hop-hint-first = The first move leads to “{ $place }”.
