/**
 * The keys of one device in a browser: they leave it never, and a stolen laptop does not open them.
 *
 * Secrets are closed under a random key. That key is kept twice at most: in a `vault.v1` (SPEC.md section 10) under the
 * passphrase, and under a passkey. Each record is closed once more by a key that the browser gives to no script.
 */

import { WrongPassphrase } from "../crypto/errors";
import { type Bytes, b64u, type Fields, isObject, jcs, Refused, strictJson, unb64u } from "../crypto/format";
import type { Slow } from "../crypto/slow";
import { random, ready, sodium } from "../crypto/sodium";
import { lock, LONGEST, unlock } from "../crypto/vault";
import { type Clock, MACHINE } from "./clock";
import { KeysAlready, Locked, NoKeys, PasskeyRefused } from "./errors";
import { createPasskey, passkeySecret } from "./passkey";
import { Records } from "./records";
import { browserKey, closeBox, closeRecord, openBox, openRecord, passkeyKek } from "./sealed";
import { argon2idInWorker, NoArgon2 } from "./slow_worker";

/** The keys lock when nobody worked for so long. */
export const IDLE_MILLISECONDS = 10 * 60 * 1000;
const SECRETS = "tolerant/v1/device-secrets";
const PASSKEY = "tolerant/v1/device-passkey";

interface Options {
  readonly name?: string;
  readonly clock?: Clock;
  readonly slow?: Slow;
}

/** Keep one device's secrets, a JSON object, in IndexedDB. */
export class DeviceStore {
  readonly #records: Records;
  readonly #clock: Clock;
  readonly #slow: Slow;
  #held: { readonly key: Bytes; secrets: Bytes } | null = null;
  #usedAt = 0;
  #cancel: () => void = () => undefined;

  private constructor(records: Records, clock: Clock, slow: Slow) {
    this.#records = records;
    this.#clock = clock;
    this.#slow = slow;
  }

  /** Open the store of a name; it is locked. Throws `NoSodium`. */
  static async open({ name = "tolerant-device", clock = MACHINE, slow = argon2idInWorker }: Options = {}) {
    await ready();
    return new DeviceStore(await Records.open(name), clock, slow);
  }

  /** Keep new secrets under a passphrase; they are unlocked then. Throws `KeysAlready`: they were not changed. */
  async create(secrets: Fields, passphrase: string): Promise<void> {
    const key = random(32);
    const plain = jcs(secrets);
    const vault = await lock({ key: b64u(key) }, passphrase, this.#slow);
    const browser = await browserKey();
    const added = await this.#records.add({
      browser,
      passphrase: await closeRecord(browser, "passphrase", vault),
      secrets: await closeRecord(browser, "secrets", closeBox(key, SECRETS, plain)),
    });
    if (!added) throw new KeysAlready();
    this.#hold(key, plain);
  }

  /** Unlock with the passphrase. Throws `NoKeys`, `NoArgon2`, or `WrongPassphrase` for all else. */
  async unlock(passphrase: string): Promise<void> {
    const browser = await this.#browser();
    try {
      const vault = await openRecord(browser, "passphrase", await this.#records.get("passphrase"));
      const key = unb64u((await unlock(vault, passphrase, this.#slow))["key"], 32);
      this.#hold(key, await this.#stored(browser, key));
    } catch (error) {
      throw error instanceof NoArgon2 ? error : new WrongPassphrase();
    }
  }

  /**
   * Let a passkey open these keys as well; says false, and keeps nothing, where the passkey has no secret function.
   *
   * Throws `Locked`. Throws `PasskeyRefused`: she said no, or the passkey did not answer.
   */
  async addPasskey(name: string): Promise<boolean> {
    this.#unlocked();
    const salt = random(32);
    const made = await refused(async () => {
      const id = await createPasskey(name);
      return { id, secret: id === null ? null : await passkeySecret(id, salt) };
    });
    if (made.id === null || made.secret === null) return false;
    const browser = await this.#browser();
    const box = closeBox(passkeyKek(made.secret), PASSKEY, this.#unlocked().key);
    await this.#records.put("passkey", { id: made.id, salt, key: await closeRecord(browser, "passkey", box) });
    return true;
  }

  /** Unlock with a passkey. Throws `NoKeys`, or `PasskeyRefused` for each other cause. */
  async unlockWithPasskey(): Promise<void> {
    const browser = await this.#browser();
    await refused(async () => {
      const kept = await this.#records.get("passkey");
      if (!isObject(kept)) throw new Refused("no passkey");
      const secret = await passkeySecret(kept["id"] as Bytes, kept["salt"] as Bytes);
      if (secret === null) throw new Refused("no secret");
      const box = await openRecord(browser, "passkey", kept["key"]);
      const key = openBox(passkeyKek(secret), PASSKEY, box);
      this.#hold(key, await this.#stored(browser, key));
    });
  }

  /** Give the secrets. Throws `Locked`. */
  read(): Fields {
    return strictJson(this.#unlocked().secrets, LONGEST) as Fields;
  }

  /** Keep other secrets in the place of these, a new week's key for example. Throws `Locked`. */
  async save(secrets: Fields): Promise<void> {
    const held = this.#unlocked();
    const plain = jcs(secrets);
    const box = closeBox(held.key, SECRETS, plain);
    await this.#records.put("secrets", await closeRecord(await this.#browser(), "secrets", box));
    const locked = this.#held !== held;
    wipe(locked ? plain : held.secrets);
    if (!locked) held.secrets = plain;
  }

  /** Say that a person worked here now; reading alone does not keep the keys unlocked. Throws `Locked`. */
  touch(): void {
    this.#unlocked();
    this.#wait();
  }

  /** Lock: the keys are overwritten in memory. What was made of them elsewhere must be let go by who made it. */
  lock(): void {
    this.#cancel();
    if (this.#held !== null) wipe(this.#held.key, this.#held.secrets);
    this.#held = null;
  }

  /** Lock, and close the database. */
  close(): void {
    this.lock();
    this.#records.close();
  }

  /** A machine that slept wakes with a timer that is late; so the time is looked at as well. */
  #unlocked() {
    if (this.#clock.now() - this.#usedAt >= IDLE_MILLISECONDS) this.lock();
    if (this.#held === null) throw new Locked();
    return this.#held;
  }

  #hold(key: Bytes, secrets: Bytes): void {
    this.lock();
    this.#held = { key, secrets };
    this.#wait();
  }

  #wait(): void {
    this.#cancel();
    this.#usedAt = this.#clock.now();
    this.#cancel = this.#clock.after(IDLE_MILLISECONDS, () => {
      this.lock();
    });
  }

  async #browser(): Promise<CryptoKey> {
    const key = await this.#records.get("browser");
    if (!(key instanceof CryptoKey)) throw new NoKeys();
    return key;
  }

  async #stored(browser: CryptoKey, key: Bytes): Promise<Bytes> {
    const secrets = openBox(key, SECRETS, await openRecord(browser, "secrets", await this.#records.get("secrets")));
    if (!isObject(strictJson(secrets, LONGEST))) throw new Refused("no secrets");
    return secrets;
  }
}

function wipe(...secrets: Bytes[]): void {
  for (const secret of secrets) sodium.memzero(secret);
}

async function refused<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch {
    throw new PasskeyRefused();
  }
}
