# What players are told of their answers. None of these may hold anything of the right one.
hear-right = That’s it!
hear-wrong = Not this time. Have another go.
hear-near-spelling = So close: check the spelling.
hear-basket-not-full = Good so far. Something is still missing.
hear-empty = Type a word first.
hear-empty-basket = Scan or type what you found first.
hear-too-long = That is too long for an answer.
hear-which-option = Please choose one of these: { $ids }.
hear-each-once = Please name each of these once, in order: { $ids }.
hear-no-place = We know no single place by that name. Try the name on the sign.
hear-no-code = That is not one of our codes. Try again closer to the sign.
hear-own-clue = Those are the words of the clue. Type the name on the sign.
