package io.ffe.decision.llm;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A stub that takes connections and whatever comes over them, never answers, and counts those that are still open. */
final class SilentServer implements AutoCloseable {

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    SilentServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.submit(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Connections that the other side has not closed. */
    int open() {
        return open.get();
    }

    /** The most that were open at once. */
    int most() {
        return most.get();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket connection = listener.accept();
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                threads.submit(() -> swallow(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void swallow(Socket connection) {
        try (connection;
                InputStream in = connection.getInputStream()) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException reset) {
            // Closed by the other side, in its way.
        } finally {
            open.decrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
