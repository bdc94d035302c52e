/**
 * A passkey's secret function (WebAuthn level 3, extension prf): a touch instead of a long passphrase.
 *
 * What a browser says it can do beforehand is not believed; `prf.enabled` after the passkey was made is.
 */

import type { Bytes } from "../crypto/format";
import { random } from "../crypto/sodium";

const ES256 = -7;
const RS256 = -257;

/** Make a passkey for this site; gives its id, or null where it has no secret function. `name` is shown to her. */
export async function createPasskey(name: string): Promise<Bytes | null> {
  const made = await navigator.credentials.create({
    publicKey: {
      rp: { name: "TOLERANT" },
      user: { id: fresh(), name, displayName: name },
      challenge: fresh(),
      pubKeyCredParams: [ES256, RS256].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
      extensions: { prf: {} },
    },
  });
  if (!(made instanceof PublicKeyCredential)) return null;
  return made.getClientExtensionResults().prf?.enabled === true ? new Uint8Array(made.rawId) : null;
}

/** Ask a passkey for its secret of a salt (32 bytes); null where it gave none. Throws what the browser throws. */
export async function passkeySecret(id: Bytes, salt: Bytes): Promise<Bytes | null> {
  const shown = await navigator.credentials.get({
    publicKey: {
      challenge: fresh(),
      allowCredentials: [{ type: "public-key", id: new Uint8Array(id) }],
      userVerification: "required",
      extensions: { prf: { eval: { first: new Uint8Array(salt) } } },
    },
  });
  if (!(shown instanceof PublicKeyCredential)) return null;
  const first = shown.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  return ArrayBuffer.isView(first) ? new Uint8Array(first.buffer) : new Uint8Array(first);
}

/** The node does not take part: nothing is proven to it, so that its challenge is only fresh. */
function fresh(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(random(32));
}
