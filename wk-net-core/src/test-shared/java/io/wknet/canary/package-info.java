/**
 * A token that no test may see printed; compiled among the tests of every module.
 */
@NullMarked
package io.wknet.canary;

import org.jspecify.annotations.NullMarked;
