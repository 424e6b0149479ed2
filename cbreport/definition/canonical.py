"""Canonical JSON and digests, so that the same content has the same digest on every machine."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any


def canonical_json(data: object) -> bytes:
    r"""UTF-8 JSON with sorted keys and no spaces; equal data gives equal bytes.

    >>> canonical_json({"b": 1, "a": "é"})
    b'{"a":"\xc3\xa9","b":1}'
    """
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def digest_of(content: object) -> str:
    """``sha256:…`` of bytes, or of the canonical JSON of data or of a definition."""
    raw = content if isinstance(content, bytes) else canonical_json(_plain(content))
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def _plain(content: object) -> Any:
    """Dataclasses as mappings, without unset fields and fields that take no part in comparison."""
    if is_dataclass(content):
        pairs = {part.name: _plain(getattr(content, part.name)) for part in fields(content) if part.compare}
        kept = {name: value for name, value in pairs.items() if value is not None and value is not False}
        return {"kind": type(content).__name__, **kept}
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(each) for each in content]
    return content
