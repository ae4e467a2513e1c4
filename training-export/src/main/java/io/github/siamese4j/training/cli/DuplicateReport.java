package io.github.siamese4j.training.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.training.internal.draw.PictureSheet;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Writes groups of duplicates as JSON, as CSV and as an HTML page, in memory that does not grow with the groups. */
final class DuplicateReport {

    static final String SHEET = "contact-sheet.html";
    private static final int THUMBNAIL = 96;

    private final String model;
    private final String measure;
    private final Gallery gallery;
    private final double threshold;
    private final Set<String> blank;

    /** Creates a report. Entries with the given ids are marked as blank. */
    DuplicateReport(String model, String measure, Gallery gallery, double threshold, Set<String> blank) {
        this.blank = Set.copyOf(blank);
        this.model = model;
        this.measure = measure;
        this.gallery = gallery;
        this.threshold = threshold;
    }

    void write(Path folder, List<List<Entry>> groups, Consumer<String> messages) throws IOException {
        replace(folder.resolve("groups.json"), out -> json(groups).writeTo(out));
        replace(folder.resolve("groups.csv"), out -> csv(out, groups));
        replace(folder.resolve(SHEET), out -> html(out, groups, messages));
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(Writer out) throws IOException;
    }

    private static void replace(Path file, Content content) throws IOException {
        AtomicFiles.replaceFile(file, stream -> {
            Writer out = new BufferedWriter(new OutputStreamWriter(stream, UTF_8));
            content.writeTo(out);
            out.flush();
        });
    }

    private JsonResult json(List<List<Entry>> groups) {
        return JsonResult.object()
                .put("model", model)
                .put("measure", measure)
                .put("threshold", threshold)
                .put("pictures", gallery.size())
                .put(
                        "groups",
                        lazily(
                                groups,
                                group -> lazily(
                                        group,
                                        entry -> JsonResult.object()
                                                .put("id", entry.id())
                                                .put("score", score(group.get(0), entry))
                                                .put("blank", isBlank(entry) ? Optional.of(true) : Optional.empty()))));
    }

    private static <T> Iterable<Object> lazily(List<T> list, Function<T, Object> element) {
        return () -> list.stream().map(element).iterator();
    }

    private void csv(Writer out, List<List<Entry>> groups) throws IOException {
        CsvWriter csv = CsvWriter.builder().build(out);
        csv.writeRecord("group", "id", "score");
        for (int i = 0; i < groups.size(); i++) {
            List<Entry> group = groups.get(i);
            for (Entry entry : group) {
                csv.writeRecord(String.valueOf(i + 1), entry.id(), Double.toString(score(group.get(0), entry)));
            }
        }
        csv.flush();
    }

    private void html(Writer out, List<List<Entry>> groups, Consumer<String> messages) throws IOException {
        out.write("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Duplicates</title><style>"
                + "body{font:14px sans-serif;margin:2em}section{border-top:1px solid #ccc;padding:.5em 0}"
                + "figure{display:inline-block;width:140px;margin:.5em;vertical-align:top;overflow-wrap:anywhere}"
                + "</style>\n");
        out.write("<h1>" + groups.size() + " groups among " + gallery.size() + " pictures</h1>\n");
        out.write(String.format(
                Locale.ROOT,
                "<p>Pairs with a score of at least %.4f, by the %s. Below each image: its score with the first image of"
                        + " its group.</p>%n",
                threshold,
                measure));
        for (List<Entry> group : groups) {
            out.write("<section>\n");
            for (Entry entry : group) {
                out.write("<figure><img alt=\"\" width=\"" + THUMBNAIL + "\" src=\"" + thumbnail(entry, messages)
                        + "\"><figcaption>"
                        + escape(entry.id())
                        + String.format(
                                Locale.ROOT,
                                "<br>%.4f%s",
                                score(group.get(0), entry),
                                isBlank(entry) ? "<br>blank" : "")
                        + "</figcaption></figure>\n");
            }
            out.write("</section>\n");
        }
        out.write("</html>\n");
    }

    private static String thumbnail(Entry entry, Consumer<String> messages) {
        try {
            byte[] jpeg = PictureSheet.jpeg(FolderCommand.path(entry), THUMBNAIL);
            return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
        } catch (ImageException e) {
            messages.accept("left out of the contact sheet: " + e.getMessage());
            return "data:,";
        }
    }

    private double score(Entry first, Entry entry) {
        Embedding left = gallery.embedding(first.id()).orElseThrow();
        return gallery.comparator()
                .scorer()
                .score(left, gallery.embedding(entry.id()).orElseThrow());
    }

    private boolean isBlank(Entry entry) {
        return blank.contains(entry.id());
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
