package io.github.siamese4j.internal.image;

/** Reads the EXIF orientation, tag 0x0112. */
final class ExifOrientation {

    private static final int TAG = 0x0112;
    private static final int TYPE_SHORT = 3;
    /** Not the type that the standard names, but some cameras write it. */
    private static final int TYPE_LONG = 4;

    private ExifOrientation() {}

    /**
     * Returns the orientation, 1..8, in the first directory of an EXIF block with or without "Exif\0\0" in front; 1 if
     * the block cannot be understood. A broken tag is no reason to refuse an image.
     */
    static int read(Bytes file, int from, int to) {
        int tiff = file.matches(from, "Exif\0\0") ? from + 6 : from;
        boolean little = file.matches(tiff, "II*\0");
        if (to > file.size() || tiff + 8 > to || !(little || file.matches(tiff, "MM\0*"))) {
            return 1;
        }
        long directory = tiff + u32(file, little, tiff + 4);
        if (directory + 2 > to) {
            return 1;
        }
        int at = (int) directory;
        int entries = u16(file, little, at);
        for (int i = 0, entry = at + 2; i < entries && entry + 12 <= to; i++, entry += 12) {
            int type = u16(file, little, entry + 2);
            if (u16(file, little, entry) == TAG && (type == TYPE_SHORT || type == TYPE_LONG)) {
                long value = type == TYPE_SHORT ? u16(file, little, entry + 8) : u32(file, little, entry + 8);
                return value >= 1 && value <= 8 ? (int) value : 1;
            }
        }
        return 1;
    }

    private static int u16(Bytes file, boolean little, int at) {
        return little ? file.u16le(at) : file.u16be(at);
    }

    private static long u32(Bytes file, boolean little, int at) {
        return little ? file.u32le(at) : file.u32be(at);
    }
}
