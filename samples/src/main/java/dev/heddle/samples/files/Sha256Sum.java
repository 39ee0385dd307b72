package dev.heddle.samples.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;

/** The format of GNU sha256sum, which {@code sha256sum -c} reads. */
final class Sha256Sum {
    private Sha256Sum() {}

    /**
     * A line.
     *
     * @param hash in hexadecimal
     * @param name the bytes of the file's name. If one is a line's end or a backslash, it is escaped, and a backslash at the
     *     beginning of the line says so.
     */
    static byte[] line(String hash, byte[] name) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteArrayOutputStream escaped = new ByteArrayOutputStream();
        for (byte b : name) {
            switch (b) {
                case '\\' -> escaped.writeBytes("\\\\".getBytes(US_ASCII));
                case '\n' -> escaped.writeBytes("\\n".getBytes(US_ASCII));
                case '\r' -> escaped.writeBytes("\\r".getBytes(US_ASCII));
                default -> escaped.write(b);
            }
        }
        line.writeBytes(((escaped.size() > name.length ? "\\" : "") + hash + "  ").getBytes(US_ASCII));
        line.writeBytes(escaped.toByteArray());
        line.write('\n');
        return line.toByteArray();
    }
}
