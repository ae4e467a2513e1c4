"""Searches the same noise with FAISS' IndexFlatIP and, in turns, with the given command. Prints medians of the elapsed
time and of the CPU time, which other work on the machine disturbs less.

By default this FAISS searches 32 queries one after the other. It is several times faster with matrix products (OpenBLAS),
so the threshold for them is set to one query, and that figure counts. A single query uses the default.

    python peer_faiss.py [--rows N] [--dimension D] [--rounds R] [--threads T] -- COMMAND...

The command is `benchmarks/run ExactSearch ROWS DIMENSION`. FAISS gets vectors scaled to length 1, whose inner product is
the cosine.
"""

import argparse
import statistics
import subprocess
import sys
import time

import faiss
import numpy as np

TOP = 10
WARM_UP = 2


def noise(first: int, rows: int, dimension: int) -> np.ndarray:
    """Returns noise from SplitMix64 of each value's index."""
    z = np.arange(first * dimension + 1, (first + rows) * dimension + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return ((z >> np.uint64(40)).astype(np.float32) * np.float32(2**-23) - np.float32(1)).reshape(rows, dimension)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--dimension", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    ours = subprocess.Popen(options.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    faiss.omp_set_num_threads(options.threads)
    index = faiss.IndexFlatIP(options.dimension)
    for first in range(0, options.rows, 20_000):
        rows = noise(first, min(20_000, options.rows - first), options.dimension)
        faiss.normalize_L2(rows)
        index.add(rows)
    ready, outside, heap = ours.stdout.readline().split()
    assert ready == "ready"
    print("both indexes are filled", file=sys.stderr)
    print(f"FAISS {faiss.__version__}, {options.rows:,} x {options.dimension}, {options.threads} threads, top {TOP}, medians of {options.rounds}\n")
    print("| queries at once | | siamese4j | FAISS `IndexFlatIP` | speed-up | same results |\n| --- | --- | --- | --- | --- | --- |")
    default = faiss.cvar.distance_compute_blas_threshold
    for count, threshold, rounds in ((32, 1, options.rounds), (1, default, options.rounds), (32, default, 2)):
        faiss.cvar.distance_compute_blas_threshold = threshold
        mine, theirs, same = [], [], 0
        for turn in range(-WARM_UP, rounds):
            number = (turn + WARM_UP) * count
            ours.stdin.write(f"{number} {count}\n")
            ours.stdin.flush()
            seconds, processor, *ids = ours.stdout.readline().split()
            queries = noise(options.rows + number, count, options.dimension)
            start, start_processor = time.perf_counter(), time.process_time()
            faiss.normalize_L2(queries)
            _, found = index.search(queries, TOP)
            taken = time.perf_counter() - start, time.process_time() - start_processor
            print(f"{count} {turn} {seconds} {processor} {taken[0]:.3f} {taken[1]:.3f}", file=sys.stderr, flush=True)
            if turn >= 0:
                mine.append((float(seconds), float(processor)))
                theirs.append(taken)
                same += sum(set(a) == set(b) for a, b in zip(found, np.array(ids, dtype=np.int64).reshape(count, TOP)))
        for i, kind in enumerate(("time", "CPU time")):
            a, b = (statistics.median(times[i] for times in both) for both in (mine, theirs))
            print(
                f"| {count} | {kind} | {1000 * a:.0f} ms | {1000 * b:.0f} ms, BLAS from {threshold:,} "
                f"| **{b / a:.2f} x** | {same} of {count * rounds} |",
                flush=True,
            )
    print(f"\nA vector needs {outside} bytes outside the heap and {heap} bytes of heap; in FAISS {4 * options.dimension}.")
    ours.stdin.close()
    ours.wait()


if __name__ == "__main__":
    main()
