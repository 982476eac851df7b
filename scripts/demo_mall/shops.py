"""The tenants of the demo mall, floor by floor, wall by wall, from west to east.

Everything here is invented. To move a shop, move its row; to add one, give it a free number.
"""

from __future__ import annotations

from demo_mall.building import (
    GALLERY_NORTH,
    GALLERY_SOUTH,
    PASSAGE_EAST,
    PASSAGE_WEST,
    ROW_DEPTH,
)
from demo_mall.plan import Corner, Fixture, Strip, Unit

_GROUND_NORTH_WEST = (
    Unit(101, "bakery", "Pain & Cie", "room=shop shop=bakery", 8, "no", alt="Pain et Cie"),
    Unit(102, "florist", "Le Bouquet de Margot", "room=shop shop=florist", 7, "hinged"),
    Unit(103, "pharmacy", "Pharmacie du Rouet", "room=shop amenity=pharmacy", 10),
    Unit(104, "tea", "Thé d'Été", "room=shop shop=tea", 6, "hinged", en="Summer Tea"),
    Unit(105, "optician", "Les Lunettes de Zélie", "room=shop shop=optician", 8),
    Unit(106, "shoes", "Pas de Deux", "room=shop shop=shoes", 9, "no"),
)
_GROUND_NORTH_EAST = (
    Unit(111, "jeweller", "Au Fil d'Or", "room=shop shop=jewelry", 7, "hinged"),
    Unit(112, "hairdresser", "Ciseaux & Peignes", "room=shop shop=hairdresser", 7, "hinged"),
    Unit(113, "cheese", "La Souris Gourmande", "room=shop shop=cheese", 7),
    Unit(114, "stationery", "Encre et Papier", "room=shop shop=stationery", 8, "hinged", ""),
    Unit(115, "", "", "room=shop shop=vacant", 6, "hinged", ""),
    Unit(116, "knitwear", "Maille à Part", "room=shop shop=clothes", 13, "no"),
)
_GROUND_SOUTH_WEST = (
    Unit(121, "newsagent", "La Gazette", "room=shop shop=newsagent", 6, "hinged"),
    Unit(122, "butcher", "Le Billot", "room=shop shop=butcher", 7, "hinged"),
    Unit(123, "greengrocer", "Radis et Cerise", "room=shop shop=greengrocer", 8, "no"),
    Unit(124, "wine", "La Cave d'Ulysse", "room=shop shop=wine", 8, "hinged", "no"),
    Unit(125, "tackle", "Pêche", "room=shop shop=fishing", 7, "hinged", ""),
    Unit(126, "cobbler", "Clou & Clé", "room=shop shop=shoe_repair", 7, "hinged", "no"),
)
_GROUND_SOUTH_EAST = (
    Unit(131, "eggs", "L'Œuf Bleu", "room=restaurant amenity=restaurant cuisine=breakfast", 9),
    Unit(132, "bicycles", "Roue Voilée", "room=shop shop=bicycle", 10),
    Unit(133, "pets", "Poil & Plume", "room=shop shop=pet", 9, "hinged"),
    Unit(134, "electronics", "Volt et Vole", "room=shop shop=electronics", 12, "no"),
    Unit(135, "bank", "Banque du Ponant", "room=shop amenity=bank", 8),
)
_UPPER_NORTH_WEST = (
    Unit(201, "haberdashery", "Le Dé à Coudre", "room=shop shop=sewing", 9, "hinged"),
    Unit(202, "toys", "Toupie", "room=shop shop=toys", 11, "no"),
)
_UPPER_NORTH_EAST = (
    Unit(211, "chocolate", "Péché", "room=shop shop=chocolate", 7, "hinged"),
    Unit(212, "bakery-upper", "Pain & Cie", "room=shop shop=bakery", 8, "no", alt="Pain et Cie"),
    Unit(213, "lamps", "Sous l'Abat-Jour", "room=shop shop=lighting", 9, "hinged", ""),
    Unit(214, "comics", "Bulles et Cases", "room=shop shop=books books=comic", 8, "hinged"),
    Unit(215, "outdoor", "Cime & Sentier", "room=shop shop=outdoor", 16, "no"),
)
_UPPER_SOUTH_WEST = (
    Unit(221, "camera", "Chambre Noire", "room=shop shop=photo", 7, "hinged"),
    Unit(222, "watches", "À la Bonne Heure", "room=shop shop=watches", 8, "hinged"),
)
_UPPER_SOUTH_EAST = (
    Unit(231, "soap", "Savon de Lune", "room=shop shop=cosmetics", 8),
    Unit(232, "homeware", "Nid Douillet", "room=shop shop=interior_decoration", 12, "no"),
    Unit(233, "nails", "Dix Petits Doigts", "room=shop shop=beauty", 7, "hinged"),
    Unit(234, "beds", "Le Marchand de Sable", "room=shop shop=bed", 11, en="The Sandman"),
    Unit(235, "bags", "Sac à Malices", "room=shop shop=bag", 10, "no"),
)
_RESTAURANT = "room=restaurant amenity=restaurant"
_TOILETS = "room=toilets amenity=toilets wheelchair=yes"

