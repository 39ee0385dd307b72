package dev.heddle.samples.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * File names as the bytes that they are. {@code Path.toString} shows them in the charset of the locale, with question marks
 * for what that does not have.
 */
final class FileNames {
    private final byte[] prefix;
    private final int from;

    /**
     * @param directory as the names are to begin; an empty path is the current directory, ".", as Java has it
     * @param real its real path
     */
    FileNames(Path directory, Path real) {
        this.prefix = prefix(directory).getBytes(UTF_8);
        this.from = real.toUri().getRawPath().length() - 1;
    }

    private static String prefix(Path directory) {
        if (directory.getNameCount() == 0) {
            return ""; // the root: the slash is the rest's
        }
        return directory.toString().isEmpty() ? "." : directory.toString();
    }

    /** The name of a file below the directory, with slashes. */
    byte[] of(Path file) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        name.writeBytes(prefix);
        name.writeBytes(bytes(file.toUri().getRawPath().substring(from)));
        return name.toByteArray();
    }

    /** Of a URI's path, which has each byte of the name, as a letter or as % and two digits. */
    private static byte[] bytes(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(path, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(path.charAt(i));
            }
        }
        return bytes.toByteArray();
    }
}
