price_ladder-prompt = Put these { $count } products in order, from the cheapest to the dearest.
price_ladder-tags = Their price tags have come off: { $tags }.
price_ladder-hint-ratio = The dearest costs more than { $times } times what the cheapest costs.
price_ladder-hint-ends = “{ $cheap }” costs less than “{ $dear }”.
price_ladder-hint-dearest = The dearest of all is “{ $name }”.
