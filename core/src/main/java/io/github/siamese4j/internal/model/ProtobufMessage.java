package io.github.siamese4j.internal.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A protobuf message as a list of fields in their order, for reading, changing and writing. Nested messages stay
 * encoded until they are asked for, and long fields are views of the buffer that was parsed. Malformed bytes are
 * reported as {@link IllegalArgumentException} or {@link java.nio.BufferUnderflowException}.
 */
public final class ProtobufMessage {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final List<Field> fields = new ArrayList<>();

    /** A field holds a number, bytes, or a message. */
    private record Field(
            int number,
            int wire,
            long value,
            @Nullable ByteBuffer bytes,
            @Nullable ProtobufMessage message) {

        int size() {
            int tag = varintSize((long) number << 3);
            return switch (wire) {
                case VARINT -> tag + varintSize(value);
                case FIXED64 -> tag + Long.BYTES;
                case FIXED32 -> tag + Integer.BYTES;
                default -> {
                    int length = length();
                    yield Math.addExact(tag + varintSize(length), length);
                }
            };
        }

        private int length() {
            return bytes != null ? bytes.remaining() : message == null ? 0 : message.size();
        }

        void writeTo(ByteBuffer out) {
            putVarint(out, (long) number << 3 | wire);
            switch (wire) {
                case VARINT -> putVarint(out, value);
                case FIXED64 -> out.putLong(value);
                case FIXED32 -> out.putInt((int) value);
                default -> {
                    putVarint(out, length());
                    if (bytes != null) {
                        out.put(bytes.duplicate());
                    } else if (message != null) {
                        message.fields.forEach(field -> field.writeTo(out));
                    }
                }
            }
        }
    }

    /** Parses the remaining bytes, one level deep. */
    public static ProtobufMessage parse(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        ProtobufMessage message = new ProtobufMessage();
        while (in.hasRemaining()) {
            long tag = ProtobufReader.varint(in);
            int wire = (int) (tag & 7);
            int number = ProtobufReader.field(tag);
            switch (wire) {
                case VARINT -> message.put(number, wire, ProtobufReader.varint(in), null, null);
                case FIXED64 -> message.put(number, wire, in.getLong(), null, null);
                case FIXED32 -> message.put(number, wire, in.getInt(), null, null);
                case BYTES -> message.put(number, wire, 0, ProtobufReader.nested(tag, in), null);
                default -> throw new IllegalArgumentException("unknown wire type " + wire);
            }
        }
        return message;
    }

    private ProtobufMessage put(
            int number, int wire, long value, @Nullable ByteBuffer bytes, @Nullable ProtobufMessage message) {
        fields.add(new Field(number, wire, value, bytes, message));
        return this;
    }

    /** Appends a number. */
    public ProtobufMessage number(int field, long value) {
        return put(field, VARINT, value, null, null);
    }

    /** Appends the remaining bytes of a buffer, which is not copied. */
    public ProtobufMessage bytes(int field, ByteBuffer value) {
        return put(field, BYTES, 0, value, null);
    }

    /** Appends a string. */
    public ProtobufMessage text(int field, String value) {
        return bytes(field, ByteBuffer.wrap(value.getBytes(UTF_8)));
    }

    /** Appends a message, which is not copied. */
    public ProtobufMessage message(int field, ProtobufMessage value) {
        return put(field, BYTES, 0, null, value);
    }

    /** Removes all fields of a number. */
    public ProtobufMessage remove(int field) {
        fields.removeIf(each -> each.number == field);
        return this;
    }

    /** Returns whether there is a field of a number. */
    public boolean has(int field) {
        return fields.stream().anyMatch(each -> each.number == field);
    }

    /** Returns the last number of a field, or the given value if it is absent. */
    public long value(int field, long absent) {
        long found = absent;
        for (Field each : fields) {
            found = each.number == field && each.wire == VARINT ? each.value : found;
        }
        return found;
    }

    /** Returns the numbers of a repeated field, packed or not. */
    public List<Long> numbers(int field) {
        List<Long> numbers = new ArrayList<>();
        for (Field each : fields) {
            if (each.number == field && each.bytes != null) {
                ByteBuffer packed = each.bytes.duplicate();
                while (packed.hasRemaining()) {
                    numbers.add(ProtobufReader.varint(packed));
                }
            } else if (each.number == field) {
                numbers.add(each.value);
            }
        }
        return numbers;
    }

