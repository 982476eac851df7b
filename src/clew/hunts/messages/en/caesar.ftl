caesar-prompt-told = A word from the name of something in “{ $shelf }” is in cipher: { $letters }. Each letter stands { $shift ->
    [one] one place
   *[other] { $shift } places
} too far along the alphabet (after Z comes A). Which word is it?
caesar-prompt-most = A word from the name of something in “{ $shelf }” is in cipher: { $letters }. Each letter stands the same number of places too far along the alphabet, { $most } at most (after Z comes A). Which word is it?
caesar-prompt = A word from the name of something in “{ $shelf }” is in cipher: { $letters }. Each letter stands the same number of places too far along the alphabet (after Z comes A). Which word is it?
caesar-hint-letter = { $from } stands for { $to }.
