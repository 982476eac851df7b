mini_crossword-prompt = Répondez à chaque ligne par un mot ; tout ce que vous cherchez se trouve au rayon « { $shelf } ». Prenez de chacun la lettre demandée et lisez-les de haut en bas : elles forment un mot de { $count } lettres du nom d’un autre article de ce rayon. Quel est ce mot ? Les accents ne comptent pas.
mini_crossword-row-type = { $n }. Quel genre d’article est « { $name } » ? { $length } lettres ; prenez la numéro { $at }.
mini_crossword-row-brand = { $n }. Quelle est la marque de « { $name } » ? { $length } lettres ; prenez la numéro { $at }.
mini_crossword-row-gap = { $n }. Quel mot manque à « { $name } » ? { $length } lettres ; prenez la numéro { $at }.
mini_crossword-first = Il commence par { $letter }.
