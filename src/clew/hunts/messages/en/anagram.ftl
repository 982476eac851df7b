anagram-prompt = A word from the name of something in “{ $shelf }” has been shaken up: { $letters }. Put its { $count } letters in order again.
anagram-prompt-first = A word from the name of something in “{ $shelf }” has been shaken up: { $letters }. Put its { $count } letters in order again. It begins with { $first }.
