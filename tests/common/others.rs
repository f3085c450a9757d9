//! The vault's formats by code that shares nothing with ours: other implementations of AES-GCM, HKDF, SHA-256 (ring) and
//! Argon2id (rust-argon2), and another reading of `docs/vault.md`.
#![allow(dead_code)] // each user takes a part

use ring::{aead, digest, hkdf};

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

pub fn hkdf_sha256(salt: &[u8], secret: &[u8], label: &str, length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    prk.expand(&[label.as_bytes()], Length(length)).and_then(|okm| okm.fill(&mut out)).expect("a short output");
    out
}

pub fn gcm(key: &[u8]) -> aead::LessSafeKey {
    aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_256_GCM, key).expect("32 bytes"))
}

pub fn decrypt(key: &[u8], nonce: &[u8], with: &[u8], sealed: &[u8]) -> Vec<u8> {
    let mut bytes = sealed.to_vec();
    let nonce = aead::Nonce::try_assume_unique_for_key(nonce).expect("12 bytes");
    gcm(key).open_in_place(nonce, aead::Aad::from(with), &mut bytes).expect("authentic").to_vec()
}

pub fn encrypt(key: &[u8], nonce: &[u8], with: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut bytes = plain.to_vec();
    let nonce = aead::Nonce::try_assume_unique_for_key(nonce).expect("12 bytes");
    gcm(key).seal_in_place_append_tag(nonce, aead::Aad::from(with), &mut bytes).expect("short");
    bytes
}

pub fn argon2id(passphrase: &str, salt: &[u8], memory: u32, passes: u32, lanes: u32) -> Vec<u8> {
    let config = argon2_by_others::Config {
        variant: argon2_by_others::Variant::Argon2id,
        version: argon2_by_others::Version::Version13,
        mem_cost: memory,
        time_cost: passes,
        lanes,
        hash_length: 32,
        ..argon2_by_others::Config::default()
    };
    argon2_by_others::hash_raw(passphrase.as_bytes(), salt, &config).expect("a cost in the bounds")
}

pub fn sum(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref()[..8].to_vec()
}

pub fn key_id(vault_key: &[u8]) -> Vec<u8> {
    hkdf_sha256(&[], vault_key, "troly/vault/1/key-id", 16)
}

pub fn frame(kind: u8, length: usize) -> Vec<u8> {
    let mut out = b"TLYV\x01".to_vec();
    out.push(kind);
    out.extend((length as u32).to_be_bytes());
    out
}

/// The number of `n` bytes at `at`.
pub fn number(bytes: &[u8], at: usize, n: usize) -> u64 {
    bytes[at..at + n].iter().fold(0, |sum, b| sum << 8 | u64::from(*b))
}

/// The vault key of an envelope with a passphrase (offsets of docs/vault.md), or with a secret.
pub fn their_open_envelope(bytes: &[u8], passphrase: Option<&str>, secret: Option<&[u8]>) -> Vec<u8> {
    assert_eq!(&bytes[..6], b"TLYV\x01\x01");
    let end = 10 + number(bytes, 6, 4) as usize;
    assert_eq!(bytes.len(), end + 8);
    assert_eq!(bytes[end..], sum(&bytes[..end]));
    assert_eq!(bytes[66], 1, "AES-256-GCM");
    let (salt, from, secret) = match bytes[67] {
        1 => {
            let (m, t, p) = (number(bytes, 68, 4), number(bytes, 72, 4), number(bytes, 76, 4));
            assert_eq!(bytes[80], 16);
            let salt = &bytes[81..97];
            let text = passphrase.expect("a passphrase");
            (salt, 97, argon2id(text, salt, m as u32, t as u32, p as u32))
        }
        2 => {
            assert_eq!(bytes[68], 16);
            let hint = number(bytes, 85, 2) as usize;
            (&bytes[69..85], 87 + hint, secret.expect("a secret").to_vec())
        }
        other => panic!("method {other}"),
    };
    assert_eq!(bytes[from..from + 32], hkdf_sha256(salt, &secret, "troly/vault/1/commitment", 32));
    let wrapping = hkdf_sha256(salt, &secret, "troly/vault/1/wrapping-key", 32);
    let key = decrypt(&wrapping, &bytes[from + 32..from + 44], &bytes[..from + 32], &bytes[from + 44..end]);
    assert_eq!(bytes[50..66], key_id(&key));
    key
}

/// Number of the type, id, generation and content of an object.
pub fn their_open_object(vault_key: &[u8], bytes: &[u8]) -> (u8, Vec<u8>, u64, Vec<u8>) {
    assert_eq!(&bytes[..6], b"TLYV\x01\x02");
    let end = 10 + number(bytes, 6, 4) as usize;
    assert_eq!(bytes.len(), end + 8);
    assert_eq!(bytes[end..], sum(&bytes[..end]));
    assert_eq!(bytes[26..42], key_id(vault_key));
    assert_eq!(bytes[42], 1, "AES-256-GCM");
    let wrapped = decrypt(vault_key, &bytes[43..55], &bytes[..43], &bytes[55..128]);
    let (own, meta) = wrapped.split_at(32);
    let padded = decrypt(own, &bytes[128..140], &[&bytes[..128], meta].concat(), &bytes[140..end]);
    let length = number(&padded, 0, 4) as usize;
    assert!(padded[4 + length..].iter().all(|b| *b == 0));
    assert!(padded.len().is_multiple_of(256));
    (meta[0], meta[1..17].to_vec(), number(meta, 17, 8), padded[4..4 + length].to_vec())
}

pub fn their_seal_envelope(vault: &[u8], key: &[u8], method: &[u8], salt: &[u8], secret: &[u8]) -> Vec<u8> {
    let mut out = frame(1, 56 + 1 + method.len() + 32 + 12 + 48);
    out.extend(vault);
    out.extend([9; 16]); // its own id
    out.extend(5u64.to_be_bytes()); // generation
    out.extend(key_id(key));
    out.push(1);
    out.extend(method);
    out.extend(hkdf_sha256(salt, secret, "troly/vault/1/commitment", 32));
    let nonce = b"once and only"[..12].to_vec();
    let wrapped = encrypt(&hkdf_sha256(salt, secret, "troly/vault/1/wrapping-key", 32), &nonce, &out, key);
    out.extend(nonce);
    out.extend(wrapped);
    let check = sum(&out);
    out.extend(check);
    out
}

pub fn their_seal_object(vault: &[u8], key: &[u8], content: &[u8], padded: usize) -> Vec<u8> {
    let mut meta = vec![16]; // a record
    meta.extend([3; 16]);
    meta.extend(7u64.to_be_bytes());
    let own = [0x5A; 32];
    let mut out = frame(2, 16 + 16 + 1 + 12 + 73 + 12 + padded + 16);
    out.extend(vault);
    out.extend(key_id(key));
    out.push(1);
    let wrapped = encrypt(key, &[1; 12], &out, &[&own[..], &meta].concat());
    out.extend([1; 12]);
    out.extend(wrapped);
    let mut plain = (content.len() as u32).to_be_bytes().to_vec();
    plain.extend(content);
    plain.resize(padded, 0);
    let sealed = encrypt(&own, &[2; 12], &[&out[..], &meta].concat(), &plain);
    out.extend([2; 12]);
    out.extend(sealed);
    let check = sum(&out);
    out.extend(check);
    out
}
