"""Words that made-up shops and venues are written in, English and French side by side."""

from __future__ import annotations

from typing import NamedTuple

Both = tuple[str, str]
"""English, French."""


class Department(NamedTuple):
    """One category of a made-up shop.

    Attributes:
        path: the category's path.
        kinds: its types.
        nouns: what its articles are called.
        traits: names of the attributes that its articles have.
    """

    path: tuple[Both, Both]
    kinds: tuple[Both, ...]
    nouns: tuple[Both, ...]
    traits: tuple[str, ...]


def _pairs(text: str) -> tuple[Both, ...]:
    """`english/french, english/french` as pairs."""
    found = (one.strip().partition("/") for one in text.split(","))
    return tuple((english, french) for english, _, french in found)


def _department(path: str, kinds: str, nouns: str, traits: str) -> Department:
    outer, inner = _pairs(path)
    return Department((outer, inner), _pairs(kinds), _pairs(nouns), tuple(traits.split()))


DEPARTMENTS = (
    _department(
        "Food/Alimentation, Bakery/Boulangerie",
        "bread/pain, pastries/viennoiseries, cakes/gâteaux",
        "loaf/miche, baguette/baguette, brioche/brioche, roll/petit pain, tart/tarte",
        "flour taste shape",
    ),
    _department(
        "Food/Alimentation, Tea/Thé",
        "green tea/thé vert, black tea/thé noir, herbal tea/tisane",
        "infusion/infusion, blend/mélange, harvest/récolte, garden/jardin",
        "taste origin container",
    ),
    _department(
        "Food/Alimentation, Cheese/Fromages",
        "hard cheese/pâte dure, soft cheese/pâte molle, fresh cheese/fromage frais",
        "wheel/meule, wedge/portion, slice/tranche, pyramid/pyramide",
        "milk taste origin",
    ),
    _department(
        "Home/Maison, Kitchen/Cuisine",
        "pans/casseroles, knives/couteaux, bowls/saladiers, kettles/bouilloires",
        "saucepan/casserole, kettle/bouilloire, knife/couteau, bowl/bol, ladle/louche",
        "material colour size",
    ),
    _department(
        "Home/Maison, Light/Lumière",
        "lamps/lampes, candles/bougies, lanterns/lanternes",
        "lantern/lanterne, candle/bougie, lamp/lampe, candlestick/chandelier",
        "material colour scent",
    ),
    _department(
        "Home/Maison, Linen/Linge",
        "towels/serviettes, blankets/couvertures, cushions/coussins",
        "towel/serviette, blanket/couverture, cushion/coussin, curtain/rideau",
        "material colour pattern",
    ),
    _department(
        "Toys/Jouets, Games/Jeux",
        "board games/jeux de société, puzzles/puzzles, card games/jeux de cartes",
        "labyrinth/labyrinthe, island/île, castle/château, harbour/port, railway/chemin de fer",
        "theme age players",
    ),
    _department(
        "Toys/Jouets, Soft toys/Peluches",
        "small soft toys/petites peluches, large soft toys/grandes peluches",
        "otter/loutre, hedgehog/hérisson, rabbit/lapin, penguin/manchot, dolphin/dauphin",
        "colour size age",
    ),
    _department(
        "Books/Livres, Novels/Romans",
        "crime novels/romans policiers, travel novels/romans de voyage, fantasy/fantastique",
        "lighthouse/phare, winter/hiver, station/gare, orchard/verger, letter/lettre",
        "binding theme",
    ),
    _department(
        "Books/Livres, Children/Jeunesse",
        "picture books/albums, first readers/premières lectures",
        "whale/baleine, gardener/jardinier, postman/facteur, dragon/dragon",
        "age theme binding",
    ),
    _department(
        "Clothes/Vêtements, Knitwear/Mailles",
        "jumpers/pulls, cardigans/gilets, scarves/écharpes",
        "jumper/pull, scarf/écharpe, cardigan/gilet, mitten/moufle, bonnet/bonnet",
        "material colour pattern",
    ),
    _department(
        "Clothes/Vêtements, Rain/Pluie",
        "coats/manteaux, boots/bottes, umbrellas/parapluies",
        "umbrella/parapluie, raincoat/imperméable, boot/botte, cape/cape",
        "material colour size",
    ),
    _department(
        "Sport/Sport, Cycling/Vélo",
        "bicycle lights/éclairages, locks/antivols, helmets/casques",
        "helmet/casque, bell/sonnette, padlock/cadenas, saddle/selle, basket/panier",
        "colour material size",
    ),
    _department(
        "Sport/Sport, Hiking/Randonnée",
        "bottles/gourdes, rucksacks/sacs à dos, compasses/boussoles",
        "rucksack/sac à dos, flask/gourde, compass/boussole, tent/tente",
        "colour volume material",
    ),
    _department(
        "Garden/Jardin, Seeds/Graines",
        "vegetable seeds/graines de légumes, flower seeds/graines de fleurs",
        "radish/radis, sunflower/tournesol, pumpkin/citrouille, poppy/coquelicot, basil/basilic",
        "season colour container",
    ),
    _department(
        "Garden/Jardin, Tools/Outils",
        "spades/bêches, shears/cisailles, watering cans/arrosoirs",
        "spade/bêche, rake/râteau, bucket/seau, trowel/truelle, wheelbarrow/brouette",
        "material colour handle",
    ),
)
"""The departments of made-up shops; a world takes some of them."""

