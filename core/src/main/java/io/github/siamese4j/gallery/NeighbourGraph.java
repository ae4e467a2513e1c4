package io.github.siamese4j.gallery;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult.NodeScore;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/** A graph of neighbours. The only class that uses jvector, an optional dependency. Immutable and thread-safe. */
final class NeighbourGraph {

    private static final int NEIGHBOURS = 32;
    private static final int BEAM = 100;
    private static final float OVERFLOW = 1.2f;
    private static final float DIVERSITY = 1.2f;

    private final RandomAccessVectorValues vectors;
    private final VectorSimilarityFunction similarity;
    private final ImmutableGraphIndex graph;

    private NeighbourGraph(
            RandomAccessVectorValues vectors, VectorSimilarityFunction similarity, ImmutableGraphIndex graph) {
        this.vectors = vectors;
        this.similarity = similarity;
        this.graph = graph;
    }

    /**
     * Builds the graph of some vectors, which are not copied.
     *
     * @param cosine whether the vectors have norm 1 and are compared by their dot product, otherwise by their distance
     */
    static NeighbourGraph of(List<float[]> values, int dimension, boolean cosine) {
        VectorTypeSupport types = VectorizationProvider.getInstance().getVectorTypeSupport();
        List<VectorFloat<?>> converted = new ArrayList<>(values.size());
        values.forEach(each -> converted.add(types.createFloatVector(each)));
        RandomAccessVectorValues vectors = new ListRandomAccessVectorValues(converted, dimension);
        VectorSimilarityFunction similarity =
                cosine ? VectorSimilarityFunction.DOT_PRODUCT : VectorSimilarityFunction.EUCLIDEAN;
        try (GraphIndexBuilder builder = GraphIndexBuilder.builder(
                        BuildScoreProvider.randomAccessScoreProvider(vectors, similarity), dimension, NEIGHBOURS)
                .withBeamWidth(BEAM)
                .withNeighborOverflow(OVERFLOW)
                .withAlpha(DIVERSITY)
                .withSimdExecutor(ForkJoinPool.commonPool())
                .withParallelExecutor(ForkJoinPool.commonPool())
                .build()) {
            return new NeighbourGraph(vectors, similarity, builder.build(vectors));
        } catch (IOException e) {
            throw new UncheckedIOException("a graph in memory cannot be closed", e);
        }
    }

    /** Returns the indices of the nearest vectors found, in ascending order. */
    int[] nearest(float[] query, int count) {
        VectorFloat<?> converted =
                VectorizationProvider.getInstance().getVectorTypeSupport().createFloatVector(query);
        try (GraphSearcher searcher = new GraphSearcher(graph)) {
            NodeScore[] found = searcher.search(
                            DefaultSearchScoreProvider.exact(converted, similarity, vectors), count, Bits.ALL)
                    .getNodes();
            return Arrays.stream(found).mapToInt(node -> node.node).sorted().toArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a graph in memory cannot be read", e);
        }
    }
}
