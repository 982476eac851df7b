odd_one_out-prompt-department = { $count } of these are sold in one department of the shop. Which one is sold in another?
odd_one_out-prompt-shelf = { $count } of these stand on the same shelves. Which one do you find elsewhere?
odd_one_out-prompt-fact = { $count } of these have something in common that one has not. Which is the odd one out?
odd_one_out-hint-where = What they are called does not matter: think of where you would look for each.
odd_one_out-hint-type = This kind is not the odd one: { $type }.
odd_one_out-hint-shelf = Look for the one that you would not find under “{ $shelf }”.
odd_one_out-hint-facts = { $count ->
    [one] One thing is told of each. Read it again.
   *[other] { $count } things are told of each. Go through them one at a time.
}
odd_one_out-hint-look = Compare this: { $label }.
odd_one_out-hint-shared = All but one share this: { $fact }.
