//! The vault's formats, read and written by code that shares nothing with ours: other implementations of AES-GCM, HKDF,
//! SHA-256 (ring) and Argon2id (rust-argon2), and another reading of `docs/vault.md`. So no vector only agrees with ourselves.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/vault.rs"]
mod common;
#[path = "common/others.rs"]
mod others;

use common::{Numbers, id, passphrase, secret};
use others::*;
use troly::vault::{
    self, Argon, Content, Credential, Edit, Envelope, Key, Kind, MemoryStore, Meta, Method, Sealed, Vault, ready,
};

#[test]
fn the_answers_of_the_self_test_are_those_of_others() {
    let derived = argon2id("Trợ Lý tự kiểm tra", b"0123456789abcdef", 19 * 1024, 1, 1);
    let salt = b"fedcba9876543210";
    let key = hkdf_sha256(salt, &derived, "troly/vault/1/wrapping-key", 32);
    let sealed = encrypt(&key, &[7; 12], b"with", b"known answer");
    let theirs = [&derived[..], &hkdf_sha256(salt, &derived, "troly/vault/1/commitment", 32), &sealed].concat();
    assert_eq!(common::hex(&theirs), common::hex(vault::known_answers()));
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
