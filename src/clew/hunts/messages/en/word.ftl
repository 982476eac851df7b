# Hints of every kind whose answer is a word.
word-hint-type = Look for this kind of thing: { $type }.
word-hint-brand = It is made by { $brand }.
word-hint-shelf = Look in “{ $shelf }”.
word-hint-length = The word has { $count ->
    [one] one letter
   *[other] { $count } letters
}.
word-hint-first = The word begins with { $letter }.
word-hint-last = The word ends with { $letter }.
word-hint-pattern = Some of its letters are in place: { $pattern }
