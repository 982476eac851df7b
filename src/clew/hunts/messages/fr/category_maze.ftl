category_maze-prompt = Le magasin est un labyrinthe. À chaque carrefour il y a des portes, et derrière la dernière se trouve un article.
    { $tree }
    Vos consignes, une par carrefour :
    { $directions }
    Qu’y a-t-il derrière la dernière porte ?
category_maze-rule-nth = { $n }. Prenez la porte numéro { $door }.
category_maze-rule-first = { $n }. Prenez la porte dont le nom vient en premier dans l’alphabet.
category_maze-rule-last = { $n }. Prenez la porte dont le nom vient en dernier dans l’alphabet.
category_maze-rule-most = { $n }. Prenez la porte dont le nom a le plus de lettres.
category_maze-rule-fewest = { $n }. Prenez la porte dont le nom a le moins de lettres.
category_maze-hint-method = Avancez carrefour par carrefour, et oubliez les portes que vous laissez.
category_maze-hint-door = La première porte est « { $door } ».
category_maze-hint-second = La deuxième porte est « { $door } ».
category_maze-hint-initial = Ce que vous cherchez commence par { $letter }.
