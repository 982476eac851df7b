"""Reading and sealing artefacts: nothing is loaded that is not byte for byte what was released."""

from __future__ import annotations

from pathlib import Path

import msgspec

from clew.durable import write_whole
from clew.model_registry.model import FILES, FORMAT, MANIFEST, Artefact, Manifest
from clew.model_registry.sealing import check_seals, refused, seals

SHIPPED = Path(__file__).with_name("shipped")
"""Where this release's artefacts lie, a folder each."""

EMBEDDING = SHIPPED / "clew-minilm-1"
"""The embedding that this release uses unless another is named."""

MAX_MANIFEST_BYTES = 1 << 20
_MANIFEST = msgspec.json.Decoder(Manifest)


def load_artefact(folder: Path) -> Artefact:
    """The artefact in `folder`, every file's size and SHA-256 verified when the call returns.

    Raises `PartUnavailable` (`artefact_refused`) naming the file that is missing, unreadable,
    left over from another version, or altered.
    """
    folder = folder.absolute()
    manifest = read_manifest(folder)
    check_seals(folder, manifest.files)
    return Artefact(folder, manifest)


def write_manifest(folder: Path, draft: Manifest) -> Manifest:
    """Seals the files in `folder`: writes the draft with their sizes and checksums, durably.

    The same draft over the same files gives the same bytes.
    """
    manifest = msgspec.structs.replace(draft, files=seals(folder, FILES))
    text = msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"), indent=2)
    write_whole(folder / MANIFEST, text + b"\n")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """What the artefact in `folder` says about itself; its other files are not looked at.

    Raises `PartUnavailable` (`artefact_refused`).
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as stream:
            manifest = _MANIFEST.decode(stream.read(MAX_MANIFEST_BYTES))
    except OSError as error:
        raise refused(path, f"cannot be read: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise refused(path, f"is no manifest: {error}") from error
    if manifest.format != FORMAT:
        raise refused(path, f"has format {manifest.format}, this release reads {FORMAT}")
    if set(manifest.files) != FILES:
        raise refused(path, f"must name exactly {', '.join(sorted(FILES))}")
    if manifest.dims < 1 or manifest.max_tokens < 1:
        raise refused(path, "dims and max_tokens must be at least 1")
    return manifest
