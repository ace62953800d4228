package com.example.mutualtls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Serial numbers in a file, one a line and in hexadecimal, as openssl shows them.
 */
@Component
public class RevokedCertificates {

	private final Path file;

	public RevokedCertificates(@Value("${gateway.revoked-certificates}") Path file) {
		this.file = file;
	}

	public boolean contains(BigInteger serialNumber) throws IOException {
		return Files.exists(this.file) && Files.readAllLines(this.file)
			.stream()
			.filter((line) -> !line.isBlank())
			.anyMatch((line) -> new BigInteger(line.trim(), 16).equals(serialNumber));
	}

	public void add(BigInteger serialNumber) throws IOException {
		Files.write(this.file, List.of(serialNumber.toString(16)), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
	}

}
