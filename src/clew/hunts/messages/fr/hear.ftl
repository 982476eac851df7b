# Ce que l'on dit aux joueurs de leurs réponses. Rien ici ne doit trahir la bonne.
hear-right = C’est ça !
hear-wrong = Pas cette fois. Essayez encore.
hear-near-spelling = Vous y êtes presque : vérifiez l’orthographe.
hear-basket-not-full = C’est bien parti. Il manque encore quelque chose.
hear-empty = Saisissez d’abord un mot.
hear-empty-basket = Scannez ou saisissez d’abord ce que vous avez trouvé.
hear-too-long = C’est trop long pour une réponse.
hear-which-option = Choisissez l’une de ces réponses : { $ids }.
hear-each-once = Citez chacune une fois, dans l’ordre : { $ids }.
hear-no-place = Ce nom ne désigne pas un lieu précis. Essayez celui de l’enseigne.
hear-no-code = Ce n’est pas un de nos codes. Réessayez plus près du panneau.
hear-own-clue = Ce sont les mots de l’indice. Tapez le nom de l’enseigne.
