# Ce qui est dit d’un nom que l’on demande.
name-size = { $count ->
    [one] Le nom est un seul mot de { $letters } lettres.
   *[other] Le nom compte { $count } mots, soit { $letters } lettres et chiffres en tout.
}
name-initial = Le nom commence par { $letter }.
name-pattern = Une lettre sur deux du nom : { $pattern }
