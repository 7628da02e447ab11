package io.ffe.marketdata.ws;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A client by hand that reads only when it is told to. */
final class RawSocket implements AutoCloseable {

    private static final int CLOSE = 8;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    /** What a close frame says. */
    record Ending(int code, String reason) {}

    /** @param bufferBytes what the system is asked to hold; with the least of it, reading takes long too */
    RawSocket(URI url, String token, int bufferBytes) throws IOException {
        socket.setReceiveBufferSize(bufferBytes);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        in = new DataInputStream(socket.getInputStream());
        String request = "GET " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("not upgraded: " + head);
        }
    }

    /** A text message of at most 65,535 bytes, masked with zeros. */
    void say(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length & 0xff);
        }
        frame.write(new byte[4]);
        frame.write(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** Reads frame by frame and answers nothing. Returns what the close frame says; nothing when the connection was cut. */
    Optional<Ending> readToTheEnd() throws IOException {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 0x0f;
                int length = in.readUnsignedByte();
                if (length == 126) {
                    length = in.readUnsignedShort();
                } else if (length == 127) {
                    length = (int) in.readLong();
                }
                byte[] payload = in.readNBytes(length);
                if (opcode == CLOSE) {
                    return Optional.of(new Ending(
                            (payload[0] & 0xff) << 8 | payload[1] & 0xff,
                            new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8)));
                }
            }
        } catch (EOFException | SocketException cut) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
