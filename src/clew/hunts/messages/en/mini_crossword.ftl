mini_crossword-prompt = Answer each line with one word; what you look for all stands in “{ $shelf }”. Take the letter asked for from each, and read them downwards: together they make a word of { $count } letters from the name of something else there. Which word is it?
mini_crossword-row-type = { $n }. What kind of thing is “{ $name }”? { $length } letters; take number { $at }.
mini_crossword-row-brand = { $n }. Who makes “{ $name }”? { $length } letters; take number { $at }.
mini_crossword-row-gap = { $n }. Which word is missing from “{ $name }”? { $length } letters; take number { $at }.
mini_crossword-first = It begins with { $letter }.
