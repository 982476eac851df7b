fact-told = { $label }: { $value }