    /** Returns the raw values of a repeated field of four bytes each, packed or not. */
    public List<Integer> fixed32(int field) {
        List<Integer> values = new ArrayList<>();
        for (Field each : fields) {
            if (each.number == field && each.bytes != null) {
                ByteBuffer packed = each.bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
                while (packed.hasRemaining()) {
                    values.add(packed.getInt());
                }
            } else if (each.number == field) {
                values.add((int) each.value);
            }
        }
        return values;
    }

    /** Returns the contents of a repeated field of bytes. */
    public List<ByteBuffer> allBytes(int field) {
        List<ByteBuffer> all = new ArrayList<>();
        for (Field each : fields) {
            if (each.number == field) {
                all.add(each.bytes != null ? each.bytes.duplicate() : encoded(each));
            }
        }
        return all;
    }

    private static ByteBuffer encoded(Field field) {
        if (field.message == null) {
            throw new IllegalArgumentException("field " + field.number + " is not length-delimited");
        }
        return field.message.encode();
    }

    /** Returns the strings of a repeated field. */
    public List<String> texts(int field) {
        return allBytes(field).stream()
                .map(bytes -> UTF_8.decode(bytes).toString())
                .toList();
    }

    /** Returns the last string of a field, or an empty string. */
    public String text(int field) {
        List<String> all = texts(field);
        return all.isEmpty() ? "" : all.get(all.size() - 1);
    }

    /** Returns the messages of a repeated field. Changes to a message that was not parsed before are not seen here. */
    public List<ProtobufMessage> messages(int field) {
        List<ProtobufMessage> all = new ArrayList<>();
        for (Field each : fields) {
            if (each.number == field) {
                all.add(each.message != null ? each.message : parse(encodedOrBytes(each)));
            }
        }
        return all;
    }

    private static ByteBuffer encodedOrBytes(Field field) {
        return field.bytes != null ? field.bytes : encoded(field);
    }

    /** Replaces the messages of a field in place. */
    public ProtobufMessage mapMessages(int field, UnaryOperator<ProtobufMessage> change) {
        fields.replaceAll(each -> {
            if (each.number != field) {
                return each;
            }
            ProtobufMessage old = each.message != null ? each.message : parse(encodedOrBytes(each));
            return new Field(field, BYTES, 0, null, change.apply(old));
        });
        return this;
    }

    /** Replaces the strings of a field in place. */
    public ProtobufMessage mapTexts(int field, UnaryOperator<String> change) {
        fields.replaceAll(each -> {
            if (each.number != field) {
                return each;
            }
            String old = UTF_8.decode(encodedOrBytes(each).duplicate()).toString();
            return new Field(field, BYTES, 0, ByteBuffer.wrap(change.apply(old).getBytes(UTF_8)), null);
        });
        return this;
    }

    /** Returns a message with the same fields. */
    public ProtobufMessage copy() {
        ProtobufMessage copy = new ProtobufMessage();
        copy.fields.addAll(fields);
        return copy;
    }

    /** Returns the length of the encoding in bytes. Throws {@link ArithmeticException} above 2 GiB. */
    public int size() {
        int size = 0;
        for (Field field : fields) {
            size = Math.addExact(size, field.size());
        }
        return size;
    }

    /** Equivalent to {@code encode("the model")}. */
    public ByteBuffer encode() {
        return encode("the model");
    }

    /**
     * Returns the encoding in a new direct buffer. Throws {@code MODEL_INVALID} above 2 GiB.
     *
     * @param location the name of the model, for messages
     */
    public ByteBuffer encode(String location) {
        ByteBuffer out = ByteBuffer.allocateDirect(sizeOf(location)).order(ByteOrder.LITTLE_ENDIAN);
        fields.forEach(field -> field.writeTo(out));
        return out.flip();
    }

    private int sizeOf(String location) {
        try {
            return size();
        } catch (ArithmeticException e) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    location + " is larger than 2 GiB with its weights; export it with float16 weights",
                    e);
        }
    }

    private static int varintSize(long value) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    private static void putVarint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
