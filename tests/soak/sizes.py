"""How much is done: every size through the environment, all of them at once with SOAK_SCALE."""

import os

SEED = int(os.environ.get("SOAK_SEED", "1"))


def scale() -> float:
    return float(os.environ.get("SOAK_SCALE", "1"))


def size(name: str, default: int) -> int:
    """Return SOAK_<NAME> when it is set, else the default times SOAK_SCALE; at least one."""
    chosen = os.environ.get(f"SOAK_{name}")
    return max(1, int(chosen) if chosen else round(default * scale()))
