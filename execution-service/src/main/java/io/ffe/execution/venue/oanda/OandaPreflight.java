package io.ffe.execution.venue.oanda;

import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.execution.venue.oanda.OandaJson.AccountList;
import io.ffe.execution.venue.oanda.OandaJson.Listed;
import io.ffe.execution.venue.oanda.OandaJson.Summary;
import io.ffe.execution.venue.oanda.OandaJson.SummaryAnswer;
import java.util.ArrayList;
import java.util.List;

/** What has to be true of token and account before an entry may leave. All that is wrong is said at once. */
final class OandaPreflight {

    private final OandaHttp http;
    private final String accountId;
    private final String currency;

    OandaPreflight(OandaHttp http, String accountId, String currency) {
        this.http = http;
        this.accountId = accountId;
        this.currency = currency;
    }

    /**
     * Problems for people, empty when there is none.
     *
     * @throws VenueUnavailable when OANDA gave no answer to judge by
     */
    List<String> problems() {
        Reply accounts = http.get("/v3/accounts");
        return switch (accounts.status()) {
            case 200 -> problemsOf(accounts);
            // The words are the same for a wrong token and for one of the other environment; some accounts answer 400.
            case 401, 403 -> List.of(tokenRefused(accounts));
            case 400 -> {
                if (accounts.shown().contains("authorization")) {
                    yield List.of(tokenRefused(accounts));
                }
                throw unusable(accounts);
            }
            default -> throw unusable(accounts);
        };
    }

    private String tokenRefused(Reply reply) {
        return "OANDA refuses the token (status " + reply.status()
                + "); expected a token of this environment: practice tokens work at practice hosts only";
    }

    private static VenueUnavailable unusable(Reply reply) {
        return new VenueUnavailable("OANDA answered /v3/accounts with status " + reply.status() + ": " + reply.shown());
    }

    private List<String> problemsOf(Reply accounts) {
        AccountList list = OandaJson.read(accounts, AccountList.class);
        if (list == null) {
            throw new VenueUnavailable("OANDA's answer to /v3/accounts is no list of accounts: " + accounts.shown());
        }
        List<Listed> ours = list.accounts().stream()
                .filter(each -> each.id().equals(accountId))
                .toList();
        if (ours.isEmpty()) {
            return List.of("the token may not use account " + accountId + "; it may use "
                    + list.accounts().stream().map(Listed::id).toList());
        }
        List<String> problems = new ArrayList<>();
        if (ours.getFirst().mt4AccountId() != null) {
            problems.add("account " + accountId + " is tied to MT4, where client ids must not be set; expected a v20"
                    + " account without MT4");
        }
        Summary summary = http.read("/v3/accounts/" + accountId + "/summary", SummaryAnswer.class)
                .account();
        if (!summary.currency().equals(currency)) {
            problems.add("account " + accountId + " is in " + summary.currency() + ", expected " + currency
                    + "; see ffe.execution.currency");
        }
        if (summary.hedgingEnabled()) {
            problems.add("account " + accountId + " allows hedging, so that a sale opens a second trade instead of"
                    + " reducing the first; expected one without");
        }
        return problems;
    }
}
