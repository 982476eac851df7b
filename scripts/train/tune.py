"""Teaches the encoder what players type, with its own clean English vectors as the teacher.

Multilingual distillation (Reimers and Gurevych 2020): a mistyped, French or mixed sentence is drawn
to the *untouched* encoder's vector of the same meaning in clean English, and away from those of the
other meanings in the batch (multiple negatives, temperature 0.05). The teacher stands still, so
what the encoder knew about clean English is kept rather than learnt anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from train.encoder import Encoder, read_encoder
from train.noise import mistyped, shortened, unaccented
from train.sentences import Chance, Said

BATCH = 48
RATE = 4e-5
TEMPERATURE = 0.05
KEEP = 4.0
"""Weight of staying close to the teacher, beside telling the meanings apart."""


def tune(meanings: Sequence[Said], tokenizer: Tokenizer, *, steps: int, seed: int) -> Encoder:
    """The encoder after `steps` batches over the meanings, in an order fixed by the seed."""
    torch.manual_seed(seed)
    teacher, student = read_encoder(), read_encoder()
    student.train()
    chance = Chance(seed)
    optimiser = torch.optim.AdamW(student.parameters(), lr=RATE, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / 20) * (1.0 - step / steps)
    )
    order: list[Said] = []
    for step in range(steps):
        if len(order) < BATCH:
            order = chance.shuffled(meanings)
        batch, order = order[:BATCH], order[BATCH:]
        with torch.no_grad():
            target = _vectors(teacher, tokenizer, [one.english[0] for one in batch])
        given = _vectors(student, tokenizer, [_typed(one, chance) for one in batch])
        likeness = given @ target.T
        apart = functional.cross_entropy(likeness / TEMPERATURE, torch.arange(BATCH))
        loss = apart + KEEP * (1.0 - likeness.diagonal()).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 20 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    student.eval()
    return student


def _typed(meaning: Said, chance: Chance) -> str:
    """One way in which a player might say it."""
    clean = meaning.english[0]
    if not meaning.french:
        return clean if chance.below(4) == 0 else mistyped(clean, chance)
    french = chance.of(meaning.french)
    return chance.of(
        (
            clean,
            mistyped(clean, chance),
            shortened(chance.of(meaning.english), chance),
            chance.of(meaning.mixed),
            unaccented(french),
            mistyped(french, chance),
            french,
            french,
        )
    )


def _vectors(encoder: Encoder, tokenizer: Tokenizer, texts: Sequence[str]) -> Tensor:
    ids = [torch.tensor(tokenizer.encode(text).ids) for text in texts]
    padded = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True)
    mask = (padded != 0).float()
    vectors: Tensor = encoder(padded, mask)
    return vectors
