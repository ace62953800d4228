/**
 * The application by which the starter is measured.
 */
@NullMarked
package io.wknet.spring.bench;

import org.jspecify.annotations.NullMarked;
