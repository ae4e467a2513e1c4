package io.github.siamese4j.training.internal.importing;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The SHA-256 of files that were imported. */
public final class FileDigest {

    private static final String FACT = "source.sha256";

    private FileDigest() {}

    /** Returns 64 hexadecimal digits. */
    public static String sha256(Path file) {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the SHA-256 of an ONNX file and of the files beside it that hold its tensors, as facts. */
    public static Map<String, String> ofModel(Path file) {
        Map<String, String> facts = new TreeMap<>();
        facts.put(FACT, sha256(file));
        Set<String> names = new TreeSet<>();
        try (InputStream in = Files.newInputStream(file)) {
            addFiles(ModelProto.parseFrom(in), names);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        for (String name : names) {
            facts.put(FACT + "." + name, sha256(file.resolveSibling(name)));
        }
        return facts;
    }

    /** Adds the files of all tensors in a message, at any depth. */
    private static void addFiles(Message message, Set<String> names) {
        if (message instanceof TensorProto tensor) {
            if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                tensor.getExternalDataList().stream()
                        .filter(entry -> entry.getKey().equals("location"))
                        .map(StringStringEntryProto::getValue)
                        .forEach(names::add);
            }
            return;
        }
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                List<?> values = field.getValue() instanceof List<?> list ? list : List.of(field.getValue());
                values.forEach(value -> addFiles((Message) value, names));
            }
        }
    }

    private static TrainingException unreadable(Path file, IOException cause) {
        return new TrainingException(Code.IO_FAILED, "cannot read " + file + ": " + cause, cause);
    }
}
