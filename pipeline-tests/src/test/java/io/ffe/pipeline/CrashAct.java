package io.ffe.pipeline;

/** One death or freeze of a plan. */
sealed interface CrashAct {

    /** As it stands in the plan that is printed, and in the report. */
    String label();

    /** The process that gets to the point ends there as by SIGKILL. @param onHit the how manieth time it gets there */
    record Kill(CrashPoint point, int onHit) implements CrashAct {

        @Override
        public String label() {
            return "kill " + point.name() + "@" + onHit;
        }
    }

    /**
     * The process that gets to the point is frozen by SIGSTOP, for longer than sessions and leases last, while a second instance
     * of its service may take over where there is one; then it wakes up and goes on with what it was about to do.
     */
    record Freeze(CrashPoint point) implements CrashAct {

        @Override
        public String label() {
            return "freeze " + point.name();
        }
    }

    /** Decision, risk and execution die and then die again while they recover, before they have done anything else. */
    record KillRecovering(int times) implements CrashAct {

        @Override
        public String label() {
            return "kill decision, risk and execution " + times + " times while they recover";
        }
    }

    /** SIGKILL for market data when the replay has ended: its successor has nothing to add. Comes last in a plan. */
    record KillAfterTheEnd() implements CrashAct {

        @Override
        public String label() {
            return "kill market-data-service after the end";
        }
    }

    /** SIGKILL from outside, wherever the process is. @param afterMillis since the act before */
    record KillAnywhere(String component, int afterMillis) implements CrashAct {

        @Override
        public String label() {
            return "kill " + component + " after " + afterMillis + " ms";
        }
    }
}
