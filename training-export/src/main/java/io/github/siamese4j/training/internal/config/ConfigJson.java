package io.github.siamese4j.training.internal.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.JitterAugmentation;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.json.RecordReader;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads configurations and their parts from JSON. */
public final class ConfigJson {
    private static final RecordReader READER = new RecordReader(
            TrainingConfig.builder(Path.of("data"), Path.of("run")).build(),
            FeatureTwin.standard(FeatureTwin.UNKNOWN),
            CropAugmentation.standard(),
            JitterAugmentation.standard(),
            TrainingConfig.FrozenEncoder.of(Path.of("model")),
            EarlyStopping.standard());

    /** Paths of the members that had other names in the flat form. */
    private static final Map<String, String> RENAMED =
            Map.of("data", "data.folder", "run", "run.folder", "loss", "loss.pairs", "metricLoss", "loss.metric");

    private ConfigJson() {}

    /** Reads the configuration of a run, as {@link TrainingConfig#read} describes. */
    public static TrainingConfig read(Path file) {
        try {
            return config(Json.parse(file));
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (JsonParseException e) {
            throw new TrainingException(Code.CONFIG_INVALID, file + " cannot be used: " + e.getMessage(), e);
        } catch (TrainingException e) {
            String reason = String.valueOf(e.getMessage()).substring((e.code() + ": ").length());
            throw new TrainingException(e.code(), file + " cannot be used: " + reason, e);
        }
    }

    /** Reads a configuration in the present form, or in the flat form of earlier versions. */
    public static TrainingConfig config(@Nullable JsonElement json) {
        if (json == null || !json.isJsonObject()) {
            throw new JsonParseException("the configuration must be an object: " + json);
        }
        JsonObject given = isFlat(json.getAsJsonObject()) ? grouped(json.getAsJsonObject()) : json.getAsJsonObject();
        for (String group : List.of("data", "run")) {
            JsonElement members = given.get(group);
            if (members == null
                    || (members.isJsonObject() && !members.getAsJsonObject().has("folder"))) {
                throw new JsonParseException(group + ".folder is missing; name the folder");
            }
        }
        return READER.read(given, TrainingConfig.class);
    }

    /** Reads a part of a configuration or of a checkpoint. */
    public static <T> T part(@Nullable JsonElement json, Class<T> type) {
        return READER.read(json, type);
    }

    private static boolean isFlat(JsonObject json) {
        return Stream.of("data", "run").map(json::get).anyMatch(member -> member != null && member.isJsonPrimitive());
    }

    private static JsonObject grouped(JsonObject flat) {
        JsonObject grouped = new JsonObject();
        flat.asMap().forEach((name, value) -> {
            String path = RENAMED.getOrDefault(name, group(name) + name);
            boolean affine = "augmentation".equals(name)
                    && value.isJsonObject()
                    && value.getAsJsonObject().has("rotationDegrees");
            put(grouped, affine ? path + ".affine" : path, value);
        });
        return grouped;
    }

    /** Returns the path of the group that has a member of this name; empty if there is none. */
    private static String group(String name) {
        return Arrays.stream(TrainingConfig.class.getRecordComponents())
                .filter(group -> group.getType().getEnclosingClass() == TrainingConfig.class)
                .filter(group -> Arrays.stream(group.getType().getRecordComponents())
                        .map(RecordComponent::getName)
                        .anyMatch(name::equals))
                .map(group -> group.getName() + ".")
                .findFirst()
                .orElse("");
    }

    private static void put(JsonObject json, String path, JsonElement value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            json.add(path, value);
        } else {
            String name = path.substring(0, dot);
            if (!json.has(name)) {
                json.add(name, new JsonObject());
            }
            put(json.getAsJsonObject(name), path.substring(dot + 1), value);
        }
    }
}
