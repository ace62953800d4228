/**
 * TLS of Spring Boot's SSL bundles: {@link io.wknet.spring.ssl.TlsBundles} makes Netty's
 * contexts of them, and new ones when they are updated.
 */
@NullMarked
package io.wknet.spring.ssl;

import org.jspecify.annotations.NullMarked;
