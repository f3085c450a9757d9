//! From what a person knows, or a passkey gives, to a key.

use super::{
    Error,
    cipher::{KEY, Key, NONCE, encrypt, expand},
};
use crate::text::{ToneStyle, nfc, place_tones};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use hkdf::Hkdf;
use sha2::Sha256;
use std::ops::RangeInclusive;
use zeroize::{Zeroize, Zeroizing};

/// Bytes of a salt.
pub const SALT: usize = 16;
/// Fewest characters of a new passphrase.
pub const MIN_PASSPHRASE: usize = 8;
/// Most bytes of a passphrase: each costs time before anything is known.
pub const MAX_PASSPHRASE: usize = 1024;

const MEMORY: RangeInclusive<u32> = 19 * 1024..=256 * 1024;
const PASSES: RangeInclusive<u32> = 1..=10;
const LANES: RangeInclusive<u32> = 1..=4;

/// What a key derivation with Argon2id costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes. More than one helps only those who attack: wasm has one thread.
    pub lanes: u32,
}

impl Default for Argon {
    /// What is written unless somebody asks for something else: 64 MiB, three passes, one lane.
    fn default() -> Self {
        Argon { memory: 64 * 1024, passes: 3, lanes: 1 }
    }
}

impl Argon {
    /// The least that is accepted.
    pub const LEAST: Argon = Argon { memory: *MEMORY.start(), passes: 1, lanes: 1 };

    /// Whether it is in the bounds: below, the passphrase is not protected; above, a file could stop the device.
    pub fn check(self) -> Result<Self, Error> {
        let fits = MEMORY.contains(&self.memory) && PASSES.contains(&self.passes) && LANES.contains(&self.lanes);
        fits.then_some(self).ok_or(Error::Cost)
    }
}

/// A passphrase as it is hashed: however the keyboard composed its letters (NFC) and wherever it puts the tone marks (hòa and
/// hoà are typed on different devices by the same person), with plain spaces, without those around it.
pub fn normal_passphrase(typed: &str) -> Result<Zeroizing<String>, Error> {
    if typed.len() > 4 * MAX_PASSPHRASE {
        return Err(Error::PassphraseLength);
    }
    let composed = Zeroizing::new(nfc(typed).into_owned());
    let mut spaced = Zeroizing::new(String::with_capacity(composed.len()));
    spaced.extend(composed.trim().chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
    let placed = Zeroizing::new(place_tones(&spaced, ToneStyle::Old));
    if placed.is_empty() || placed.len() > MAX_PASSPHRASE {
        return Err(Error::PassphraseLength);
    }
    Ok(placed)
}

/// Argon2id. `passphrase` is normal, `cost` in the bounds.
pub fn argon2id(passphrase: &str, salt: &[u8; SALT], cost: Argon) -> Result<Zeroizing<[u8; KEY]>, Error> {
    let Argon { memory, passes, lanes } = cost.check()?;
    let params = Params::new(memory, passes, lanes, Some(KEY)).map_err(|_| Error::Cost)?;
    // Our own memory: a device that has not enough gives an error, not a trap; and it is wiped, as a key follows from it.
    let mut blocks = Vec::new();
    blocks.try_reserve_exact(params.block_count()).map_err(|_| Error::Memory)?;
    blocks.resize(params.block_count(), Block::new());
    let mut out = Zeroizing::new([0; KEY]);
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let done = hasher.hash_password_into_with_memory(passphrase.as_bytes(), salt, &mut *out, &mut blocks);
    blocks.iter_mut().for_each(Zeroize::zeroize);
    done.map_err(|_| Error::Cost)?;
    Ok(out)
}

/// What follows from a secret: the key that wraps the vault key, and 32 bytes that commit to it, by which a wrong
/// passphrase is known from a forgery.
pub fn wrapping_key(secret: &[u8; KEY], salt: &[u8; SALT]) -> (Key, [u8; 32]) {
    let from = Hkdf::<Sha256>::new(Some(salt), secret);
    let mut key = Zeroizing::new([0; KEY]);
    expand(&from, b"troly/vault/1/wrapping-key", &mut *key);
    let mut commitment = [0; 32];
    expand(&from, b"troly/vault/1/commitment", &mut commitment);
    (Key::from_bytes(&key), commitment)
}

/// This device computes what it should: [`self_test`] gives it, [`super::Vault`] asks for it.
#[derive(Clone, Copy)]
pub struct Tested(());

/// What the self-test comes to: 32 bytes of Argon2id, 32 of HKDF, 28 of AES-GCM. Computed by others
/// (`tests/vault_independent.rs`).
#[rustfmt::skip]
const KNOWN: [u8; 92] = [
    0x8d, 0xb7, 0xc8, 0x15, 0xcc, 0x46, 0xe1, 0x8c, 0xd9, 0x5c, 0x78, 0x8f, 0x90, 0x4a, 0xbe, 0x1e, 0x81, 0x1a, 0xb2, 0xd0,
    0x94, 0x63, 0xec, 0x29, 0x21, 0xe8, 0xf6, 0xdf, 0x6b, 0x06, 0x18, 0xb1, 0xe2, 0x25, 0x77, 0x23, 0x92, 0xa7, 0x5a, 0xc8,
    0x20, 0x82, 0x58, 0x08, 0x3b, 0x60, 0x6c, 0x37, 0x6a, 0xb1, 0xa5, 0x64, 0xed, 0x53, 0x83, 0xc7, 0xc9, 0x96, 0xe2, 0x49,
    0x83, 0x16, 0xd3, 0x07, 0xbc, 0xe8, 0x02, 0x07, 0x9c, 0xf9, 0x97, 0x58, 0x1e, 0xe6, 0xf2, 0x7c, 0x01, 0x32, 0x57, 0x35,
    0xc8, 0xcc, 0x32, 0x37, 0x2d, 0x89, 0x3d, 0xfb, 0xdc, 0x50, 0xd7, 0x6f,
];

/// Derives and encrypts what the answers are known of. Some phones were reported to derive wrong keys where more than 8 MB
/// are needed, so Argon2id is tried with the least memory that is in use; once for each instance.
pub fn self_test() -> Result<Tested, Error> {
    let derived = argon2id("Trợ Lý tự kiểm tra", b"0123456789abcdef", Argon::LEAST)?;
    let (key, commitment) = wrapping_key(&derived, b"fedcba9876543210");
    let mut text = *b"known answer";
    let tag = encrypt(&key, &[7; NONCE], b"with", &mut text)?;
    let found = derived.iter().chain(&commitment).chain(&text).chain(&tag);
    found.eq(&KNOWN).then_some(Tested(())).ok_or(Error::SelfTest)
}

/// The answers that [`self_test`] expects, for whoever computes them anew.
pub fn known_answers() -> &'static [u8] {
    &KNOWN
}
