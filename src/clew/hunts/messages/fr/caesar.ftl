caesar-prompt-told = Un mot du nom d’un article du rayon « { $shelf } » est chiffré : { $letters }. Chaque lettre est { $shift ->
    [one] une place
   *[other] { $shift } places
} trop loin dans l’alphabet (après Z vient A). Quel est ce mot ? Les accents ne comptent pas.
caesar-prompt-most = Un mot du nom d’un article du rayon « { $shelf } » est chiffré : { $letters }. Chaque lettre est trop loin dans l’alphabet du même nombre de places, { $most } au plus (après Z vient A). Quel est ce mot ? Les accents ne comptent pas.
caesar-prompt = Un mot du nom d’un article du rayon « { $shelf } » est chiffré : { $letters }. Chaque lettre est trop loin dans l’alphabet du même nombre de places (après Z vient A). Quel est ce mot ? Les accents ne comptent pas.
caesar-hint-letter = { $from } représente { $to }.
