/** The ways a device's key store says no; a wrong passphrase is `WrongPassphrase` of `crypto/errors`. */

/** Stand above the refusals of the key store. */
export abstract class KeystoreError extends Error {
  abstract readonly code: string;
}

/** Say that this browser holds no keys yet. */
export class NoKeys extends KeystoreError {
  override readonly name = "NoKeys";
  readonly code = "NO_KEYS";
  constructor() {
    super("There are no keys in this browser. Enrol this device first.");
  }
}

/** Say that there are keys already, which a second enrolment would destroy. */
export class KeysAlready extends KeystoreError {
  override readonly name = "KeysAlready";
  readonly code = "KEYS_ALREADY";
  constructor() {
    super("This browser holds keys already. They were not changed.");
  }
}

/** Say that the keys are closed: nobody opened them, or nobody worked here for a while. */
export class Locked extends KeystoreError {
  override readonly name = "Locked";
  readonly code = "LOCKED";
  constructor() {
    super("The keys are locked. Enter your passphrase, or use your passkey.");
  }
}

/** Say that a passkey did not open the keys; whatever the cause, it is this one error. */
export class PasskeyRefused extends KeystoreError {
  override readonly name = "PasskeyRefused";
  readonly code = "PASSKEY_REFUSED";
  constructor() {
    super("The passkey did not open the keys. Use your passphrase.");
  }
}
