package dev.heddle.samples.logs;

import java.io.EOFException;
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
            case NoSuchFileException missing -> "no such file or directory";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }
}
