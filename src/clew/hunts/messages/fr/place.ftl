# Les lieux en mots.
place-positions = Vus depuis { $start }, en mètres dans la longueur puis dans la largeur du plan : { $places }.
place-position = { $place } : { $along } et { $across }
place-level = C’est à ce niveau : { $level }.
place-near = Son plus proche voisin est « { $place } ».
place-not = Ce n’est pas « { $place } ».
