// A passkey as a way into the vault: WebAuthn's extension PRF gives a secret that only this passkey has, after the device has asked for a
// finger, a face or its PIN. What the vault makes of the secret is in docs/vault.md.

const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const random = () => crypto.getRandomValues(new Uint8Array(32));

/** The same for ever for one vault: another one would be another secret. */
async function prf(vault) {
  const first = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`troly/vault/1/passkey ${vault}`));
  return { prf: { eval: { first: new Uint8Array(first) } } };
}

/** Whether this browser may have such passkeys; whether the device does shows when one is made. */
export function passkeys() {
  return Boolean(globalThis.PublicKeyCredential && navigator.credentials && isSecureContext);
}

/** The secret and the id of a passkey that there is. */
export async function passkey(vault, ids) {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: random(), // nobody checks the answer: what counts is the secret
      allowCredentials: ids.map((id) => ({ type: 'public-key', id: fromHex(id) })),
      userVerification: 'required',
      extensions: await prf(vault),
    },
  });
  const secret = credential.getClientExtensionResults().prf?.results?.first;
  if (!secret) throw 'prf';
  return { secret: new Uint8Array(secret), hint: new Uint8Array(credential.rawId) };
}

/** A new passkey for a vault: its secret and its id. */
export async function newPasskey(vault) {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: random(),
      rp: { name: 'Trợ Lý' },
      user: { id: random(), name: 'Tủ giấy tờ', displayName: 'Tủ giấy tờ' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -8 }, { type: 'public-key', alg: -257 }],
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      extensions: await prf(vault),
    },
  });
  const { enabled, results } = made.getClientExtensionResults().prf ?? {};
  if (!enabled && !results?.first) throw 'prf';
  const hint = new Uint8Array(made.rawId);
  // Some devices give the secret only when they are asked for it
  if (results?.first) return { secret: new Uint8Array(results.first), hint };
  return passkey(vault, [[...hint].map((byte) => byte.toString(16).padStart(2, '0')).join('')]);
}
