"""What hunts say to players, in English and French: `LANG/KIND.ftl`."""

from clew.hunts.messages.catalogue import LANGS, lang_of, say

__all__ = ["LANGS", "lang_of", "say"]
