missing_vowels-prompt = A word from the name of something in “{ $shelf }” has lost its vowels (A, E, I, O, U and Y): { $consonants }. Which word of { $count } letters was it?
missing_vowels-prompt-first = A word from the name of something in “{ $shelf }” has lost its vowels (A, E, I, O, U and Y): { $consonants }. Which word of { $count } letters was it? It begins with { $first }.
missing_vowels-prompt-gaps = A word from the name of something in “{ $shelf }” has lost its vowels (A, E, I, O, U and Y), each _ being one: { $gaps }. Which word was it?
