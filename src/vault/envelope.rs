//! Key envelopes: the vault key, wrapped with what follows from a passphrase or from a passkey's secret.

use super::{
    Error, Id, Random,
    bytes::{FRAME_HEAD, FrameKind, Reader, begin, end, unframe},
    cipher::{KEY, Key, NONCE, TAG, decrypt, encrypt, fresh},
    kdf::{Argon, MIN_PASSPHRASE, SALT, argon2id, normal_passphrase, wrapping_key},
};
use zeroize::Zeroizing;

/// The one cipher there is: AES-256-GCM.
pub const CIPHER: u8 = 1;
const PASSPHRASE: u8 = 1;
const SECRET: u8 = 2;
/// Most bytes of what helps to ask for a secret. WebAuthn has credential ids of up to 1023.
const MAX_HINT: usize = 1024;
const WRAPPED: usize = KEY + TAG;

/// What somebody unlocks with. It cannot be printed.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// Typed. Hashed with Argon2id at this cost when it is set; what is opened has its own cost in it.
    Passphrase(&'a str, Argon),
    /// 32 bytes that nobody can guess, as a passkey gives (WebAuthn PRF), and what helps to ask for them again: its id.
    Secret(&'a [u8; KEY], &'a [u8]),
}

/// How an envelope is opened: all that a locked screen needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// With a passphrase.
    Passphrase(Argon),
    /// With a secret; what helps to ask for it.
    Secret {
        /// As it was given when the envelope was sealed.
        hint: Vec<u8>,
    },
}

/// What an envelope states without a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The vault that it opens.
    pub vault: Id,
    /// Its own name.
    pub id: Id,
    /// The vault's generation with which it became a way in.
    pub generation: u64,
    /// How it is opened.
    pub method: Method,
}

/// An envelope taken apart. Nothing was derived, and nothing copied but the hint.
struct Parts<'a> {
    stated: Envelope,
    key_id: [u8; 16],
    salt: [u8; SALT],
    commitment: [u8; 32],
    /// What the wrapped key is bound to: everything before its nonce.
    bound: usize,
    nonce: [u8; NONCE],
    wrapped: &'a [u8; WRAPPED],
}

impl Envelope {
    /// What the envelope states. A cost out of bounds is refused here already.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        parse(bytes).map(|parts| parts.stated)
    }
}

fn parse(bytes: &[u8]) -> Result<Parts<'_>, Error> {
    let held = unframe(FrameKind::Envelope, bytes)?;
    let mut reader = Reader(held);
    // Its check sum is right, so what is too short was made so
    let short = Error::Forged;
    let vault = Id(reader.array().ok_or(short.clone())?);
    let id = Id(reader.array().ok_or(short.clone())?);
    let generation = reader.u64().ok_or(short.clone())?;
    let key_id = reader.array().ok_or(short.clone())?;
    let cipher = reader.u8().ok_or(short.clone())?;
    let method = reader.u8().ok_or(short.clone())?;
    if cipher != CIPHER || !matches!(method, PASSPHRASE | SECRET) {
        return Err(Error::Algorithm);
    }
    let cost = match method {
        PASSPHRASE => {
            let mut cost = || reader.u32().ok_or(short.clone());
            Some(Argon { memory: cost()?, passes: cost()?, lanes: cost()? }.check()?)
        }
        _ => None,
    };
    if reader.u8().ok_or(short.clone())? as usize != SALT {
        return Err(Error::Cost);
    }
    let salt = reader.array().ok_or(short.clone())?;
    let method = match cost {
        Some(cost) => Method::Passphrase(cost),
        None => {
            let length = reader.u16().ok_or(short.clone())? as usize;
            if length > MAX_HINT {
                return Err(Error::TooLarge);
            }
            Method::Secret { hint: reader.take(length).ok_or(short.clone())?.to_vec() }
        }
    };
    let commitment = reader.array().ok_or(short.clone())?;
    let bound = FRAME_HEAD + held.len() - reader.0.len();
    let nonce = reader.array().ok_or(short.clone())?;
    let wrapped = reader.0.try_into().map_err(|_| short)?;
    Ok(Parts { stated: Envelope { vault, id, generation, method }, key_id, salt, commitment, bound, nonce, wrapped })
}

