"""How the embedding artefact is made from open weights: one module a step."""
