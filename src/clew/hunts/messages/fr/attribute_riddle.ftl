attribute_riddle-prompt-typed = Je suis au rayon « { $shelf } », et tout ceci n’y est vrai que de moi : { $facts }. Comment m’appelle-t-on ?
attribute_riddle-prompt-chosen = Tout ceci est vrai d’un seul de ces articles : { $facts }. Lequel ?
attribute_riddle-hint-shelf = Cherchez au rayon « { $shelf } ».
attribute_riddle-hint-not = Ce n’est pas « { $name } ».
attribute_riddle-hint-fact = Ceci aussi est vrai : { $fact }.
