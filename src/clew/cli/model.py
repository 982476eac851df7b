"""`clew model`: the model that texts are embedded with, and the trained ones."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Any

import click
import msgspec

from clew.cli.model_versions import print_told, promote, rollback, told
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.clues.embedders.worker import EmbedWorker
from clew.errors import PartUnavailable
from clew.model_registry.artefact import load_artefact
from clew.wiring.house import House

START_S = 30.0
"""How long the process may take to start and prove itself, seconds."""


LOOK_S = 0.1
"""Between two looks at whether it has failed, seconds."""


async def _proves(worker: EmbedWorker) -> bool:
    """Whether its process starts and gives the vectors that it must; False at its first failure."""
    until = monotonic() + START_S
    while not await worker.ready(within_s=LOOK_S):
        if worker.status.fault or monotonic() > until:
            return False
    return True


@click.group()
def model() -> None:
    """Look at the models; put a trained version in force, or take it back."""


@model.command(epilog=examples("clew model status", "clew model status --json"))
@json_option
@pass_shell
def status(shell: Shell) -> None:
    """Say which models are in force, where they come from, and whether they work here.

    Its files are compared with their checksums, and its process is started and proves that it
    gives the vectors that it must. Of the trained ones, every version is listed with what
    it was trained on; one that is damaged is not served, but the last good one. Exit status 3 where
    anything fails.
    """

    async def work(house: House) -> dict[str, Any]:
        artefact = load_artefact(house.embedding)
        manifest = artefact.manifest
        began = monotonic()
        proved = await _proves(house.embedder)
        took = (monotonic() - began) * 1000
        worker = house.embedder.status
        return {
            "name": manifest.name,
            "version": manifest.version,
            "dims": manifest.dims,
            "max_tokens": manifest.max_tokens,
            "folder": str(artefact.folder),
            "bytes": sum(seal.size for seal in manifest.files.values()),
            "source": msgspec.to_builtins(manifest.source),
            "checksums": "hold",
            "proved": proved,
            "start_ms": round(took, 1) if proved else None,
            "worker": msgspec.to_builtins(worker),
            "trained": [
                told(house.starting_versions, house.starting_model.look()),
                told(house.redemption_versions, house.redemption_model.look()),
            ],
        }

    answer = shell.run(work)

    def human() -> None:
        source = answer["source"]
        shell.say(
            f"{answer['name']} {answer['version']}: {answer['dims']} numbers a text, "
            f"{answer['bytes'] / 1e6:.1f} MB in {answer['folder']}"
        )
        shell.say(f"weights: {source['model']} ({source['licence']}), {source['changes']}")
        shell.say("checksums: hold")
        worker = answer["worker"]
        if answer["proved"]:
            shell.say(f"process: {worker['state']}, proved in {answer['start_ms']:,.0f} ms")
        else:
            why = worker["fault"] or f"no word in {START_S:.0f} s"
            shell.say(f"process: {worker['state']}, does not start: {why}")

        for trained in answer["trained"]:
            print_told(shell, trained)

    shell.show(answer, human)
    if not answer["proved"] or any(trained["fault"] for trained in answer["trained"]):
        sys.exit(PartUnavailable.exit_status)


model.add_command(promote)
model.add_command(rollback)
