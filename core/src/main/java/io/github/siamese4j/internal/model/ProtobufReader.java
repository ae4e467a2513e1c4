package io.github.siamese4j.internal.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Reads and writes the protobuf encoding, as far as ONNX files need it. */
public final class ProtobufReader {

    private static final int BYTES = 2;

    private ProtobufReader() {}

    /** Returns the field number of a tag. */
    public static int field(long tag) {
        return (int) (tag >>> 3);
    }

    /** Reads a length-delimited field: a message, a string or bytes. */
    public static ByteBuffer nested(long tag, ByteBuffer in) {
        if ((tag & 7) != BYTES) {
            throw new IllegalArgumentException("field " + field(tag) + " is not length-delimited");
        }
        int length = length(in);
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }

    /** Skips the field of a tag. */
    public static void skip(long tag, ByteBuffer in) {
        switch ((int) (tag & 7)) {
            case 0 -> varint(in);
            case 1 -> in.position(in.position() + Long.BYTES);
            case 2 -> {
                int length = length(in);
                in.position(in.position() + length);
            }
            case 5 -> in.position(in.position() + Integer.BYTES);
            default -> throw new IllegalArgumentException("unknown wire type " + (tag & 7));
        }
    }

    private static int length(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return (int) length;
    }

    /** Reads a base-128 varint. */
    public static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint has more than ten bytes");
    }

    /** Builds a message. */
    public static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        public Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        public Message bytes(int field, byte[] value) {
            varint((long) field << 3 | BYTES);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        public Message text(int field, String value) {
            return bytes(field, value.getBytes(UTF_8));
        }

        public Message message(int field, Message value) {
            return bytes(field, value.toByteArray());
        }

        public byte[] toByteArray() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
