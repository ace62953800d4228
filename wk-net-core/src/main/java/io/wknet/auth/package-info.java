/**
 * Who a CONNECT is. An {@link io.wknet.auth.Authenticator} gets the
 * {@link io.wknet.auth.Credentials} that a client showed and answers with an
 * {@link io.wknet.auth.AuthResult}: an {@link io.wknet.auth.Identity}, or the reason why
 * not.
 */
@NullMarked
package io.wknet.auth;

import org.jspecify.annotations.NullMarked;
