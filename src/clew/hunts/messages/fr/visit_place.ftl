visit_place-prompt = Allez au lieu de ce niveau ({ $level }) qui se trouve, à vol d’oiseau, { $distances }. Qu’y a-t-il là ? Tapez le nom de l’enseigne.
visit_place-distance = à { $metres } m de « { $place } »
visit_place-and = { $first } et { $last }
visit_place-equivalent = Sans y aller : vu depuis « { $place } », il est à { $along } m dans la longueur du plan et à { $across } m dans la largeur.
