package io.ffe.decision.config;

import io.ffe.decision.domain.Mode;
import io.ffe.decision.domain.Voting;
import io.ffe.schema.money.Fraction;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the decision stage; all of them at run time. */
@ConfigMapping(prefix = "ffe.decision")
public interface DecisionConfig {

    /** Portfolios that this service decides for; every snapshot gets one decision for each. */
    @WithDefault("main")
    List<String> portfolios();

    /** The one producer of these portfolios; part of every decisionId. */
    @WithDefault("ffe")
    String producer();

    /**
     * Who acts on decisions: {@code automatic}; {@code approve}, where a decision to act becomes an event when an operator
     * agrees within its validity (live only); {@code signal-only}, where it is published as a HOLD that says what was proposed.
     */
    @WithDefault("automatic")
    Mode mode();

    /** How long from asOf a decision stands; one bar of the snapshot's timeframe when absent. */
    Optional<Duration> validity();

    /** An asOf further ahead of our clock than this makes a snapshot invalid. */
    @WithDefault("2s")
    Duration maximumSkew();

    /** What deciding without a model is modelled to take in a replay. */
    @WithDefault("20ms")
    Duration hopLatency();

    /** Jobs that are decided at the same time. More than {@code llm.concurrency} only makes models busy. */
    @WithDefault("1")
    int workers();

    /**
     * What an instance that died leaves is taken up by another after this time, by itself at its start; must be longer
     * than each model's deadline. It begins anew before a second model is asked.
     */
    @WithDefault("8s")
    Duration lease();

    Llm llm();

    Ensemble ensemble();

    Feedback feedback();

    /** How the technical strategies vote. */
    interface Ensemble {

        /** SCORE, WEIGHTED, MAJORITY, AVERAGE or SINGLE. */
        @WithDefault("SCORE")
        Voting voting();

        /** Strategies with an opinion below which the vote falls back to majority, average, or the one that has one. */
        @WithDefault("1")
        int quorum();

        Debate debate();
    }

    /** A debate on the first rung, instead of one question to the primary model. */
    interface Debate {

        /** Whether the primary model argues for a rise and for a fall before it decides; three calls instead of one. */
        @WithDefault("false")
        boolean enabled();

        /** Id and version of the published prompt of the seat that argues for a rise. */
        @WithDefault("debate-bull-1.0.0")
        String bullPrompt();

        /** The same of the seat that argues for a fall. */
        @WithDefault("debate-bear-1.0.0")
        String bearPrompt();

        /** The same of the seat that decides. */
        @WithDefault("debate-judge-1.0.0")
        String judgePrompt();

        /**
         * Wall clock for each of the two arguments. All three deadlines and the fallback's have to fit into
         * {@code llm.budget}, with 0.7 s each for leaving.
         */
        @WithDefault("1500ms")
        Duration argumentDeadline();

        /** Wall clock for the seat that decides. */
        @WithDefault("1500ms")
        Duration judgeDeadline();

        /** What each of the three calls is modelled to take in a replay, whatever it takes in truth. */
        @WithDefault("1s")
        Duration modelledLatency();
    }

    /** How decisions are scored, and what the scores do. */
    interface Feedback {

        /** Whether weights follow skill and members without skill lose their vote. Scores are kept either way. */
        @WithDefault("false")
        boolean applyWeights();

        /** Distance of the stop that a decision is scored by, in ATRs of the snapshot's timeframe. */
        @WithDefault("2")
        double stopAtrs();

        /** Distance of the target, in ATRs. */
        @WithDefault("3")
        double targetAtrs();

        /** Length of the window, in bars of the snapshot's timeframe. */
        @WithDefault("16")
        int horizonBars();

        /** What each fill costs beside half the spread, as a share of the price. */
        @WithDefault("0.001")
        Fraction fee();

        /** How far back outcomes count. */
        @WithDefault("30d")
        Duration window();

        /** Scores of a member below which its confidence is taken for a probability as it is. */
        @WithDefault("200")
        int calibrationLabels();

        /** Calibrated sayings at which a member's skill counts half. */
        @WithDefault("200")
        int shrinkage();

        /** Skill that doubles a weight. */
        @WithDefault("0.05")
        double doublingSkill();

        /** Calibrated sayings of a member below which it never goes to shadow. */
        @WithDefault("200")
        int shadowLabels();
    }

    /** The rungs with models: a primary, and a fallback that is asked when the primary gives no usable answer. */
    interface Llm {

        /** Where Ollama answers, as in {@code http://127.0.0.1:11434}; no model is asked when absent. */
        Optional<URI> baseUrl();

        /** The primary model's name at the server, as {@code ollama list} shows it. */
        @WithDefault("llama3.2:3b-instruct-q4_0")
        String model();

        /** Wall clock for the call as a whole; the call is abandoned and canceled then. */
        @WithDefault("6s")
        Duration deadline();

        /** What a call is modelled to take in a replay, whatever it takes in truth. */
        @WithDefault("3s")
        Duration modelledLatency();

        Fallback fallback();

        /** Wall clock for all models together; the deadlines with 0.7 s each for leaving must fit into it. */
        @WithDefault("10s")
        Duration budget();

        /** Id and version of the prompt, one that is published: bundled, or in {@code prompt-folder}. */
        @WithDefault("entry-1.1.0")
        String prompt();

        /**
         * Id and version of a second prompt, which the primary model is asked on each snapshot on which it was asked with the
         * first, when no decision waits. Its answers are recorded and never decide. Absent for none.
         */
        Optional<String> shadowPrompt();

        /** A folder with more prompts, {@code NAME-1.0.0.txt}, and their hashes in {@code published.properties}. */
        Optional<Path> promptFolder();

        /** How long a connection may take; a server that is not there is not waited for. */
        @WithDefault("1s")
        Duration connectTimeout();

        /**
         * Calls at the same time, of all models behind one server; Ollama's own OLLAMA_NUM_PARALLEL is 1. One more is
         * refused as MODEL_BUSY.
         */
        @WithDefault("1")
        int concurrency();

        /** Calls over which each model's breaker counts failures. */
        @WithDefault("10")
        int breakerVolume();

        /** Share of failures that opens a breaker, a fraction. */
        @WithDefault("0.5")
        double breakerRatio();

        /** How long an open breaker lets no call through. */
        @WithDefault("30s")
        Duration breakerDelay();

        /** Most tokens of an answer. An answer that reaches it is refused. */
        @WithDefault("200")
        int maximumTokens();

        /** Context window in tokens. */
        @WithDefault("4096")
        int contextTokens();

        /** How long Ollama keeps a model loaded after a call. */
        @WithDefault("30m")
        Duration keepAlive();

        /** How many of the symbol's last outcomes models are told, as numbers; 0 for none. */
        @WithDefault("0")
        int outcomes();

        /** How old the server's word on its version and its models' digests may be when a call is recorded with it. */
        @WithDefault("30s")
        Duration factsMaximumAge();
    }

    /** The second rung. */
    interface Fallback {

        /** Whether there is one. */
        @WithDefault("true")
        boolean enabled();

        /** Where its Ollama answers; where the primary's does when absent, and then not asked when that server is away. */
        Optional<URI> baseUrl();

        /** Its name at the server. */
        @WithDefault("llama3.2:1b-instruct-q4_0")
        String model();

        /** Wall clock for the call as a whole. */
        @WithDefault("2500ms")
        Duration deadline();

        /** What a call is modelled to take in a replay, whatever it takes in truth. */
        @WithDefault("1s")
        Duration modelledLatency();
    }
}
