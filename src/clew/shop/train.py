"""Training a starting point from everything that was bought: two passes, in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from clew.errors import Code, InputRefused
from clew.progress import Progress, untold
from clew.shop.catalogue import Catalogue
from clew.shop.fit import Judged, fitted, judged, parts, popularity_only, remade
from clew.shop.gather import SAMPLE, WINDOW, Example, Rows, Sums, example, most_bought
from clew.shop.ground import Ground
from clew.shop.learned import KINDS, Learned
from clew.shop.model import Level, Purchase
from clew.shop.ports import CatalogueReader, HistoryReader
from clew.shop.shelf import Shelf
from clew.shop.weights import Ints
