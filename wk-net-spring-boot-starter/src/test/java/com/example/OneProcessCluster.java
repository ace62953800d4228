package com.example;

import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.InProcessCluster;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
public class OneProcessCluster {

	private static final InProcessCluster CLUSTER = new InProcessCluster();

	@Bean
	public ClusterRoles clusterRoles() {
		return CLUSTER.roles();
	}

}
