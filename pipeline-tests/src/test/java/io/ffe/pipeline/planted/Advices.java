package io.ffe.pipeline.planted;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Code that Byte Buddy copies into the services' methods; nothing here is ever called where it stands. */
final class Advices {

    private Advices() {}

    /** The name of the bug that the code was copied for. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Bug {}

    /** The method does nothing. */
    static final class Nothing {

        private Nothing() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip(@Bug String bug) {
            return Armed.is(bug);
        }
    }

    /** A row was inserted, whether or not there was one. */
    static final class NoInbox {

        private NoInbox() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip(@Bug String bug) {
            return Armed.is(bug);
        }

        @Advice.OnMethodExit
        static void claim(@Bug String bug, @Advice.Return(readOnly = false) boolean inserted) {
            inserted |= Armed.is(bug);
        }
    }

    /** The method returns at once, and does its work a moment later on another thread. */
    static final class Later {

        private Later() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean defer(
                @Bug String bug,
                @Advice.This Object self,
                @Advice.Origin Method method,
                @Advice.AllArguments Object[] arguments) {
            return Armed.is(bug) && Deeds.later(self, method, arguments);
        }
    }

    /** An order that was not answered for goes out again as another one. */
    static final class ResendOnTimeout {

        private ResendOnTimeout() {}

        @Advice.OnMethodExit
        static void resend(
                @Bug String bug,
                @Advice.This Object self,
                @Advice.Origin Method method,
                @Advice.AllArguments Object[] arguments,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object answer) {
            if (Armed.is(bug)) {
                answer = Deeds.placedUnderAnotherId(self, method, arguments, answer);
            }
        }
    }

    /** The event is with the broker when the method returns. */
    static final class PublishInside {

        private PublishInside() {}

        @Advice.OnMethodExit
        static void publish(@Bug String bug, @Advice.This Object self, @Advice.AllArguments Object[] arguments) {
            if (Armed.is(bug)) {
                Deeds.publish(self, arguments);
            }
        }
    }

    /** An accepted order needs no reservation any more. */
    static final class ReleaseEarly {

        private ReleaseEarly() {}

        @Advice.OnMethodExit
        static void release(@Bug String bug, @Advice.This Object self, @Advice.Argument(0) Object execution) {
            if (Armed.is(bug)) {
                Deeds.releaseWhenAccepted(self, execution);
            }
        }
    }
}
