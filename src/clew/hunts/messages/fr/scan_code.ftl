scan_code-prompt-place = Allez à cet endroit : « { $place } ». Un code y est affiché : scannez-le.
scan_code-prompt-clue = Un indice : « { $clue } » Allez au lieu dont il parle. Un code y est affiché : scannez-le.
scan_code-equivalent = Si vous ne pouvez pas scanner, tapez les caractères inscrits sous le code. Si vous ne pouvez pas y aller, demandez-les au personnel.
scan_code-hint-sign = Le code est affiché là où l’on s’arrête, près de l’enseigne.
scan_code-hint-ask = Une personne qui travaille là peut vous montrer le code.
scan_code-hint-far = Pas de code à l’horizon ? Alors ce n’est pas le bon endroit.
