/**
 * Reason codes, and what they mean to a person.
 */

export const ReasonCode = Object.freeze({
	SUCCESS: 1, AUTH_FAIL: 2, SUBSCRIBER_NOT_EXIST: 3, CHANNEL_NOT_EXIST: 5, NOT_ALLOW_SEND: 11, CONNECT_KICK: 12,
	SYSTEM_ERROR: 15, BAN: 19, RATE_LIMIT: 22, NOT_SUPPORT_CHANNEL_TYPE: 23
});

const LOGIN = new Map([
	[ReasonCode.AUTH_FAIL, 'The name or the token is wrong.'],
	[ReasonCode.BAN, 'This user is banned.']
]);

const SEND = new Map([
	[ReasonCode.SUBSCRIBER_NOT_EXIST, 'you are not a member of this group'],
	[ReasonCode.CHANNEL_NOT_EXIST, 'there is no such person or group'],
	[ReasonCode.NOT_ALLOW_SEND, 'the message is too large'],
	[ReasonCode.SYSTEM_ERROR, 'the server could not store it'],
	[ReasonCode.NOT_SUPPORT_CHANNEL_TYPE, 'there is no such kind of conversation']
]);

/**
 * Why a login was refused, as a sentence.
 * @param {number} code
 */
export function describeRefusedLogin(code) {
	return LOGIN.get(code) ?? `The server refused the login (reason ${code}).`;
}

/**
 * Why a message was refused, as the end of a sentence.
 * @param {number} code
 */
export function describeRefusedMessage(code) {
	return SEND.get(code) ?? `the server refused it (reason ${code})`;
}

/**
 * Whether the same login may succeed a little later: the server was busy, or there were too many at once.
 * @param {number} code
 */
export function isTemporary(code) {
	return code === ReasonCode.SYSTEM_ERROR || code === ReasonCode.RATE_LIMIT;
}
