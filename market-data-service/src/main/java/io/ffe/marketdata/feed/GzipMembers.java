package io.ffe.marketdata.feed;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;

/** Gzip data in one member or several, that also knows whether something else follows them. */
final class GzipMembers extends GZIPInputStream {

    /** Checksum and length. */
    private static final int TRAILER = 8;

    private final Counted raw;
    /** Of the raw bytes, how many had been fetched when the decompressor was last given some. */
    private long filledThrough;

    GzipMembers(InputStream raw, int bufferSize) throws IOException {
        this(new Counted(raw), bufferSize);
    }

    private GzipMembers(Counted raw, int bufferSize) throws IOException {
        super(raw, bufferSize);
        this.raw = raw;
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        filledThrough = raw.bytes;
    }

    /** How many bytes stand behind the last member. To be asked once its end has been read; reads to the end of the file. */
    long bytesBehind() throws IOException {
        raw.transferTo(OutputStream.nullOutputStream());
        return raw.bytes - (filledThrough - inf.getRemaining() + TRAILER);
    }

    private static final class Counted extends FilterInputStream {

        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            bytes += Math.max(0, read);
            return read;
        }
    }
}
