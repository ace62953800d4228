package io.wknet.spring.test;

import java.lang.reflect.Method;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.beans.factory.annotation.ParameterResolutionDelegate;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Gives methods their clients, and closes after each test what it has connected.
 * Constructors are left to Spring, which knows which of them it injects.
 */
final class WkTestClientsExtension implements ParameterResolver, AfterEachCallback {

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == WkTestClients.class
				&& parameter.getDeclaringExecutable() instanceof Method
				&& !ParameterResolutionDelegate.isAutowirable(parameter.getParameter(), parameter.getIndex());
	}

	@Override
	public WkTestClients resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return clients(context);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		clients(context).close();
	}

	private static WkTestClients clients(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context).getBean(WkTestClients.class);
	}

}
