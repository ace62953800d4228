/**
 * Puts the page together: who is logged in, and what belongs to them.
 */

import { ChannelType, Conversations } from './chat/conversations.js';
import { Messenger } from './chat/messenger.js';
import { Presence } from './chat/presence.js';
import { deviceId, forget, rememberConversations, rememberedLogin, rememberLogin, restoreConversations }
	from './chat/tab.js';
import { Statistics } from './numbers/statistics.js';
import { ChatView } from './view/chat-view.js';
import { ConnectionView } from './view/connection-view.js';
import { byId } from './view/elements.js';
import { DEMO_USERS, LoginView } from './view/login-view.js';
import { NumbersView } from './view/numbers-view.js';
import { locateWebSocket } from './wire/location.js';
import { describeRefusedLogin } from './wire/reasons.js';
import { Session } from './wire/session.js';

const GROUP = 'lobby';

const session = new Session(locateWebSocket);

const statistics = new Statistics();

const numbersView = new NumbersView();

const loginView = new LoginView(begin);

const connectionView = new ConnectionView({
	onRetry: () => session.retryNow(),
	onLoginAgain: () => session.login(desk.login),
	announce
});

/**
 * What belongs to the user who is logged in.
 * @type {{login: object, conversations: Conversations, messenger: Messenger, view: ChatView} | undefined}
 */
let desk;

/** Say something to those who do not see the page. */
function announce(text) {
	byId('announcer').textContent = text;
}

function begin({ uid, token }) {
	const conversations = new Conversations();
	conversations.open(ChannelType.GROUP, GROUP);
	DEMO_USERS.filter((user) => user !== uid).forEach((user) => conversations.open(ChannelType.PERSON, user));
	restoreConversations(uid, conversations);
	const presence = new Presence();
	const messenger = new Messenger(uid, session, conversations, presence);
	const view = new ChatView(uid, conversations, presence, {
		onSend: (conversation, text) => messenger.send(conversation, text),
		announce
	});
	desk = { login: { uid, token, deviceId: deviceId() }, conversations, messenger, view };
	loginView.hide();
	view.show(conversations.open(ChannelType.GROUP, GROUP));
	session.login(desk.login);
}

/** @param {string} [problem] why nobody is logged in */
function end(problem) {
	if (desk) {
		desk.messenger.stop();
		desk.view.close();
		desk = undefined;
	}
	statistics.stop();
	forget();
	session.logout();
	loginView.show(problem);
}

function remember() {
	if (desk) {
		rememberConversations(desk.login.uid, desk.conversations);
	}
}

session.addEventListener('state', ({ detail: state }) => {
	document.documentElement.dataset.session = state.name;
	if (state.name === 'ended' && state.ending.kind === 'refused') {
		end(describeRefusedLogin(state.ending.reasonCode));
	} else if (state.name !== 'logged-out') {
		connectionView.show(state);
	}
	if (state.name === 'online') {
		rememberLogin(desk.login);
		statistics.start();
	}
});

statistics.addEventListener('numbers', ({ detail: numbers }) => numbersView.show(numbers));

byId('logout').addEventListener('click', () => end());

window.addEventListener('pagehide', remember);
window.addEventListener('online', () => session.check());
document.addEventListener('visibilitychange', () => {
	if (document.hidden) {
		remember();
	} else {
		session.check();
	}
});

const remembered = rememberedLogin();
if (remembered) {
	begin(remembered);
} else {
	loginView.show();
}
