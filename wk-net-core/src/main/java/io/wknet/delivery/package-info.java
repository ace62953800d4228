/**
 * Sending to people, from anywhere in an application:
 * {@link io.wknet.delivery.WkOperations} sends to a connection, a user, several users, a
 * topic or all, and each {@link io.wknet.delivery.Delivery} tells whom it has reached.
 */
@NullMarked
package io.wknet.delivery;

import org.jspecify.annotations.NullMarked;
