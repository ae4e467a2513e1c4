"""Writes the golden images of core: one small file per format and variant, and its pixels by Pillow.

Run from the repository's root; the result is byte for byte the same every time:

    pip install pillow==12.3.0 numpy==2.4.6
    python core/src/test/python/golden_images.py core/src/test/resources/golden/images

`<name>.<format>` is the image, `<name>.<format>.ppm` the expected 8-bit RGB: EXIF orientation applied, alpha over
white, the upper eight bits of 16-bit samples, the first frame of an animation.
"""

import io
import pathlib
import struct
import sys
import zlib

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 37, 23
OUT = pathlib.Path(sys.argv[1])


# ---------------------------------------------------------------------------------------------------- the image


def colours() -> np.ndarray:
    """Returns an image without symmetry: gradients, an edge, noise."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    rgb = np.stack([x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1), (x * 3 + y * 5) % 256], axis=-1)
    rgb[4:9, 5:20] = (200, 30, 90)
    noise = np.random.default_rng(1).integers(-6, 7, rgb.shape)
    return np.clip(rgb + noise, 0, 255).astype(np.uint8)


def opacity() -> np.ndarray:
    """Returns alpha values over the whole range, with areas at both ends."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    a = (x * 5 + y * 7) % 256
    a[:3] = 0
    a[-3:] = 255
    return a.astype(np.uint8)


RGB = colours()
ALPHA = opacity()
GREY = np.asarray(Image.fromarray(RGB).convert("L"))
BITS = (GREY > 128).astype(np.uint8)
RGB16 = (RGB.astype(np.uint16) << 8) | np.random.default_rng(2).integers(0, 256, RGB.shape).astype(np.uint16)
GREY16 = (GREY.astype(np.uint16) << 8) | np.random.default_rng(3).integers(0, 256, GREY.shape).astype(np.uint16)
ALPHA16 = ALPHA.astype(np.uint16) * 257
PALETTED = Image.fromarray(RGB).quantize(64)
FEW = Image.fromarray(RGB).quantize(14)


# ---------------------------------------------------------------------------------------------------- expectations


