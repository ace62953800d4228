package io.wknet.sample.auth;

import io.wknet.auth.DeviceLevel;

/**
 * Someone who may log in.
 *
 * @param uid the user
 * @param tokenHash SHA-256 of the token, in hexadecimal; the token itself is stored
 * nowhere
 * @param deviceLevel what a login does to the user's older ones
 */
record User(String uid, String tokenHash, DeviceLevel deviceLevel) {

}
