typed_clue-prompt = Un indice : « { $clue } » De quel lieu parle-t-il ? Tapez son nom.
typed_clue-hint-more = Un autre indice vers le même lieu : « { $clue } »
