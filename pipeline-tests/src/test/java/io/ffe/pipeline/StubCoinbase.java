package io.ffe.pipeline;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Coinbase's market data over a WebSocket, five quotes a second of each product, until it is told to say less. Only what its one
 * client needs: text frames, no fragments, masked on the way in.
 */
final class StubCoinbase implements AutoCloseable {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final long EVERY_MILLIS = 200;
    private static final int TEXT = 0x81;

    private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final List<String> products;
    private final Set<String> quiet = ConcurrentHashMap.newKeySet();
    private final AtomicLong quotes = new AtomicLong();
    private volatile boolean silent;
    private volatile boolean standsStill;
    private volatile double level = 1;

    /** @param products as in BTC-USD */
    StubCoinbase(List<String> products) throws IOException {
        this.products = List.copyOf(products);
        Thread.ofVirtual().start(this::accept);
        clock.scheduleAtFixedRate(this::tell, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private record Client(Socket socket, AtomicLong number) {}

    String url() {
        return "ws://127.0.0.1:" + listening.getLocalPort();
    }

    /** Cuts every connection and takes no new one; or takes them again. */
    void goAway(boolean away) throws IOException {
        silent = away;
        for (Client client : clients) {
            client.socket().close();
        }
        clients.clear();
    }

    /** Whether the same quote is told again and again. */
    void standStill(boolean still) {
        standsStill = still;
    }

    /** What all prices are of their usual level, from the next quote on. */
    void level(double fraction) {
        level = fraction;
    }

    /** Whether a product is told about no more, while heartbeats go on. */
    void hush(String product, boolean hushed) {
        if (hushed) {
            quiet.add(product);
        } else {
            quiet.remove(product);
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                if (silent) {
                    socket.close();
                } else {
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        Client client = new Client(socket, new AtomicLong());
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String key = key(in);
            socket.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: " + accepted(key) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            while (true) {
                String request = frame(in);
                if (request.contains("\"subscribe\"")) {
                    send(client, "subscriptions", "{\"subscriptions\":{}}");
                    if (!clients.contains(client)) {
                        clients.add(client);
                    }
                }
            }
        } catch (IOException gone) {
            clients.remove(client);
        }
    }

    private static String key(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("no WebSocket handshake"));
    }

    private static String accepted(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /** The text of one frame of a client, or of a control frame what it carries. */
    private static String frame(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new String(payload, StandardCharsets.UTF_8);
    }

    private void tell() {
        if (!standsStill) {
            quotes.incrementAndGet();
        }
        for (Client client : clients) {
            try {
                send(
                        client,
                        "heartbeats",
                        "{\"current_time\":\"" + Instant.now() + "\",\"heartbeat_counter\":\"" + quotes.get() + "\"}");
                for (String product : products) {
                    if (!quiet.contains(product)) {
                        send(client, "ticker", ticker(product));
                    }
                }
            } catch (IOException gone) {
                clients.remove(client);
            }
        }
    }

    /** Every other quote repeats the one before: half of them unchanged, as is usual. */
    private String ticker(String product) {
        double bid = level * (60_000 + 30 * Math.sin(quotes.get() / 2 / 25.0));
        return String.format(
                Locale.ROOT,
                "{\"type\":\"update\",\"tickers\":[{\"type\":\"ticker\",\"product_id\":\"%s\",\"price\":\"%.2f\","
                        + "\"best_bid\":\"%.2f\",\"best_bid_quantity\":\"1.5\",\"best_ask\":\"%.2f\",\"best_ask_quantity\":\"1.5\"}]}",
                product,
                bid,
                bid,
                bid + 1);
    }

    private static void send(Client client, String channel, String event) throws IOException {
        byte[] text = ("{\"channel\":\"" + channel + "\",\"client_id\":\"\",\"timestamp\":\"" + Instant.now()
                        + "\",\"sequence_num\":" + client.number().getAndIncrement() + ",\"events\":[" + event + "]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] head = text.length < 126
                ? new byte[] {(byte) TEXT, (byte) text.length}
                : new byte[] {(byte) TEXT, 126, (byte) (text.length >> 8), (byte) text.length};
        OutputStream out = client.socket().getOutputStream();
        synchronized (client.socket()) {
            out.write(head);
            out.write(text);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        listening.close();
        for (Client client : clients) {
            client.socket().close();
        }
    }
}
