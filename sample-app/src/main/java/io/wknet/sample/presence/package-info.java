/**
 * Who is online.
 */
@NullMarked
package io.wknet.sample.presence;

import org.jspecify.annotations.NullMarked;
