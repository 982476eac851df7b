place_hop-prompt = Seuls ces lieux comptent : { $places }. Vous partez de « { $start } », vous avancez à vol d’oiseau, et vous ne revenez jamais là où vous êtes déjà passé.
    { $moves }
    Où êtes-vous maintenant ?
place_hop-move = { $n }. { $move }
place_hop-to-nearest = Allez au plus proche du même niveau.
place_hop-to-farthest = Allez au plus éloigné du même niveau.
place_hop-to-towards = Allez au plus proche du même niveau qui vous rapproche de « { $to } ».
place_hop-to-up = Montez d’un niveau, jusqu’au plus proche au-dessus de vous.
place_hop-to-down = Descendez d’un niveau, jusqu’au plus proche en dessous de vous.
place_hop-hint-plan = Repérez d’abord les lieux sur le plan, puis avancez d’un déplacement à la fois.
place_hop-hint-first = Le premier déplacement mène à « { $place } ».
