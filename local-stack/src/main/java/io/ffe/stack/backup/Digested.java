package io.ffe.stack.backup;

import io.ffe.stack.backup.Manifest.Content;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A new file whose bytes are counted and hashed while they are written; on the disk when it is closed. */
final class Digested extends FilterOutputStream {

    private final FileChannel channel;
    private final MessageDigest digest = sha256();
    private long bytes;

    private Digested(FileChannel channel) {
        super(Channels.newOutputStream(channel));
        this.channel = channel;
    }

    /** @throws java.nio.file.FileAlreadyExistsException when there is one */
    static Digested create(Path file) throws IOException {
        return new Digested(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
        digest.update(from, offset, length);
        bytes += length;
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.force(true);
            channel.close();
        }
    }

    long bytes() {
        return bytes;
    }

    /** Of all that was written; once. */
    Content content() {
        return new Content(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** Copies a file to a new one, up to the end that it has when it is reached. */
    static Content copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from);
                Digested copy = create(to)) {
            in.transferTo(copy);
            return copy.content();
        }
    }

    static Content of(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new DigestOutputStream(nullOutputStream(), digest)) {
            return new Content(in.transferTo(out), HexFormat.of().formatHex(digest.digest()));
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
