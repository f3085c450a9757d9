//! The vault's formats, read and written by code that shares nothing with ours: other implementations of AES-GCM, HKDF,
//! SHA-256 (ring) and Argon2id (rust-argon2), and another reading of `docs/vault.md`. So no vector only agrees with ourselves.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/vault.rs"]
mod common;

use common::{Numbers, id, passphrase, secret};
use ring::{aead, digest, hkdf};
use troly::vault::{
    self, Argon, Content, Credential, Edit, Envelope, Key, Kind, MemoryStore, Meta, Method, Sealed, Vault, ready,
};

// ---- by others ----------------------------------------------------------------------------------------------------

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn hkdf_sha256(salt: &[u8], secret: &[u8], label: &str, length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    prk.expand(&[label.as_bytes()], Length(length)).and_then(|okm| okm.fill(&mut out)).expect("a short output");
    out
}

fn gcm(key: &[u8]) -> aead::LessSafeKey {
    aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_256_GCM, key).expect("32 bytes"))
}

fn decrypt(key: &[u8], nonce: &[u8], with: &[u8], sealed: &[u8]) -> Vec<u8> {
    let mut bytes = sealed.to_vec();
    let nonce = aead::Nonce::try_assume_unique_for_key(nonce).expect("12 bytes");
    gcm(key).open_in_place(nonce, aead::Aad::from(with), &mut bytes).expect("authentic").to_vec()
}

fn encrypt(key: &[u8], nonce: &[u8], with: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut bytes = plain.to_vec();
    let nonce = aead::Nonce::try_assume_unique_for_key(nonce).expect("12 bytes");
    gcm(key).seal_in_place_append_tag(nonce, aead::Aad::from(with), &mut bytes).expect("short");
    bytes
}