TRAITS: dict[str, tuple[Both, ...]] = {
    "flour": _pairs("wheat/blé, rye/seigle, spelt/épeautre, chestnut/châtaigne"),
    "taste": _pairs("mild/doux, tart/acidulé, lemon/citron, hazelnut/noisette, honey/miel"),
    "shape": _pairs("round/rond, long/long, square/carré, oval/ovale"),
    "origin": _pairs("Italy/Italie, Japan/Japon, Peru/Pérou, Brittany/Bretagne, Spain/Espagne"),
    "container": _pairs("tin/boîte en fer, jar/bocal, bottle/bouteille, box/boîte"),
    "milk": _pairs("cow/vache, ewe/brebis, goat/chèvre"),
    "material": _pairs("steel/acier, oak/chêne, glass/verre, wool/laine, cotton/coton, linen/lin"),
    "colour": _pairs(
        "red/rouge, green/vert, blue/bleu, white/blanc, yellow/jaune, grey/gris, black/noir"
    ),
    "size": _pairs("small/petit, medium/moyen, large/grand, huge/immense"),
    "scent": _pairs("lavender/lavande, cedar/cèdre, rose/rose, fig/figue"),
    "pattern": _pairs("plain/uni, stripes/rayures, stars/étoiles, foxes/renards, checked/carreaux"),
    "theme": _pairs("trains/trains, friendship/amitié, sea/mer, forest/forêt, city/ville"),
    "age": _pairs("3+/3+, 5+/5+, 8+/8+, 12+/12+"),
    "players": _pairs("2-4/2-4, 3-5/3-5, 1/1, 2-6/2-6"),
    "binding": _pairs("hardback/relié, paperback/broché, pocket/poche"),
    "volume": _pairs("50 cl/50 cl, 1 l/1 l, 25 l/25 l, 40 l/40 l"),
    "season": _pairs("spring/printemps, summer/été, autumn/automne, winter/hiver"),
    "handle": _pairs("ash/frêne, beech/hêtre, rubber/caoutchouc, none/sans"),
}
"""What articles can be like, by the name of the attribute."""

MOODS = _pairs(
    "Quiet/tranquille, Midnight/de minuit, Morning/du matin, Copper/de cuivre, Harbour/du port, "
    "Mountain/de montagne, Velvet/de velours, Golden/de Provence, Sunday/du dimanche, "
    "Island/des îles, Winter/d'hiver, Meadow/des prés, Northern/du nord, Little/de poche, "
    "Grand/de gala, Wandering/du voyageur, Silver/d'argent, Amber/d'ambre, Country/de campagne, "
    "Festival/de fête, Old Town/des ruelles, Riverside/des berges, Thunder/d'orage, "
    "Blossom/en fleurs"
)
"""What tells one article's name from the next one's."""

BRANDS = (
    "Ariadne",
    "Maison Rouet",
    "Fil & Fils",
    "Boréal",
    "Tamsin Vale",
    "Pelote",
    "Kestrel & Co",
    "Atelier Sud",
    "Oakham",
    "Lumen",
    "Marée Haute",
    "Quince",
)

SIGNS = _pairs(
    "Fountain/Fontaine, Clock Hall/Salle de l'horloge, Bakery/Boulangerie, Pharmacy/Pharmacie, "
    "Cinema/Cinéma, Winter Garden/Jardin d'hiver, Bookshop/Librairie, Florist/Fleuriste, "
    "Post Office/Poste, Aquarium/Aquarium, Carousel/Manège, Optician/Opticien, "
    "Information Desk/Accueil, Shoemaker/Cordonnier, Gallery/Galerie, Library/Bibliothèque, "
    "Tea Room/Salon de thé, Barber/Barbier, Toy Castle/Château des jouets, Chapel/Chapelle, "
    "Arcade/Passage, Orchard Terrace/Terrasse du verger, Fish Market/Poissonnerie, "
    "Mosaic/Mosaïque, Observatory/Observatoire, Butterfly House/Serre aux papillons, "
    "Sculpture/Sculpture, Ticket Office/Billetterie, Grocer/Épicerie, Piano/Piano, "
    "Ice Rink/Patinoire, Nursery/Pouponnière, Tailor/Tailleur, Watchmaker/Horloger, "
    "Music Corner/Coin musique, Travel Agency/Agence de voyages, Map Room/Salle des cartes, "
    "Stationer/Papeterie, Cheese Counter/Fromagerie, Rope Bridge/Pont de corde"
)
"""What signs say in made-up venues; the clues speak of them without naming them."""

HINTED = _pairs(
    "where {} meets the light/là où {} rencontre la lumière, "
    "find the one who guards {}/trouve qui garde {}, "
    "under the roof that remembers {}/sous le toit qui se souvient {}, "
    "the corner that smells of {}/le coin qui sent {}, "
    "look for {} behind the stairs/cherche {} derrière l'escalier"
)
"""How a made-up clue begins; what it is about is filled in."""
TOKENS = _pairs(
    "rain/la pluie, old paper/le vieux papier, brass/le laiton, cinnamon/la cannelle, "
    "chalk/la craie, moss/la mousse, amber/l'ambre, thread/le fil, sand/le sable, "
    "ginger/le gingembre, felt/le feutre, snow/la neige, ink/l'encre, pepper/le poivre, "
    "varnish/le vernis, wax/la cire, cork/le liège, salt/le sel, smoke/la fumée, "
    "peppermint/la menthe"
)
"""What made-up clues are about."""
