odd_one_out-prompt-department = { $count } de ces articles se vendent dans le même univers du magasin. Lequel se vend dans un autre ?
odd_one_out-prompt-shelf = { $count } de ces articles se trouvent dans le même rayon. Lequel est ailleurs ?
odd_one_out-prompt-fact = { $count } de ces articles ont un point commun que l’autre n’a pas. Lequel est l’intrus ?
odd_one_out-hint-where = Peu importe leur nom : demandez-vous où vous iriez chercher chacun d’eux.
odd_one_out-hint-type = Ce genre d’article n’est pas l’intrus : { $type }.
odd_one_out-hint-shelf = Cherchez celui que vous ne trouveriez pas sous « { $shelf } ».
odd_one_out-hint-facts = { $count ->
    [one] Une seule chose est dite de chacun. Relisez-la.
   *[other] { $count } choses sont dites de chacun. Comparez-les une à une.
}
odd_one_out-hint-look = Comparez ceci : { $label }.
odd_one_out-hint-shared = Tous sauf un ont ceci en commun : { $fact }.
