anagram-prompt = Un mot du nom d’un article du rayon « { $shelf } » a été secoué : { $letters }. Remettez ses { $count } lettres dans l’ordre, sans vous soucier des accents.
anagram-prompt-first = Un mot du nom d’un article du rayon « { $shelf } » a été secoué : { $letters }. Remettez ses { $count } lettres dans l’ordre, sans vous soucier des accents. Il commence par { $first }.
