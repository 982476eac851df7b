category_maze-prompt = The shop is a maze. At each fork there are doors, and behind the last one stands a product.
    { $tree }
    Your directions, one for each fork:
    { $directions }
    What stands behind the last door?
category_maze-rule-nth = { $n }. Take door number { $door }.
category_maze-rule-first = { $n }. Take the door whose name comes first in the alphabet.
category_maze-rule-last = { $n }. Take the door whose name comes last in the alphabet.
category_maze-rule-most = { $n }. Take the door with the most letters in its name.
category_maze-rule-fewest = { $n }. Take the door with the fewest letters in its name.
category_maze-hint-method = Go one fork at a time, and forget the doors that you leave behind.
category_maze-hint-door = The first door is “{ $door }”.
category_maze-hint-second = The second door is “{ $door }”.
category_maze-hint-initial = What you are looking for begins with { $letter }.
