import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * Shows what market-data's WebSocket says, with nothing but a JDK:
 * {@code TOKEN=... java docs/examples/FollowPrices.java ws://127.0.0.1:18081/ws quotes,bars BTCUSDT,ETHUSDT}
 */
public final class FollowPrices implements WebSocket.Listener {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final StringBuilder frame = new StringBuilder();

    public static void main(String[] arguments) throws Exception {
        String token = System.getenv("TOKEN");
        if (arguments.length != 3 || token == null) {
            System.err.println("usage: TOKEN=... java FollowPrices.java URL CHANNEL,... SYMBOL,...");
            System.exit(2);
        }
        FollowPrices follower = new FollowPrices();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create(arguments[0]), follower)
                .join();
        String subscribe = "{\"op\":\"subscribe\",\"symbols\":" + list(arguments[2]) + ",\"channels\":"
                + list(arguments[1]) + "}";
        System.out.println("> " + subscribe);
        socket.sendText(subscribe, true).join();
        follower.ended.await();
        System.exit(0);
    }

    private static String list(String words) {
        return Arrays.stream(words.split(",")).collect(Collectors.joining("\",\"", "[\"", "\"]"));
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            System.out.println("< " + frame);
            frame.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        System.out.println("closed: " + code + " " + reason);
        ended.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        System.out.println("broken: " + error);
        ended.countDown();
    }
}
