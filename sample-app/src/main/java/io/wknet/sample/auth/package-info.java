/**
 * Who gets in: users and the hashes of their tokens in a database, behind an
 * {@link io.wknet.auth.Authenticator} that blocks.
 */
@NullMarked
package io.wknet.sample.auth;

import org.jspecify.annotations.NullMarked;
