/**
 * How a process that is measured, or that measures, is asked: by lines on its standard
 * input, which it answers on its standard output. Those that ask and those that answer
 * use this package, and know nothing of each other.
 */
@NullMarked
package io.wknet.bench.control;

import org.jspecify.annotations.NullMarked;
