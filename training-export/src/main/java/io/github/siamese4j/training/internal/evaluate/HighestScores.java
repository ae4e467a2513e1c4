package io.github.siamese4j.training.internal.evaluate;

import java.util.Arrays;

/** The highest of many scores, a bounded number of them: a heap with the lowest kept score on top. */
final class HighestScores {

    private final double[] heap;
    private int size;

    /** Keeps at most the given number of scores, at least 1. */
    HighestScores(int capacity) {
        heap = new double[capacity];
    }

    void add(double score) {
        if (size < heap.length) {
            int at = size++;
            while (at > 0 && heap[(at - 1) / 2] > score) {
                heap[at] = heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            heap[at] = score;
        } else if (score > heap[0]) {
            replaceLowest(score);
        }
    }

    private void replaceLowest(double score) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= score) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = score;
    }

    /** Adds all scores that another one keeps. */
    void addAll(HighestScores other) {
        for (int i = 0; i < other.size; i++) {
            add(other.heap[i]);
        }
    }

    /** Returns the score at a rank from 0, which must be kept. */
    double atRank(int rank) {
        double[] sorted = Arrays.copyOf(heap, size);
        Arrays.sort(sorted);
        return sorted[size - 1 - rank];
    }
}
