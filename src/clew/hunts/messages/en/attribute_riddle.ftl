attribute_riddle-prompt-typed = I stand in “{ $shelf }”, and all of this is true of me alone there: { $facts }. What is my name?
attribute_riddle-prompt-chosen = All of this is true of one of these products: { $facts }. Which one?
attribute_riddle-hint-shelf = Look in “{ $shelf }”.
attribute_riddle-hint-not = It is not “{ $name }”.
attribute_riddle-hint-fact = This is true of it too: { $fact }.
