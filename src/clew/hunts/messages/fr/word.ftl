# Indices de tous les genres dont la réponse est un mot.
word-hint-type = Cherchez ce genre d’article : { $type }.
word-hint-brand = La marque est { $brand }.
word-hint-shelf = Cherchez au rayon « { $shelf } ».
word-hint-length = Le mot compte { $count ->
    [one] une lettre
   *[other] { $count } lettres
}.
word-hint-first = Le mot commence par { $letter }.
word-hint-last = Le mot finit par { $letter }.
word-hint-pattern = Certaines lettres sont en place : { $pattern }
