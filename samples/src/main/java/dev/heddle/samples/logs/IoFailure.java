package dev.heddle.samples.logs;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;

/** Says in a few words what an {@link IOException} means, which its message often does not. */
final class IoFailure {
    private IoFailure() {}

    static String explain(IOException failure) {
        return switch (failure) {
            case EOFException truncated -> "truncated gzip file";
            case ZipException damaged -> "damaged gzip file: " + damaged.getMessage();
            case FileNotFoundException old -> reason(old.getMessage());
            case NoSuchFileException missing -> "no such file or directory";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }

    /** It stands in parentheses behind the file's name. */
    private static String reason(String message) {
        int at = message.lastIndexOf('(');
        return at < 0 ? message
                : Character.toLowerCase(message.charAt(at + 1)) + message.substring(at + 2, message.length() - 1);
    }
}
