"""Which models are there, and what each was made of: versioned artefacts that prove themselves."""
