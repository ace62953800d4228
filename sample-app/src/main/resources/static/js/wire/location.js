/**
 * Where the WebSocket listens. It has a port of its own, which the application knows once it is bound.
 * @returns {Promise<string>} its URL
 */
export async function locateWebSocket() {
	let response;
	try {
		response = await fetch('websocket', { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
	} catch {
		throw new Error('The server can not be reached.');
	}
	if (!response.ok) {
		throw new Error('The server does not listen for WebSockets.');
	}
	const { port, path } = await response.json();
	const url = new URL(path, `ws://${location.hostname}:${port}`);
	return url.href;
}
