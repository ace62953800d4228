/**
 * Runs the servers and the driver, compares and reports.
 */
@NullMarked
package io.wknet.bench.run;

import org.jspecify.annotations.NullMarked;
