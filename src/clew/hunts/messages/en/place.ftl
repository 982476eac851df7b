# Places in words.
place-positions = Seen from { $start }, in metres along the plan and across it: { $places }.
place-position = { $place }: { $along } and { $across }
place-level = It is on this level: { $level }.
place-near = Its nearest neighbour is “{ $place }”.
place-not = It is not “{ $place }”.