fn argon2id(passphrase: &str, salt: &[u8], memory: u32, passes: u32, lanes: u32) -> Vec<u8> {
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

fn sum(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref()[..8].to_vec()
}

fn key_id(vault_key: &[u8]) -> Vec<u8> {
    hkdf_sha256(&[], vault_key, "troly/vault/1/key-id", 16)
}

fn frame(kind: u8, length: usize) -> Vec<u8> {
    let mut out = b"TLYV\x01".to_vec();
    out.push(kind);
    out.extend((length as u32).to_be_bytes());
    out
}

/// The number of `n` bytes at `at`.
fn number(bytes: &[u8], at: usize, n: usize) -> u64 {
    bytes[at..at + n].iter().fold(0, |sum, b| sum << 8 | u64::from(*b))
}

/// The vault key of an envelope with a passphrase (offsets of docs/vault.md), or with a secret.
fn their_open_envelope(bytes: &[u8], passphrase: Option<&str>, secret: Option<&[u8]>) -> Vec<u8> {
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
fn their_open_object(vault_key: &[u8], bytes: &[u8]) -> (u8, Vec<u8>, u64, Vec<u8>) {
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

fn their_seal_envelope(vault: &[u8], key: &[u8], method: &[u8], salt: &[u8], secret: &[u8]) -> Vec<u8> {
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

fn their_seal_object(vault: &[u8], key: &[u8], content: &[u8], padded: usize) -> Vec<u8> {
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

// ---- ours and theirs ------------------------------------------------------------------------------------------------

#[test]
fn the_answers_of_the_self_test_are_those_of_others() {
    let derived = argon2id("Trợ Lý tự kiểm tra", b"0123456789abcdef", 19 * 1024, 1, 1);
    let salt = b"fedcba9876543210";
    let key = hkdf_sha256(salt, &derived, "troly/vault/1/wrapping-key", 32);
    let sealed = encrypt(&key, &[7; 12], b"with", b"known answer");
    let theirs = [&derived[..], &hkdf_sha256(salt, &derived, "troly/vault/1/commitment", 32), &sealed].concat();
    assert_eq!(common::hex(&theirs), common::hex(&vault::known_answers()));
    assert!(vault::self_test().is_ok());
}

#[test]
fn they_open_what_we_seal() {
    let mut random = Numbers(1);
    let bytes: [u8; 32] = random.array();
    let key = Key::from_bytes(&bytes);
    let ours = vault::seal_envelope(&key, id(1), id(2), 3, &passphrase("hòa bình ở đâu"), &mut random).expect("sealed");
    assert_eq!(their_open_envelope(&ours, Some("hòa bình ở đâu"), None), bytes);
    let costly = Argon { memory: 32 * 1024, passes: 2, lanes: 4 };
    let ours = vault::seal_envelope(&key, id(1), id(2), 3, &Credential::Passphrase("mật khẩu", costly), &mut random);
    assert_eq!(their_open_envelope(&ours.expect("sealed"), Some("mật khẩu"), None), bytes);
    let ours = vault::seal_envelope(&key, id(1), id(2), 3, &secret(&[8; 32]), &mut random).expect("sealed");
    assert_eq!(their_open_envelope(&ours, None, Some(&[8; 32])), bytes);
    for length in [0, 1, 251, 252, 253, 5_000, 300_000] {
        let content = random.bytes(length);
        let meta = Meta { sealed: Sealed::Object(Kind::Draft), id: id(4), generation: 77 };
        let ours = vault::seal_object(&key, id(1), meta, &content, &mut random).expect("sealed");
        assert_eq!(their_open_object(&bytes, &ours), (18, vec![4; 16], 77, content));
    }
}

#[test]
fn we_open_what_they_seal() {
    let key = Numbers(2).array::<32>();
    let (vault_id, salt) = ([1; 16], *b"their own salt.."); // 16 bytes
    let mut method = vec![1];
    [20 * 1024u32, 2, 3].iter().for_each(|n| method.extend(n.to_be_bytes()));
    method.push(16);
    method.extend(salt);
    let derived = argon2id("cây đa đầu làng", &salt, 20 * 1024, 2, 3);
    let theirs = their_seal_envelope(&vault_id, &key, &method, &salt, &derived);
    let stated = Envelope::read(&theirs).expect("an envelope");
    assert_eq!(stated.method, Method::Passphrase(Argon { memory: 20 * 1024, passes: 2, lanes: 3 }));
    assert_eq!((stated.vault, stated.id, stated.generation), (id(1), id(9), 5));
    let opened = vault::open_envelope(&theirs, &passphrase("cây đa đầu làng")).map_err(|e| e.code()).expect("opened");
    let object = their_seal_object(&vault_id, &key, b"Nguyen Van A", 256);
    let (meta, content) = vault::open_object(&opened, id(1), &object).map_err(|e| e.code()).expect("opened");
    assert_eq!(meta, Meta { sealed: Sealed::Object(Kind::Record), id: id(3), generation: 7 });
    assert_eq!(content.bytes(), b"Nguyen Van A");

    let method = [&[2, 16][..], &salt, &[0, 3], b"abc"].concat();
    let theirs = their_seal_envelope(&vault_id, &key, &method, &salt, &[6; 32]);
    assert_eq!(Envelope::read(&theirs).expect("an envelope").method, Method::Secret { hint: b"abc".to_vec() });
    let opened = vault::open_envelope(&theirs, &secret(&[6; 32])).map_err(|e| e.code()).expect("opened");
    assert!(vault::open_object(&opened, id(1), &object).is_ok());
}

#[test]
fn they_read_our_export_file() {
    let tested = vault::self_test().expect("a device that works");
    let mut vault = Vault::new(MemoryStore::default(), Numbers(3), tested, 4, 1_000_000);
    ready(vault.create(&passphrase("mật khẩu dài"), 1_000)).expect("at once").expect("created");
    let edits: Vec<Edit> = (1..=3)
        .map(|n| Edit::Put {
            id: id(n),
            kind: Kind::Record,
            content: Content::from(vec![n; 300 * usize::from(n)]),
            base: vault::Base::New,
        })
        .collect();
    ready(vault.write(&edits, 2_000)).expect("at once").expect("written");
    let (file, broken) = ready(vault.export(3_000)).expect("at once").expect("exported");
    assert!(broken.is_empty());

    assert_eq!(&file[..5], b"TLYX\x01");
    let block = 9 + number(&file, 5, 4) as usize;
    assert_eq!(file[block..block + 8], sum(&file[..block]));
    assert_eq!(file[25], 1, "one way in");
    let envelope = 30 + number(&file, 26, 4) as usize;
    let key = their_open_envelope(&file[30..envelope], Some("mật khẩu dài"), None);
    let (kind, _, generation, list) = their_open_object(&key, &file[envelope + 4..block]);
    assert_eq!((kind, generation), (2, 2));
    assert_eq!((number(&list, 0, 4), number(&list, 4, 8), number(&list, 12, 4)), (4, 3_000, 3));
    let mut at = block + 8;
    for n in 1..=3u8 {
        let entry = &list[16 + 37 * (usize::from(n) - 1)..][..37];
        assert_eq!((&entry[..16], entry[16], number(entry, 17, 8), number(entry, 25, 8)), (&[n; 16][..], 16, 2, 2_000));
        let end = at + number(entry, 33, 4) as usize;
        let (_, _, _, content) = their_open_object(&key, &file[at..end]);
        assert_eq!(content, vec![n; 300 * usize::from(n)]);
        at = end;
    }
    assert_eq!(file[at..at + block + 8], file[..block + 8], "the same again at the end");
    assert_eq!(file[at + block + 8..], [&((block + 8) as u32).to_be_bytes()[..], b"XYLT"].concat());
}