STRIPS = (
    Strip("0", "north", GALLERY_NORTH, 0, ROW_DEPTH, _GROUND_NORTH_WEST),
    Strip("0", "north", GALLERY_NORTH, 92, ROW_DEPTH, _GROUND_NORTH_EAST),
    Strip("0", "south", GALLERY_SOUTH, 0, ROW_DEPTH, _GROUND_SOUTH_WEST),
    Strip(
        "0;1",
        "south",
        GALLERY_SOUTH,
        43,
        5,
        (Unit(127, "lift", "Ascenseur", "highway=elevator wheelchair=yes", 5, en="Lift"),),
    ),
    Strip("0", "south", GALLERY_SOUTH, 92, ROW_DEPTH, _GROUND_SOUTH_EAST),
    Strip("1", "north", GALLERY_NORTH, 28, ROW_DEPTH, _UPPER_NORTH_WEST),
    Strip("1", "north", GALLERY_NORTH, 92, ROW_DEPTH, _UPPER_NORTH_EAST),
    Strip("1", "south", GALLERY_SOUTH, 28, ROW_DEPTH, _UPPER_SOUTH_WEST),
    Strip("1", "south", GALLERY_SOUTH, 92, ROW_DEPTH, _UPPER_SOUTH_EAST),
    Strip(
        "0",
        "west",
        PASSAGE_WEST,
        0,
        14,
        (
            Unit(141, "parcels", "Le Pigeon Voyageur", "room=shop amenity=post_office", 10),
            Unit(142, "toilets", "Toilettes", _TOILETS, 8, "hinged", en="Toilets"),
        ),
    ),
    Strip(
        "1",
        "west",
        PASSAGE_WEST,
        0,
        14,
        (
            Unit(241, "travel", "Vents d'Ailleurs", "room=shop shop=travel_agency", 10, "hinged"),
            Unit(242, "toilets-upper", "Toilettes", _TOILETS, 8, "hinged", en="Toilets"),
        ),
    ),
    Strip(
        "0",
        "east",
        PASSAGE_EAST,
        0,
        54,
        (Unit(143, "supermarket", "Le Panier Percé", "room=shop shop=supermarket", 18),),
    ),
    Strip(
        "1",
        "east",
        PASSAGE_EAST,
        0,
        38,
        (
            Unit(
                243,
                "food-court",
                "La Grande Tablée",
                "room=restaurant amenity=food_court",
                18,
                "no",
            ),
        ),
    ),
    Strip(
        "0",
        "west",
        PASSAGE_WEST,
        62,
        32,
        (Unit(144, "hardware", "Brico Rondin", "room=shop shop=doityourself", 18),),
    ),
    Strip(
        "1",
        "west",
        PASSAGE_WEST,
        62,
        32,
        (Unit(244, "gym", "Salle Ariane", "room=gym leisure=fitness_centre", 18),),
    ),
    Strip(
        "0;1",
        "east",
        PASSAGE_EAST,
        62,
        54,
        (
            Unit(
                145, "department", "Aux Trois Pelotes", "room=shop shop=department_store", 18, "no"
            ),
        ),
    ),
    # The cinema closes the upper gallery: its front is the gallery's west end.
    Strip(
        "1",
        "west",
        28,
        18,
        28,
        (Unit(245, "cinema", "La Lanterne", "room=cinema amenity=cinema", 44),),
    ),
)

CORNERS = (
    Corner("0", "NW", Unit(151, "cafe", "Café de la Bobine", "room=restaurant amenity=cafe")),
    Corner("0", "NE", Unit(152, "perfume", "L'Heure Mauve", "room=shop shop=perfumery")),
    Corner("0", "SW", Unit(153, "minotaur", "Le Minotaure Gourmand", _RESTAURANT)),
    Corner("0", "SE", Unit(154, "books", "La Page Cornée", "room=shop shop=books")),
    Corner("1", "NW", Unit(251, "pizzeria", "Chez Nonna Pina", _RESTAURANT + " cuisine=pizza")),
    Corner("1", "NE", Unit(252, "records", "Vinyle & Velours", "room=shop shop=music")),
    Corner("1", "SW", Unit(253, "noodles", "Le Bol Fumant", _RESTAURANT + " cuisine=noodle")),
    Corner(
        "1", "SE", Unit(254, "children", "La Marelle", "room=shop shop=clothes clothes=children")
    ),
)

_ATM = "amenity=atm"
_LOCKERS = "amenity=luggage_locker"

FIXTURES = (
    Fixture(161, "fountain", "La Fontaine", "amenity=fountain", "0", (67.5, 42.5), "The Fountain"),
    Fixture(162, "carousel", "Le Petit Manège", "tourism=attraction", "0", (72.5, 37.5)),
    Fixture(
        163,
        "info",
        "Point Info",
        "tourism=information information=office",
        "0",
        (62.5, 37.5),
        "Information",
    ),
    Fixture(164, "atm-west", "Distributeur", _ATM, "0", (12.5, 37.5), "Cash machine"),
    Fixture(165, "atm-east", "Distributeur", _ATM, "0", (127.5, 42.5), "Cash machine"),
    Fixture(166, "lockers-1", "Consignes 1-40", _LOCKERS, "0", (72.5, 22.5), "Lockers 1-40"),
    Fixture(167, "ice-cream", "Givré 🍦", "shop=ice_cream", "0", (22.5, 42.5), alt="Givré"),
    Fixture(168, "photo-booth", "La Cabine à Grimaces", "amenity=photo_booth", "0", (72.5, 72.5)),
    Fixture(
        261, "fountain-upper", "La Fontaine", "amenity=fountain", "1", (112.5, 42.5), "The Fountain"
    ),
    Fixture(262, "lockers-41", "Consignes 41-80", _LOCKERS, "1", (72.5, 22.5), "Lockers 41-80"),
    Fixture(
        263,
        "book-swap",
        "Boîte à livres",
        "amenity=public_bookcase",
        "1",
        (97.5, 37.5),
        "Book swap",
    ),
    Fixture(
        264, "water", "Point d'eau", "amenity=drinking_water", "1", (67.5, 12.5), "Drinking water"
    ),
)