def over_white(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    a = alpha[..., None].astype(np.int64)
    return ((rgb.astype(np.int64) * a + 255 * (255 - a)) / 255 + 0.5).astype(np.uint8)


def pillow(data: bytes) -> np.ndarray:
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if image.mode in ("LA", "RGBA", "PA", "La", "RGBa") or "transparency" in image.info:
        rgba = np.asarray(image.convert("RGBA"))
        return over_white(rgba[..., :3], rgba[..., 3])
    return np.asarray(image.convert("RGB"))


def grey3(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey[..., None], 3, axis=-1)


def write(name: str, data: bytes, expected: np.ndarray | None = None) -> None:
    expected = pillow(data) if expected is None else expected.astype(np.uint8)
    (OUT / name).write_bytes(data)
    height, width, _ = expected.shape
    (OUT / (name + ".ppm")).write_bytes(b"P6 %d %d 255\n" % (width, height) + expected.tobytes())


def save(name: str, image: Image.Image, expected: np.ndarray | None = None, **options) -> None:
    buffer = io.BytesIO()
    image.save(buffer, name.rsplit(".", 1)[1].replace("jpg", "jpeg").replace("tif", "tiff").upper()
               if not name.endswith("tiff") else "TIFF", **options)
    write(name, buffer.getvalue(), expected)


# ---------------------------------------------------------------------------------------------------- PNG by hand

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(samples: np.ndarray, bits: int) -> bytes:
    """Returns rows of samples, each preceded by filter 0."""
    rows = []
    for row in samples.reshape(samples.shape[0], -1):
        if bits == 16:
            rows.append(b"\0" + row.astype(">u2").tobytes())
        elif bits == 8:
            rows.append(b"\0" + row.astype(np.uint8).tobytes())
        else:
            flat = np.unpackbits(row.astype(np.uint8)[:, None], axis=1)[:, 8 - bits:].ravel()
            rows.append(b"\0" + np.packbits(flat).tobytes())
    return b"".join(rows)


def png(samples: np.ndarray, colour_type: int, bits: int, before=(), after=(), interlaced=False, parts=1) -> bytes:
    height, width = samples.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, int(interlaced))
    raw = b"".join(packed(samples[y::dy, x::dx], bits) for x, y, dx, dy in ADAM7 if samples[y::dy, x::dx].size) \
        if interlaced else packed(samples, bits)
    data = zlib.compress(raw, 9)
    size = -(-len(data) // parts)
    idat = [chunk(b"IDAT", data[i:i + size]) for i in range(0, len(data), size)]
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(before) + b"".join(idat) + b"".join(after) \
        + chunk(b"IEND", b"")


def exif(orientation: int, order: str = "<") -> bytes:
    tiff = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    return tiff + struct.pack(order + "HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)


def palette(image: Image.Image) -> bytes:
    return chunk(b"PLTE", bytes(image.getpalette()))


def pngs() -> None:
    paletted, few = np.asarray(PALETTED), np.asarray(FEW)
    for interlaced in (False, True):
        suffix = "-interlaced" if interlaced else ""

        def put(name, *args, expected=None, **more):
            write(f"{name}{suffix}.png", png(*args, interlaced=interlaced, **more), expected)

        for bits in (1, 2, 4, 8):
            put(f"grey{bits}", GREY >> (8 - bits), 0, bits)
        put("grey16", GREY16, 0, 16, expected=grey3(GREY16 >> 8))
        put("rgb8", RGB, 2, 8)
        put("rgb16", RGB16, 2, 16, expected=RGB16 >> 8)
        put("palette8", paletted, 3, 8, before=[palette(PALETTED)])
        put("palette4", few, 3, 4, before=[palette(FEW)])
        put("palette1", BITS, 3, 1, before=[chunk(b"PLTE", bytes([10, 200, 30, 220, 40, 90]))])
        put("grey-alpha8", np.stack([GREY, ALPHA], -1), 4, 8)
        put("grey-alpha16", np.stack([GREY16, ALPHA16], -1), 4, 16, expected=over_white(grey3(GREY16 >> 8), ALPHA))
        put("rgba8", np.dstack([RGB, ALPHA]), 6, 8)
        put("rgba16", np.dstack([RGB16, ALPHA16]), 6, 16, expected=over_white(RGB16 >> 8, ALPHA))

        transparent = tuple(int(v) for v in RGB[6, 7])
        put("trns-rgb8", RGB, 2, 8, before=[chunk(b"tRNS", struct.pack(">HHH", *transparent))])
        put("trns-rgb16", RGB16, 2, 16, before=[chunk(b"tRNS", struct.pack(">HHH", *map(int, RGB16[6, 7])))],
            expected=over_white(RGB16 >> 8, np.where((RGB16 == RGB16[6, 7]).all(-1), 0, 255)))
        put("trns-grey8", GREY, 0, 8, before=[chunk(b"tRNS", struct.pack(">H", int(GREY[6, 7])))])
        put("trns-grey4", GREY >> 4, 0, 4, before=[chunk(b"tRNS", struct.pack(">H", int(GREY[6, 7] >> 4)))],
            expected=over_white(grey3((GREY >> 4) * 17), np.where(GREY >> 4 == GREY[6, 7] >> 4, 0, 255)))
        put("trns-grey16", GREY16, 0, 16, before=[chunk(b"tRNS", struct.pack(">H", int(GREY16[6, 7])))],
            expected=over_white(grey3(GREY16 >> 8), np.where(GREY16 == GREY16[6, 7], 0, 255)))
        put("trns-palette8", paletted, 3, 8, before=[palette(PALETTED), chunk(b"tRNS", bytes(range(0, 250, 5)))])
        put("trns-palette4", few, 3, 4, before=[palette(FEW), chunk(b"tRNS", bytes([0, 100, 255, 7]))])
        put("trns-palette1", BITS, 3, 1,
            before=[chunk(b"PLTE", bytes([10, 200, 30, 220, 40, 90])), chunk(b"tRNS", bytes([77]))])

    write("rgb8-many-idat.png", png(RGB, 2, 8, parts=9))
    write("rgb8-chromaticity.png", png(RGB, 2, 8, before=[
        chunk(b"gAMA", struct.pack(">I", 100000)),
        chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)),
        chunk(b"sBIT", bytes([5, 6, 5])), chunk(b"bKGD", struct.pack(">HHH", 9, 99, 199))]), RGB)
    write("rgba8-background.png",
          png(np.dstack([RGB, ALPHA]), 6, 8, before=[chunk(b"bKGD", struct.pack(">HHH", 9, 99, 199))]))
    for orientation in range(1, 9):
        write(f"orientation{orientation}.png", png(RGB, 2, 8, before=[chunk(b"eXIf", exif(orientation, ">"))]))
    write("orientation6-rgba.png",
          png(np.dstack([RGB, ALPHA]), 6, 8, before=[chunk(b"eXIf", exif(6))]))

    def frame(number, width, height, x=0, y=0):
        return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, width, height, x, y, 1, 10, 0, 0))

    other = zlib.compress(packed(255 - RGB, 8), 9)
    animation = chunk(b"acTL", struct.pack(">II", 2, 0))
    write("animated.png", png(RGB, 2, 8, before=[animation, frame(0, WIDTH, HEIGHT)], after=[
        frame(1, WIDTH, HEIGHT), chunk(b"fdAT", struct.pack(">I", 2) + other)]), RGB)
    write("animated-separate-default.png", png(RGB, 2, 8, before=[animation], after=[
        frame(0, WIDTH, HEIGHT), chunk(b"fdAT", struct.pack(">I", 1) + other),
        frame(2, WIDTH, HEIGHT), chunk(b"fdAT", struct.pack(">I", 3) + other)]), RGB)


