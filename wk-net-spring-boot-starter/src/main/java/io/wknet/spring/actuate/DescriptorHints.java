package io.wknet.spring.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Lets a native image write the endpoint's descriptors as JSON. Of an operation Actuator
 * knows only the declared type, which here may be an interface of records.
 */
final class DescriptorHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(),
				ConnectionsDescriptor.class.getPermittedSubclasses());
	}

}
