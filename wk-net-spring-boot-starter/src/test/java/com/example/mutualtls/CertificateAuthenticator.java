package com.example.mutualtls;

import java.security.cert.X509Certificate;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;

import org.springframework.stereotype.Component;

@Component
public class CertificateAuthenticator implements Authenticator {

	private final RevokedCertificates revoked;

	public CertificateAuthenticator(RevokedCertificates revoked) {
		this.revoked = revoked;
	}

	/**
	 * The certificate says who it is; TLS has checked that it is genuine and not expired.
	 */
	@Override
	public AuthResult authenticate(Credentials credentials) throws Exception {
		X509Certificate certificate = credentials.clientCertificate();
		if (certificate == null || this.revoked.contains(certificate.getSerialNumber())) {
			return AuthResult.rejected();
		}
		String device = commonName(certificate);
		return Identity.isValidUid(device) ? AuthResult.accepted(Identity.of(device, DeviceLevel.MASTER))
				: AuthResult.rejected();
	}

	static String commonName(X509Certificate certificate) throws InvalidNameException {
		return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()
			.stream()
			.filter((part) -> part.getType().equalsIgnoreCase("CN"))
			.map(Rdn::getValue)
			.map(String::valueOf)
			.findFirst()
			.orElse("");
	}

}
