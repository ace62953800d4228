/**
 * What an application writes on its methods. The annotations say which calls a method
 * takes; which arguments it may have, what its return value means and where it runs is in
 * {@link io.wknet.spring.annotation.WkOnFrame}, and holds for all of them.
 */
@NullMarked
package io.wknet.spring.annotation;

import org.jspecify.annotations.NullMarked;
