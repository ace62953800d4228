/**
 * What an application implements. {@link io.wknet.listener.WkListener} is the plain form;
 * {@link io.wknet.listener.AsyncWkListener} lets a call end later than it returns.
 * Callbacks of one connection never overlap and come in the order onConnect,
 * onAuthenticated, onFrame for each frame with onSubscribe and onUnsubscribe in between,
 * onClose.
 */
@NullMarked
package io.wknet.listener;

import org.jspecify.annotations.NullMarked;
