fact-told = { $label } : { $value }