# ---------------------------------------------------------------------------------------------------- other formats


def jpegs() -> None:
    picture = Image.fromarray(RGB)
    for name, sampling in (("444", 0), ("422", 1), ("420", 2)):
        save(f"rgb-{name}.jpg", picture, quality=92, subsampling=sampling)
    save("rgb-components.jpg", picture, quality=92, keep_rgb=True)
    save("progressive.jpg", picture, quality=92, progressive=True)
    save("restart.jpg", picture, quality=92, restart_marker_blocks=1)
    save("grey.jpg", Image.fromarray(GREY), quality=92)
    save("cmyk.jpg", picture.convert("CMYK"), quality=92)
    cmyk = bytearray((OUT / "cmyk.jpg").read_bytes())
    adobe = cmyk.index(b"Adobe")
    cmyk[adobe + 11] = 2  # the same samples, declared as YCCK
    write("ycck.jpg", bytes(cmyk))
    for orientation in range(1, 9):
        save(f"orientation{orientation}.jpg", picture, quality=92,
             exif=b"Exif\0\0" + exif(orientation, "<" if orientation % 2 else ">"))
    save("comment.jpg", picture, quality=92, comment=b"\xff\xd9 no end, just a comment \xff\xd8\xff")


def webps() -> None:
    picture, translucent = Image.fromarray(RGB), Image.fromarray(np.dstack([RGB, ALPHA]))
    save("lossy.webp", picture, quality=85)
    save("lossless.webp", picture, lossless=True)
    save("lossy-alpha.webp", translucent, quality=85)
    save("lossless-alpha.webp", translucent, lossless=True, exact=True)
    for orientation in (3, 6):
        save(f"orientation{orientation}.webp", picture, lossless=True, exif=b"Exif\0\0" + exif(orientation))
    save("animated.webp", picture, save_all=True, append_images=[Image.fromarray(255 - RGB)], duration=40,
         lossless=True)
    save("animated-alpha.webp", translucent, save_all=True, append_images=[Image.fromarray(255 - RGB)], duration=40,
         lossless=True, exact=True)


def gifs() -> None:
    save("palette.gif", PALETTED, interlace=0)
    save("interlaced.gif", PALETTED, interlace=1)
    save("few.gif", FEW)
    save("two.gif", Image.fromarray(BITS * 255).convert("1"))
    save("transparent.gif", PALETTED, transparency=5)
    save("animated.gif", PALETTED, save_all=True, append_images=[Image.fromarray(255 - RGB).quantize(64)],
         duration=40)
    data = (OUT / "palette.gif").read_bytes()
    at = data.index(b"\x2c" + struct.pack("<HHHH", 0, 0, WIDTH, HEIGHT))
    larger = bytearray(data)
    larger[6:10] = struct.pack("<HH", WIDTH + 6, HEIGHT + 4)
    larger[at + 1:at + 5] = struct.pack("<HH", 4, 3)
    larger[11] = 3  # background colour
    # The area outside the first frame is transparent, as in browsers.
    shown = np.full((HEIGHT + 4, WIDTH + 6, 3), 255, np.uint8)
    shown[3:3 + HEIGHT, 4:4 + WIDTH] = pillow(data)
    write("smaller-frame.gif", bytes(larger), shown)


