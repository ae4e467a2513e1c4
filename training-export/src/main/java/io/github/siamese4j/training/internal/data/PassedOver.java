package io.github.siamese4j.training.internal.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The files and folders that a scan for images passes over, counted by reason, with the first few names in order.
 * Hidden ones do not count.
 */
public final class PassedOver {

    private static final int NAMED = 3;

    private final Reason otherExtension = new Reason();
    private final Reason noFile = new Reason();
    private final Reason denied = new Reason();
    private final List<Path> deniedFolders = new ArrayList<>();

    /** Adds a file without the extension of an image. */
    void addOtherExtension(Path file) {
        otherExtension.add(file);
    }

    /** Adds an entry with the extension of an image that is no regular file, such as a link without a target. */
    void addNoFile(Path entry) {
        noFile.add(entry);
    }

    /** Adds a folder that must not be read. */
    void addDenied(Path folder) {
        denied.add(folder);
        deniedFolders.add(folder);
    }

    /** Returns the number of files and folders. */
    public int count() {
        return otherExtension.count + noFile.count + denied.count;
    }

    /** Returns the folders that must not be read. */
    public List<Path> deniedFolders() {
        return List.copyOf(deniedFolders);
    }

    /** Returns a sentence for each reason, with names relative to the folder that was scanned. */
    public List<String> messages(Path folder) {
        List<String> messages = new ArrayList<>();
        otherExtension.addMessage(messages, folder, "file without the extension of an image", "");
        noFile.addMessage(messages, folder, "link without a target or device", "");
        denied.addMessage(messages, folder, "folder without permission to read it", "; check the permissions");
        return messages;
    }

    /** Returns the messages in parentheses for the end of another message, or nothing if there are none. */
    String inParentheses(Path folder) {
        return count() == 0 ? "" : " (" + String.join("; ", messages(folder)) + ")";
    }

    private static final class Reason {

        private final NavigableSet<Path> named = new TreeSet<>();
        private int count;

        void add(Path path) {
            count++;
            named.add(path);
            if (named.size() > NAMED) {
                named.pollLast();
            }
        }

        void addMessage(List<String> messages, Path folder, String what, String advice) {
            if (count == 0) {
                return;
            }
            String plural = count == 1 ? what : what.replaceFirst(" ", "s ");
            List<String> names = named.stream()
                    .map(path -> folder.relativize(path).toString())
                    .toList();
            messages.add("passed over " + count + " " + plural + ": " + String.join(", ", names)
                    + (count > NAMED ? " and others" : "") + advice);
        }
    }
}
