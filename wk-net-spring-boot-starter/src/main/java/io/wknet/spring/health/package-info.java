/**
 * The server's health, as Boot's health endpoint shows it.
 */
@NullMarked
package io.wknet.spring.health;

import org.jspecify.annotations.NullMarked;
