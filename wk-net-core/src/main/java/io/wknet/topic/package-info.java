/**
 * Who listens to what. A {@link io.wknet.topic.Topic} is a channel to which connections
 * subscribe, by a SUB frame that a {@link io.wknet.topic.TopicAuthorizer} allows or by
 * {@link io.wknet.topic.Topics}; what is sent to it goes to all of them. Subscriptions
 * belong to a connection and end with it.
 */
@NullMarked
package io.wknet.topic;

import org.jspecify.annotations.NullMarked;
