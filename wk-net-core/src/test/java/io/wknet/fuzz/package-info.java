/**
 * Fuzz targets: each class whose name ends in {@code Fuzzer} takes any bytes and throws
 * if an invariant does not hold. {@code FuzzTests} runs all of them briefly; the command
 * {@code fuzz} of this module runs them as long as one likes.
 */
@NullMarked
package io.wknet.fuzz;

import org.jspecify.annotations.NullMarked;
