# What is told of a name that is asked for.
name-size = { $count ->
    [one] The name is one word of { $letters } letters.
   *[other] The name has { $count } words, and { $letters } letters and digits in all.
}
name-initial = The name begins with { $letter }.
name-pattern = Every other letter of the name: { $pattern }