/// Wraps the vault key for a credential. It is opened again before it is given: a device that derives something else at
/// the second time gives no envelope.
pub fn seal_envelope(
    key: &Key,
    vault: Id,
    id: Id,
    generation: u64,
    credential: &Credential,
    random: &mut impl Random,
) -> Result<Vec<u8>, Error> {
    let salt: [u8; SALT] = fresh(random)?;
    let nonce: [u8; NONCE] = fresh(random)?;
    let mut middle = Vec::new();
    let secret = match credential {
        Credential::Passphrase(typed, cost) => {
            let passphrase = normal_passphrase(typed)?;
            if passphrase.chars().count() < MIN_PASSPHRASE {
                return Err(Error::PassphraseLength);
            }
            let Argon { memory, passes, lanes } = cost.check()?;
            middle.extend([CIPHER, PASSPHRASE]);
            [memory, passes, lanes].iter().for_each(|n| middle.extend(n.to_be_bytes()));
            middle.push(SALT as u8);
            middle.extend(salt);
            argon2id(&passphrase, &salt, *cost)?
        }
        Credential::Secret(secret, hint) => {
            let length = u16::try_from(hint.len()).ok().filter(|n| *n as usize <= MAX_HINT).ok_or(Error::TooLarge)?;
            middle.extend([CIPHER, SECRET, SALT as u8]);
            middle.extend(salt);
            middle.extend(length.to_be_bytes());
            middle.extend(*hint);
            Zeroizing::new(**secret)
        }
    };
    let (wrapping, commitment) = wrapping_key(&secret, &salt);
    let mut out = begin(FrameKind::Envelope, 16 + 16 + 8 + 16 + middle.len() + 32 + NONCE + WRAPPED)?;
    out.extend(vault.0);
    out.extend(id.0);
    out.extend(generation.to_be_bytes());
    out.extend(key.id());
    out.extend(middle);
    out.extend(commitment);
    let mut wrapped = Zeroizing::new(*key.bytes());
    let tag = encrypt(&wrapping, &nonce, &out, &mut *wrapped)?;
    out.extend(nonce);
    out.extend(*wrapped);
    out.extend(tag);
    let out = end(out);
    let again = open_envelope(&out, credential).map_err(|_| Error::Unverified)?;
    if again.bytes() != key.bytes() {
        return Err(Error::Unverified);
    }
    Ok(out)
}

/// The vault key, with the credential. The order of what is checked: damage, version, algorithm, cost; then it is derived.
pub fn open_envelope(bytes: &[u8], credential: &Credential) -> Result<Key, Error> {
    let parts = parse(bytes)?;
    let (secret, wrong) = match (&parts.stated.method, credential) {
        (Method::Passphrase(cost), Credential::Passphrase(typed, _)) => {
            (argon2id(&normal_passphrase(typed)?, &parts.salt, *cost)?, Error::Passphrase)
        }
        (Method::Secret { .. }, Credential::Secret(secret, _)) => (Zeroizing::new(**secret), Error::Secret),
        _ => return Err(Error::NoWay),
    };
    let (wrapping, commitment) = wrapping_key(&secret, &parts.salt);
    // No secret is compared: the commitment stands in the file
    if commitment != parts.commitment {
        return Err(wrong);
    }
    let mut wrapped = Zeroizing::new(*parts.wrapped);
    let key = decrypt(&wrapping, &parts.nonce, &bytes[..parts.bound], &mut *wrapped).ok_or(Error::Forged)?;
    let key = Key::from_bytes((&*key).try_into().map_err(|_| Error::Forged)?);
    if key.id() != parts.key_id {
        return Err(Error::Forged);
    }
    Ok(key)
}
