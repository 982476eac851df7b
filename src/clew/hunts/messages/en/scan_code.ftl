scan_code-prompt-place = Go to “{ $place }”. A code hangs there: scan it.
scan_code-prompt-clue = A clue: “{ $clue }” Go to the place that it means. A code hangs there: scan it.
scan_code-equivalent = Whoever can’t scan types the characters that stand below the code. Whoever can’t get there asks the staff for them.
scan_code-hint-sign = The code hangs where people stand, next to the name.
scan_code-hint-ask = Somebody who works there can show you the code.
scan_code-hint-far = No code far and wide? Then it is the wrong place.
