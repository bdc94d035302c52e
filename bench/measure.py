"""Measure two ways of doing one thing side by side: interleaved rounds, medians, never an absolute gate."""

import json
import statistics
import time
from collections.abc import Awaitable, Callable

ROUNDS = 7


def line(name: str, value: float, unit: str, against: str, ratio: float, n: int) -> None:
    """Print one figure."""
    said = {"name": name, "value": round(value, 4), "unit": unit, "against": against, "ratio": round(ratio, 3), "n": n}
    print(json.dumps(said), flush=True)


def _cpu(work: Callable[[], object], n: int) -> float:
    begun = time.process_time()
    for _ in range(n):
        work()
    return (time.process_time() - begun) / n


def compare(ours: Callable[[], object], theirs: Callable[[], object], n: int) -> tuple[float, float]:
    """Give the medians of CPU seconds for one run of each; the first round warms up."""
    rounds = [(_cpu(ours, n), _cpu(theirs, n)) for _ in range(ROUNDS + 1)][1:]
    return statistics.median(one for one, _ in rounds), statistics.median(other for _, other in rounds)


async def compare_async(
    ways: list[Callable[[], Awaitable[object]]], n: int, *, cpu: bool, rounds: int = ROUNDS
) -> list[float]:
    """Give the median seconds (of CPU, or by the wall clock) for one run of each way, interleaved."""
    clock = time.process_time if cpu else time.perf_counter
    taken: list[list[float]] = [[] for _ in ways]
    for number in range(rounds + 1):
        for place, way in enumerate(ways):
            begun = clock()
            for _ in range(n):
                await way()
            if number:
                taken[place].append((clock() - begun) / n)
    return [statistics.median(each) for each in taken]
