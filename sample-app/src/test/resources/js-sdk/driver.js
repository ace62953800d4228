// Lets a test use WuKongIM's JavaScript SDK. Reads one command per line from the standard input and writes one event
// per line to the standard output, both JSON. Ends with its input.
import { createInterface } from 'node:readline';
import { Channel, MessageText, WKSDK } from 'wukongimjssdk/lib/sdk';
import { ConnectStatus } from 'wukongimjssdk/lib/connect_manager';
import { WebSocket } from 'ws';

const PING = 0x70;
const PONG = 0x80;

const sdk = WKSDK.shared();
let deaf = false;
let sending = false;

// The SDK writes its log to the console.
console.log = console.error;

function tell(event, fields) {
	process.stdout.write(JSON.stringify({ event, ...fields }) + '\n');
}

// The SDK was made for browsers: it expects their WebSocket.
globalThis.WebSocket = class extends WebSocket {

	constructor(address) {
		super(address);
		deaf = false;
	}

	set onmessage(listener) {
		super.onmessage = (message) => {
			if (deaf) {
				return;
			}
			if (new Uint8Array(message.data)[0] === PONG) {
				tell('pong', {});
			}
			listener(message);
		};
	}

	send(data) {
		if (data[0] === PING) {
			tell('ping', {});
		}
		super.send(data);
	}

};

sdk.connectManager.addConnectStatusListener((status, reason) => {
	tell('status', { status: ConnectStatus[status], reason, comesBack: sdk.connectManager.needReconnect });
});

sdk.chatManager.addMessageStatusListener((ack) => {
	tell('ack', { clientSeq: ack.clientSeq, id: ack.messageID.toString(), seq: ack.messageSeq, reason: ack.reasonCode });
});

function show(message) {
	// What is being sent is shown too, so that an application can list it.
	if (!sending) {
		tell('message', {
			id: message.messageID,
			seq: message.messageSeq,
			from: message.fromUID,
			channel: message.channel.channelID,
			channelType: message.channel.channelType,
			unread: message.header.reddot,
			text: message.content.text ?? '',
			type: message.contentType
		});
	}
}

sdk.chatManager.addMessageListener(show);
sdk.chatManager.addCMDListener(show);

const commands = {

	connect({ address, uid, token, heartbeatMillis }) {
		sdk.config.addr = address;
		sdk.config.uid = uid;
		sdk.config.token = token;
		if (heartbeatMillis) {
			sdk.config.heartbeatInterval = heartbeatMillis;
		}
		sdk.connectManager.connect();
	},

	disconnect() {
		sdk.connectManager.disconnect();
	},

	send({ channel, channelType, text }) {
		sending = true;
		sdk.chatManager.send(new MessageText(text), new Channel(channel, channelType));
		sending = false;
	},

	// Look for the server elsewhere when the connection is lost.
	lookAt({ address }) {
		sdk.config.addr = address;
	},

	// Lose everything that the server sends from now on, until the next connection.
	goDeaf() {
		deaf = true;
	}

};

createInterface({ input: process.stdin })
	.on('line', (line) => {
		const command = JSON.parse(line);
		commands[command.do](command);
	})
	.on('close', () => process.exit());
