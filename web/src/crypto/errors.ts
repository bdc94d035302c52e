/** The ways a seal says no: one code a class and nothing about the bytes, so that an attacker learns nothing. */

/** Stand above every refusal of bytes, so that a caller can catch them all. */
export abstract class CryptoError extends Error {
  abstract readonly code: string;
}

/** Say that this is no envelope, before any key is touched. */
export class MalformedEnvelope extends CryptoError {
  override readonly name = "MalformedEnvelope";
  readonly code = "MALFORMED_ENVELOPE";
  constructor() {
    super("This is not an envelope of this network.");
  }
}

/** Say that an envelope is of another version or suite; there is no fall-back. */
export class UnsupportedVersion extends CryptoError {
  override readonly name = "UnsupportedVersion";
  readonly code = "UNSUPPORTED_VERSION";
  constructor() {
    super("This envelope was made by another version of the network. Update your program.");
  }
}

/** Say that none of the keys at hand is a recipient. */
export class NotForYou extends CryptoError {
  override readonly name = "NotForYou";
  readonly code = "NOT_FOR_YOU";
  constructor() {
    super("This envelope is not for you.");
  }
}

/** Say that an envelope was changed on its way, or made wrongly on purpose. */
export class Tampered extends CryptoError {
  override readonly name = "Tampered";
  readonly code = "TAMPERED";
  constructor() {
    super("This envelope was changed after it was sealed. Do not trust it, and tell the sender.");
  }
}

/**
 * Say that a whole envelope does not belong here: another referral or consent, too late, not vouched for.
 *
 * `reason` is one of the words of SPEC.md sections 7 and 8, for a program; it never quotes content.
 */
export class NotAllowed extends CryptoError {
  override readonly name = "NotAllowed";
  readonly code = "NOT_ALLOWED";
  constructor(readonly reason: string) {
    super("This envelope does not belong to this referral and consent.");
  }
}

/** Say that a signed statement or consent token does not have the form that its kind demands. */
export class MalformedStatement extends CryptoError {
  override readonly name = "MalformedStatement";
  readonly code = "MALFORMED_STATEMENT";
  constructor() {
    super("This statement does not have the form that its kind demands.");
  }
}

/** Say that a signature is wrong, or made by a key that may not sign here. */
export class BadSignature extends CryptoError {
  override readonly name = "BadSignature";
  readonly code = "BAD_SIGNATURE";
  constructor() {
    super("The signature is not valid for this statement and this key.");
  }
}

/** Say that a key has the wrong size or cannot be used. */
export class BadKey extends CryptoError {
  override readonly name = "BadKey";
  readonly code = "BAD_KEY";
  constructor() {
    super("This is not a usable key.");
  }
}

/** Say that a key store does not open with this passphrase. */
export class WrongPassphrase extends CryptoError {
  override readonly name = "WrongPassphrase";
  readonly code = "WRONG_PASSPHRASE";
  constructor() {
    super("The key store does not open with this passphrase.");
  }
}

/** Say that bytes do not prove what the key log is said to hold; a key that rests on them is not used. */
export class BadProof extends CryptoError {
  override readonly name = "BadProof";
  readonly code = "BAD_PROOF";
  constructor() {
    super("This does not prove that the key log holds the entry. Do not trust the key, and tell your node.");
  }
}

/**
 * Say that a signed state of the key log is not one to rely on.
 *
 * `reason` is one of the words of SPEC.md section 15, for a program; it never quotes content.
 */
export class BadCheckpoint extends CryptoError {
  override readonly name = "BadCheckpoint";
  readonly code = "BAD_CHECKPOINT";
  constructor(readonly reason: string) {
    super("This state of the key log is not one to rely on. Do not send to keys that rest on it.");
  }
}

/**
 * Say that a share of a recovery key cannot be used, which one, and which of its words; never what it says.
 *
 * `reason` is one of the words of SPEC.md section 19; `at` is the share's place among those given, `word` the word's
 * in it.
 */
export class BadShare extends CryptoError {
  override readonly name = "BadShare";
  readonly code = "BAD_SHARE";
  constructor(
    readonly reason: string,
    readonly at = 1,
    readonly word = 0,
  ) {
    super("This is not a share that can be used here.");
  }
}

/**
 * Say that what was typed is not a code, and where; never what was typed.
 *
 * `reason` is one of the words of SPEC.md section 23; `at` is the place of the group or word, or for `count` the number
 * of digits that were found.
 */
export class BadCode extends CryptoError {
  override readonly name = "BadCode";
  readonly code = "BAD_CODE";
  constructor(
    readonly reason: string,
    readonly at = 0,
  ) {
    super("This is not a code.");
  }
}
