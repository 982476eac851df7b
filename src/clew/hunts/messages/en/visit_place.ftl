visit_place-prompt = Go to the place on this level ({ $level }) that lies, as the crow flies, { $distances }. What stands there? Type the name on the sign.
visit_place-distance = { $metres } m from “{ $place }”
visit_place-and = { $first } and { $last }
visit_place-equivalent = Without going there: seen from “{ $place }”, it lies { $along } m along the plan and { $across } m across it.
