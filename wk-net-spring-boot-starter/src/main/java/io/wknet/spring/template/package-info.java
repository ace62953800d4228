/**
 * Sending to people from any bean: a controller, a scheduled job, a listener of messages.
 * {@link io.wknet.spring.template.WkNetTemplate} sends at once,
 * {@link io.wknet.spring.template.ReactiveWkNetTemplate} when it is subscribed to. Both
 * turn objects into payloads and hand the frames to
 * {@link io.wknet.delivery.WkOperations}, which finds the receivers.
 */
@NullMarked
package io.wknet.spring.template;

import org.jspecify.annotations.NullMarked;
