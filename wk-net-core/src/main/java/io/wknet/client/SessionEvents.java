package io.wknet.client;

import io.wknet.frame.ServerFrame;

/**
 * What a {@link ClientSession} tells. All calls come on the session's event loop.
 */
interface SessionEvents {

	/**
	 * The server let the client in.
	 * @param session the session
	 */
	void connected(ClientSession session);

	/**
	 * The session is over before the server let the client in.
	 * @param failure why
	 */
	void failed(WkClientException failure);

	/**
	 * A frame arrived that answers nothing the session asked.
	 * @param session the session
	 * @param frame the frame
	 */
	void received(ClientSession session, ServerFrame frame);

	/**
	 * A session that was connected is over.
	 * @param disconnect how it ended
	 */
	void over(WkClientDisconnect disconnect);

}