def bitmap(rows: bytes, bits: int, colours: bytes = b"", height: int = HEIGHT, compression: int = 0, masks: bytes = b"",
           size: int = 40) -> bytes:
    info = struct.pack("<IiiHHIIiiII", size, WIDTH, height, 1, bits, compression, len(rows), 2835, 2835,
                       len(colours) // 4, 0) + masks
    offset = 14 + len(info) + len(colours)
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + info + colours + rows


def lines(samples: np.ndarray) -> bytes:
    """Returns rows from the bottom up, each padded to four bytes."""
    return b"".join(bytes(row) + b"\0" * (-len(bytes(row)) % 4) for row in (r.tobytes() for r in samples[::-1]))


def bmps() -> None:
    picture = Image.fromarray(RGB)
    save("rgb.bmp", picture)
    save("palette.bmp", PALETTED)
    save("grey.bmp", Image.fromarray(GREY))
    save("two.bmp", Image.fromarray(BITS * 255).convert("1"))
    bgr = RGB[..., ::-1]
    colours16 = b"".join(bytes([b, g, r, 0]) for r, g, b in zip(*[iter((FEW.getpalette() + [0] * 48)[:48])] * 3))
    few = np.asarray(FEW)
    nibbles = np.pad(few, ((0, 0), (0, 1)))
    write("palette4.bmp", bitmap(lines((nibbles[:, ::2] << 4) | nibbles[:, 1::2]), 4, colours16))
    write("top-down.bmp", bitmap(lines(bgr[::-1]), 24, height=-HEIGHT))
    write("core-header.bmp", b"BM" + struct.pack("<IHHI", 26 + len(lines(bgr)), 0, 0, 26)
          + struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, 24) + lines(bgr))
    write("rgb32.bmp", bitmap(lines(np.dstack([bgr, np.zeros_like(ALPHA)])), 32), RGB)
    write("rgba32.bmp", bitmap(lines(np.dstack([bgr, ALPHA])), 32, compression=3, size=108,
                               masks=struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"\0" * 52))
    write("rgbx32-masks.bmp", bitmap(lines(np.dstack([bgr, ALPHA])), 32, compression=3,
                                     masks=struct.pack("<III", 0xFF0000, 0xFF00, 0xFF)), RGB)
    r, g, b = (RGB[..., i].astype(np.uint16) for i in range(3))
    wide = lambda v, bits: (v.astype(np.int64) * 255 / ((1 << bits) - 1) + 0.5).astype(np.uint8)
    write("rgb555.bmp", bitmap(lines((r >> 3 << 10) | (g >> 3 << 5) | (b >> 3)), 16),
          np.dstack([wide(r >> 3, 5), wide(g >> 3, 5), wide(b >> 3, 5)]))
    write("rgb565.bmp", bitmap(lines((r >> 3 << 11) | (g >> 2 << 5) | (b >> 3)), 16, compression=3,
                               masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)),
          np.dstack([wide(r >> 3, 5), wide(g >> 2, 6), wide(b >> 3, 5)]))
    # Headers of versions 2 to 5, with the masks inside them, and masks that no version prescribes.
    for version, size in ((2, 52), (3, 56), (4, 108), (5, 124)):
        masks = struct.pack("<IIII", 0xF800, 0x7E0, 0x1F, 0) + b"\0" * 68
        write(f"rgb565-v{version}.bmp", bitmap(lines((r >> 3 << 11) | (g >> 2 << 5) | (b >> 3)), 16, compression=3,
                                               size=size, masks=masks[:size - 40]),
              np.dstack([wide(r >> 3, 5), wide(g >> 2, 6), wide(b >> 3, 5)]))
    few_levels = (ALPHA >> 7).astype(np.uint16)
    write("argb1555.bmp", bitmap(lines((few_levels << 15) | (r >> 3 << 10) | (g >> 3 << 5) | (b >> 3)), 16,
                                 compression=3, size=56, masks=struct.pack("<IIII", 0x7C00, 0x3E0, 0x1F, 0x8000)),
          over_white(np.dstack([wide(r >> 3, 5), wide(g >> 3, 5), wide(b >> 3, 5)]), few_levels * 255))
    write("rgbx32-swapped.bmp", bitmap(lines(np.dstack([RGB, ALPHA])), 32, compression=3,
                                       masks=struct.pack("<III", 0xFF, 0xFF00, 0xFF0000)), RGB)
    write("xrgb32-high-masks.bmp", bitmap(lines(np.dstack([ALPHA, bgr])), 32, compression=3,
                                          masks=struct.pack("<III", 0xFF000000, 0xFF0000, 0xFF00)), RGB)
    write("abgr32-masks.bmp", bitmap(lines(np.dstack([RGB, ALPHA])), 32, compression=6, size=56,
                                     masks=struct.pack("<IIII", 0xFF, 0xFF00, 0xFF0000, 0xFF000000)),
          over_white(RGB, ALPHA))
    r10, g10, b10 = (RGB[..., i].astype(np.uint32) * 1023 // 255 for i in range(3))
    write("rgb10-masks-top-down.bmp", bitmap(lines(((r10 << 20) | (g10 << 10) | b10)[::-1]), 32, height=-HEIGHT,
                                             compression=3, masks=struct.pack("<III", 0x3FF00000, 0xFFC00, 0x3FF)),
          np.dstack([wide(r10, 10), wide(g10, 10), wide(b10, 10)]))

    colours256 = b"".join(bytes([b, g, r, 0]) for r, g, b in zip(*[iter((PALETTED.getpalette() + [0] * 768)[:768])] * 3))
    encoded = b""
    for number, row in enumerate(np.asarray(PALETTED)[::-1]):
        at = 0
        while at < WIDTH:
            run = 1
            while at + run < WIDTH and row[at + run] == row[at]:
                run += 1
            if run == 1 and WIDTH - at >= 5 and number % 2:
                encoded += bytes([0, 5]) + row[at:at + 5].tobytes() + b"\0"
                at += 5
            else:
                encoded += bytes([run, row[at]])
                at += run
        encoded += b"\0\0"
    encoded = encoded[:-2] + b"\0\1"
    write("rle8.bmp", bitmap(encoded, 8, colours256, compression=1), pillow((OUT / "palette.bmp").read_bytes()))
    encoded = b""
    for row in few[::-1]:
        at = 0
        while at < WIDTH:
            pair = row[at:at + 2]
            encoded += bytes([len(pair), int(pair[0]) << 4 | int(pair[-1])])
            at += 2
        encoded += b"\0\0"
    write("rle4.bmp", bitmap(encoded + b"\0\1", 4, colours16, compression=2),
          pillow((OUT / "palette4.bmp").read_bytes()))


def pnms() -> None:
    size = b"%d %d\n" % (WIDTH, HEIGHT)

    def plain(samples):
        return b"\n".join(b" ".join(b"%d" % v for v in row.ravel()) for row in samples) + b"\n"

    write("p1.pbm", b"P1\n# a comment\n" + size + plain(1 - BITS), grey3(BITS * 255))
    write("p1-dense.pbm", b"P1\n" + size + b"\n".join(bytes(48 + v for v in row) for row in 1 - BITS), grey3(BITS * 255))
    write("p2.pgm", b"P2\n" + size + b"255\n" + plain(GREY), grey3(GREY))
    write("p3.ppm", b"P3\n" + size + b"255\n" + plain(RGB), RGB)
    write("p4.pbm", b"P4\n" + size + np.packbits(1 - BITS, axis=1).tobytes(), grey3(BITS * 255))
    write("p5.pgm", b"P5\n" + size + b"255\n" + GREY.tobytes(), grey3(GREY))
    write("p6.ppm", b"P6 # a comment\n# another\n" + size + b"# and one more\n255\n" + RGB.tobytes(), RGB)
    scaled = lambda v, top: (v.astype(np.int64) * 255 / top + 0.5).astype(np.uint8)
    low = (RGB.astype(np.int64) * 100 // 255).astype(np.uint8)
    write("p6-max100.ppm", b"P6\n" + size + b"100\n" + low.tobytes(), scaled(low, 100))
    write("p5-max100.pgm", b"P5\n" + size + b"100\n" + low[..., 0].tobytes(), grey3(scaled(low[..., 0], 100)))
    write("p3-max15.ppm", b"P3\n" + size + b"15\n" + plain(RGB >> 4), scaled(RGB >> 4, 15))
    write("p2-max1000.pgm", b"P2\n" + size + b"1000\n" + plain(GREY16.astype(np.int64) * 1000 // 65535),
          grey3(scaled(GREY16.astype(np.int64) * 1000 // 65535, 1000)))
    write("p5-16.pgm", b"P5\n" + size + b"65535\n" + GREY16.astype(">u2").tobytes(), grey3(GREY16 >> 8))
    write("p6-16.ppm", b"P6\n" + size + b"65535\n" + RGB16.astype(">u2").tobytes(), RGB16 >> 8)


def tiffs() -> None:
    picture = Image.fromarray(RGB)
    save("rgb.tiff", picture)
    save("deflate.tiff", picture, compression="tiff_adobe_deflate")
    save("lzw.tiff", picture, compression="tiff_lzw")
    save("grey.tiff", Image.fromarray(GREY))
    save("grey16.tiff", Image.fromarray(GREY16), grey3(GREY16 >> 8))
    save("palette.tiff", PALETTED)
    save("two.tiff", Image.fromarray(BITS * 255).convert("1"))
    save("rgba.tiff", Image.fromarray(np.dstack([RGB, ALPHA])))
    save("orientation6.tiff", picture, tiffinfo={274: 6})


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    for group in (pngs, jpegs, webps, gifs, bmps, pnms, tiffs):
        group()
