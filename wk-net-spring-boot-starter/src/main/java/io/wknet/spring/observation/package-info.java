/**
 * What a tracer sees: an observation for each call of a listener method, and for each
 * question to the {@link io.wknet.auth.Authenticator}. Contexts say what is observed,
 * conventions how it is named.
 */
@NullMarked
package io.wknet.spring.observation;

import org.jspecify.annotations.NullMarked;
