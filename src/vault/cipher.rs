//! Keys, and the one cipher: AES-256-GCM. What is in here is wiped when it goes, and has no way of being printed.

use super::{Error, Random};
use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{AeadInOut, Nonce, Tag},
};
use hkdf::Hkdf;
use sha2::Sha256;
use std::cell::OnceCell;
use zeroize::{Zeroize, Zeroizing};

/// Bytes of a nonce. Each is used once: they are random, and a content key encrypts one thing.
pub const NONCE: usize = 12;
/// Bytes that encryption adds.
pub const TAG: usize = 16;
/// Bytes of a key.
pub const KEY: usize = 32;

/// A key. It cannot be printed, copied by accident or compared, and is wiped when it goes.
pub struct Key {
    bytes: Box<Zeroizing<[u8; KEY]>>,
    /// Computed when it is first asked for: every object asks.
    id: OnceCell<[u8; 16]>,
}

impl Key {
    /// A key of these bytes, for tests with known keys and for what comes from elsewhere.
    pub fn from_bytes(bytes: &[u8; KEY]) -> Self {
        Key { bytes: Box::new(Zeroizing::new(*bytes)), id: OnceCell::new() }
    }

    pub(super) fn bytes(&self) -> &[u8; KEY] {
        &self.bytes
    }

    pub(super) fn fresh(random: &mut impl Random) -> Result<Self, Error> {
        let mut bytes: [u8; KEY] = fresh(random)?;
        let key = Key::from_bytes(&bytes);
        bytes.zeroize();
        Ok(key)
    }

    /// Names the key without telling it: what was sealed with another is recognised.
    pub(super) fn id(&self) -> [u8; 16] {
        *self.id.get_or_init(|| {
            let mut id = [0; 16];
            expand(&Hkdf::<Sha256>::new(None, self.bytes()), b"troly/vault/1/key-id", &mut id);
            id
        })
    }

    pub(super) fn copy(&self) -> Self {
        Key::from_bytes(self.bytes())
    }
}

/// What was sealed, opened: wiped when it goes, and it cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Content(Zeroizing<Vec<u8>>);

impl Content {
    /// The bytes. Whoever copies them answers for the copies.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Content(Zeroizing::new(bytes))
    }
}

/// Random bytes that do not look like those of a broken source.
pub fn fresh<const N: usize>(random: &mut impl Random) -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    random.fill(&mut bytes)?;
    if bytes.iter().all(|b| *b == bytes[0]) {
        return Err(Error::Random);
    }
    Ok(bytes)
}

/// HKDF's second step. Its only failure is a length that nobody asks for here.
pub fn expand(from: &Hkdf<Sha256>, label: &[u8], out: &mut [u8]) {
    from.expand(label, out).expect("fewer than 255 × 32 bytes");
}

/// Encrypts in place, and gives the tag that belongs behind it.
pub fn encrypt(key: &Key, nonce: &[u8; NONCE], with: &[u8], bytes: &mut [u8]) -> Result<[u8; TAG], Error> {
    let cipher = Aes256Gcm::new(key.bytes().into());
    let nonce: &Nonce<Aes256Gcm> = nonce.into();
    // The only failure is a length of 64 GiB.
    let tag = cipher.encrypt_inout_detached(nonce, with, bytes.into()).map_err(|_| Error::TooLarge)?;
    Ok(tag.into())
}

/// Decrypts in place what ends with its tag, and gives what was encrypted. Of something forged nothing is given.
pub fn decrypt<'a>(key: &Key, nonce: &[u8; NONCE], with: &[u8], bytes: &'a mut [u8]) -> Option<&'a mut [u8]> {
    let (bytes, tag) = bytes.split_last_chunk_mut::<TAG>()?;
    let cipher = Aes256Gcm::new(key.bytes().into());
    let (nonce, tag): (&Nonce<Aes256Gcm>, &Tag<Aes256Gcm>) = (nonce.into(), (&*tag).into());
    cipher.decrypt_inout_detached(nonce, with, (&mut *bytes).into(), tag).ok()?;
    Some(bytes)
}
