typed_clue-prompt = A clue: “{ $clue }” Which place does it mean? Type its name.
typed_clue-hint-more = Another clue to the same place: “{ $clue }”
