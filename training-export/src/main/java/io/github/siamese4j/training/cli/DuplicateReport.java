package io.github.siamese4j.training.cli;

import com.google.gson.stream.JsonWriter;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.training.internal.draw.PictureSheet;
import java.io.BufferedWriter;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Groups of pictures as JSON, as CSV and as a page to look at. Written line by line, so that memory does not grow with
 * them.
 */
final class DuplicateReport {

    static final String SHEET = "contact-sheet.html";
    private static final int THUMBNAIL = 96;

    private final String model;
    private final String measure;
    private final Gallery gallery;
    private final double threshold;

    DuplicateReport(String model, String measure, Gallery gallery, double threshold) {
        this.model = model;
        this.measure = measure;
        this.gallery = gallery;
        this.threshold = threshold;
    }

    void write(Path folder, List<List<Entry>> groups, Consumer<String> complaints) throws IOException {
        replace(folder.resolve("groups.json"), out -> json(out, groups));
        replace(folder.resolve("groups.csv"), out -> csv(out, groups));
        replace(folder.resolve(SHEET), out -> html(out, groups, complaints));
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(Writer out) throws IOException;
    }

    private static void replace(Path file, Content content) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".writing");
        try (BufferedWriter out = Files.newBufferedWriter(fresh)) {
            content.writeTo(out);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void json(Writer out, List<List<Entry>> groups) throws IOException {
        JsonWriter json = new JsonWriter(out);
        json.setIndent(" ");
        json.beginObject();
        json.name("model").value(model);
        json.name("measure").value(measure);
        json.name("threshold").value(threshold);
        json.name("pictures").value(gallery.size());
        json.name("groups").beginArray();
        for (List<Entry> group : groups) {
            json.beginArray();
            for (Entry entry : group) {
                json.beginObject();
                json.name("id").value(entry.id());
                json.name("score").value(score(group.get(0), entry));
                json.endObject();
            }
            json.endArray();
        }
        json.endArray();
        json.endObject();
        json.flush();
    }

    private void csv(Writer out, List<List<Entry>> groups) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(new Unclosed(out))) {
            csv.writeRecord("group", "id", "score");
            for (int i = 0; i < groups.size(); i++) {
                for (Entry entry : groups.get(i)) {
                    csv.writeRecord(
                            String.valueOf(i + 1),
                            entry.id(),
                            Double.toString(score(groups.get(i).get(0), entry)));
                }
            }
        }
    }

    private void html(Writer out, List<List<Entry>> groups, Consumer<String> complaints) throws IOException {
        out.write("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Duplicates</title><style>"
                + "body{font:14px sans-serif;margin:2em}section{border-top:1px solid #ccc;padding:.5em 0}"
                + "figure{display:inline-block;width:140px;margin:.5em;vertical-align:top;overflow-wrap:anywhere}"
                + "</style>\n");
        out.write("<h1>" + groups.size() + " groups among " + gallery.size() + " pictures</h1>\n");
        out.write(String.format(
                Locale.ROOT,
                "<p>Pairs from score %.4f on, by the %s; beneath each picture its score with the first of its "
                        + "group.</p>%n",
                threshold,
                measure));
        for (List<Entry> group : groups) {
            out.write("<section>\n");
            for (Entry entry : group) {
                out.write("<figure><img alt=\"\" width=\"" + THUMBNAIL + "\" src=\"" + thumbnail(entry, complaints)
                        + "\"><figcaption>"
                        + escape(entry.id())
                        + String.format(Locale.ROOT, "<br>%.4f", score(group.get(0), entry))
                        + "</figcaption></figure>\n");
            }
            out.write("</section>\n");
        }
        out.write("</html>\n");
    }

    private static String thumbnail(Entry entry, Consumer<String> complaints) {
        try {
            byte[] jpeg = PictureSheet.jpeg(FolderEncoder.path(entry), THUMBNAIL);
            return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
        } catch (ImageException e) {
            complaints.accept("not on the contact sheet: " + e.getMessage());
            return "data:,";
        }
    }

    private double score(Entry first, Entry entry) {
        Embedding left = gallery.embedding(first.id()).orElseThrow();
        return gallery.comparator()
                .scorer()
                .score(left, gallery.embedding(entry.id()).orElseThrow());
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** The file is closed by who opened it. */
    private static final class Unclosed extends FilterWriter {
        Unclosed(Writer out) {
            super(out);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
