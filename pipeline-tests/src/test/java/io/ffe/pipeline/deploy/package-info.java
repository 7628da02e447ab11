/**
 * Checks of what is no Java: the compose file, the image build, Prometheus' rules, the dashboard, the pages of {@code docs}
 * that list something. They read files of the project and start nothing but {@code promtool}, where it is installed.
 *
 * <p>{@link io.ffe.pipeline.deploy.DashboardMetrics} is for the test that has a running stack: it says which metrics that
 * stack has to export.
 */
@NullMarked
package io.ffe.pipeline.deploy;

import org.jspecify.annotations.NullMarked;
