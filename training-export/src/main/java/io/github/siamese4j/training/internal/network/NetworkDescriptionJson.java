package io.github.siamese4j.training.internal.network;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.TwinDescription;
import java.lang.reflect.Type;

/** Networks as JSON: {@code inputs} is a member of those over feature vectors alone. */
public final class NetworkDescriptionJson
        implements JsonSerializer<NetworkDescription>, JsonDeserializer<NetworkDescription> {
    @Override
    public JsonElement serialize(NetworkDescription network, Type type, JsonSerializationContext context) {
        return context.serialize(network, network.getClass());
    }

    @Override
    public NetworkDescription deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
        if (!json.isJsonObject()) {
            throw new JsonParseException("a network must be an object: " + json);
        }
        boolean features = json.getAsJsonObject().has("inputs");
        return context.deserialize(json, features ? FeatureTwin.class : TwinDescription.class);
    }
}
