package io.ffe.decision.domain;

import io.ffe.schema.event.TierStep.Code;

/**
 * Why a model gave no usable answer. The name is the reason on its step; the level says whether another model behind the
 * same server is worth asking: what is wrong with the server is wrong for all of them.
 */
public enum ModelFault {
    /** No server is configured. */
    NOT_CONFIGURED(Code.MODEL_NOT_CONFIGURED, Level.HOST),
    /** Refused, no route, no such host, or closed before it answered. */
    UNREACHABLE(Code.MODEL_FAILED, Level.HOST),
    /** Connected, and not a byte of an answer until the deadline: mostly a model that is too slow, and a smaller one is not. */
    SILENT(Code.MODEL_TIMEOUT, Level.MODEL),
    /** 503: the server's queue is full. */
    SERVER_BUSY(Code.MODEL_BUSY, Level.HOST),
    /** As many calls as the server works on at once are running, abandoned ones included. */
    PLACES_TAKEN(Code.MODEL_BUSY, Level.HOST),
    /** This process is stopping. */
    STOPPING(Code.MODEL_FAILED, Level.HOST),
    /** Not asked: it failed too often just now. Code and level are those of the failure before. */
    BREAKER_OPEN(Code.MODEL_FAILED, Level.MODEL),
    /** 404: the server does not have it. */
    MODEL_MISSING(Code.MODEL_FAILED, Level.MODEL),
    /** 500 and above, as when the model does not fit into the memory. */
    SERVER_ERROR(Code.MODEL_FAILED, Level.MODEL),
    /** Any other status than 200. */
    REQUEST_REFUSED(Code.MODEL_FAILED, Level.MODEL),
    /** The answer began and its connection ended before it did. */
    BROKEN_OFF(Code.MODEL_FAILED, Level.MODEL),
    /** The answer began and had not ended at the deadline. */
    UNFINISHED(Code.MODEL_TIMEOUT, Level.MODEL),
    /** Status 200, and an error where the answer should be. */
    ERROR_IN_ANSWER(Code.MODEL_FAILED, Level.MODEL),
    /** Status 200, and no {@code application/json}. */
    WRONG_CONTENT_TYPE(Code.ANSWER_INVALID, Level.MODEL),
    /** More bytes than the most tokens can fill. */
    TOO_LARGE(Code.ANSWER_INVALID, Level.MODEL),
    /** Not a finished answer in Ollama's words. */
    NOT_OLLAMAS(Code.ANSWER_INVALID, Level.MODEL),
    /** The model reached its limit of tokens, or stopped for another reason than that it was done. */
    CUT_OFF(Code.ANSWER_INVALID, Level.MODEL),
    /** The model's text is not the one object that was asked for. */
    NOT_THE_SCHEMA(Code.ANSWER_INVALID, Level.MODEL);

    private final Code code;
    private final Level level;

    /** Who is at fault. */
    public enum Level {
        HOST,
        MODEL
    }

    ModelFault(Code code, Level level) {
        this.code = code;
        this.level = level;
    }

    public Code code() {
        return code;
    }

    public Level level() {
        return level;
    }

    /** Whether it is seen from an answer that came as a whole; else it is how the call ended. */
    public boolean isOfAnswer() {
        return switch (this) {
            case SERVER_BUSY,
                    MODEL_MISSING,
                    SERVER_ERROR,
                    REQUEST_REFUSED,
                    ERROR_IN_ANSWER,
                    WRONG_CONTENT_TYPE,
                    TOO_LARGE,
                    NOT_OLLAMAS,
                    CUT_OFF,
                    NOT_THE_SCHEMA -> true;
            case NOT_CONFIGURED, UNREACHABLE, SILENT, PLACES_TAKEN, STOPPING, BREAKER_OPEN, BROKEN_OFF, UNFINISHED ->
                false;
        };
    }
}
