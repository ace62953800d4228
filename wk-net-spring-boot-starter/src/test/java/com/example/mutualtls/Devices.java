package com.example.mutualtls;

import java.io.IOException;
import java.security.cert.X509Certificate;

import io.wknet.auth.Identity;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.template.WkNetTemplate;

import org.springframework.stereotype.Component;

@Component
public class Devices {

	private final RevokedCertificates revoked;

	private final WkNetTemplate template;

	public Devices(RevokedCertificates revoked, WkNetTemplate template) {
		this.revoked = revoked;
		this.template = template;
	}

	@WkOnFrame(16)
	String whoAmI(Identity device, X509Certificate certificate) {
		return device.uid() + ", until " + certificate.getNotAfter().toInstant();
	}

	/**
	 * Its owner has lost it: nobody logs in with its key any more, and whoever is logged
	 * in has to go.
	 */
	public void lost(String device, X509Certificate certificate) throws IOException {
		this.revoked.add(certificate.getSerialNumber());
		this.template.kickUser(device);
	}

}
