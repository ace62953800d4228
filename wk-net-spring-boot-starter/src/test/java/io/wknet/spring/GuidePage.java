package io.wknet.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page under {@code docs/guides}, whose snippets the tests run.
 *
 * @param name the name of its file, without the suffix
 * @param text all of it
 */
public record GuidePage(String name, String text) {

	public static GuidePage of(String name) {
		try {
			return new GuidePage(name, Files.readString(Path.of("docs/guides", name + ".md")));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the page shows below a marker.
	 * @param marker as in {@code <!-- snippet: marker -->}
	 * @return the lines between the fences
	 */
	public String snippet(String marker) {
		Matcher matcher = Pattern
			.compile("^<!-- snippet: " + Pattern.quote(marker) + " -->\n```\\w+\n(.*?)^```",
					Pattern.DOTALL | Pattern.MULTILINE)
			.matcher(this.text);
		if (!matcher.find()) {
			throw new IllegalArgumentException("The guide '" + this.name + "' has no snippet '" + marker + "'");
		}
		return matcher.group(1);
	}

}
