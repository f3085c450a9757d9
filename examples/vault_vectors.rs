//! Makes vectors of the vault's formats: `cargo run --example vault_vectors -- tests/fixtures/vault/v1`. It writes only those
//! that are not there yet; none is ever made again. What each must give is written here by hand, not taken from what the
//! vault gives, and what the vault would never write is sealed by others' code.

#[path = "../tests/common/others.rs"]
mod others;
#[path = "../tests/common/vault.rs"]
mod shared;

use others::{encrypt, frame, hkdf_sha256, key_id, sum};
use serde_json::{Value, json};
use shared::{Numbers, hex, id};
use std::{fs, path::Path};
use troly::vault::{
    Argon, Base, Content, Credential, Edit, Id, Key, Kind, MemoryStore, Meta, Sealed, StoreError, Stored, Vault,
    VaultStore, padded_length, ready, seal_envelope, seal_object, self_test,
};

const PHRASE: &str = "hòa bình ở đâu";
const SECRET: [u8; 32] = *b"32 bytes that a passkey gives...";
const KEY: [u8; 32] = *b"the key of the vault of vectors.";
const VAULT: Id = Id([0xA1; 16]);

/// What is known of a thing that is taken apart: name of the part and where it lies.
type Parts = &'static [(&'static str, usize)];

/// Offsets of docs/vault.md, one byte in each part.
const ENVELOPE: Parts = &[
    ("magic", 0),
    ("length", 9),
    ("vault", 12),
    ("id", 27),
    ("generation", 49),
    ("key-id", 55),
    ("cipher", 66),
    ("method", 67),
    ("memory", 71),
    ("passes", 75),
    ("lanes", 79),
    ("salt-length", 80),
    ("salt", 90),
    ("commitment", 100),
    ("nonce", 130),
    ("wrapped-key", 150),
    ("tag", 180),
    ("sum", 190),
];
const OBJECT: Parts = &[
    ("vault", 12),
    ("key-id", 30),
    ("cipher", 42),
    ("wrap-nonce", 44),
    ("wrapped-key", 60),
    ("wrapped-meta", 90),
    ("wrap-tag", 120),
    ("nonce", 130),
    ("content", 150),
    ("tag", 140 + 256 + 3),
    ("sum", 140 + 256 + 16 + 3),
];

struct Writer<'a> {
    folder: &'a Path,
    written: usize,
}

impl Writer<'_> {
    fn put(&mut self, name: &str, shows: &str, what: &str, more: Value, expect: &[&str]) {
        let mut vector = json!({ "shows": shows, "what": what, "expect": expect });
        if let (Value::Object(vector), Value::Object(more)) = (&mut vector, more) {
            vector.extend(more);
        }
        let path = self.folder.join(format!("{name}.json"));
        if path.exists() {
            return;
        }
        let text = serde_json::to_string_pretty(&vector).expect("JSON") + "\n";
        fs::write(path, text).expect("a folder to write to");
        self.written += 1;
    }
}

fn sha(bytes: &[u8]) -> String {
    hex(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}

fn opens(bytes: &[u8]) -> String {
    format!("opens {}", sha(bytes))
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out[at] ^= 0x20;
    out
}

/// The same with a right length and check sum: no accident, somebody's work.
fn mended(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 8;
    bytes[6..10].copy_from_slice(&((end - 10) as u32).to_be_bytes());
    let check = sum(&bytes[..end]);
    bytes[end..].copy_from_slice(&check);
    bytes
}

fn set(bytes: &[u8], at: usize, with: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out[at..at + with.len()].copy_from_slice(with);
    mended(out)
}

fn envelopes(out: &mut Writer) {
    let key = Key::from_bytes(&KEY);
    let mut random = Numbers(11);
    let record = Meta { sealed: Sealed::Object(Kind::Record), id: id(1), generation: 3 };
    let inside = seal_object(&key, VAULT, record, b"what the key opens", &mut random).expect("sealed");
    let good = opens(b"what the key opens");
    let least = Credential::Passphrase(PHRASE, Argon::LEAST);
    let phrase = seal_envelope(&key, VAULT, id(2), 3, &least, &mut random).expect("sealed");
    let secret =
        seal_envelope(&key, VAULT, id(2), 3, &Credential::Secret(&SECRET, b"credential"), &mut random).expect("sealed");
    let mut put = |name: &str, shows: &str, bytes: &[u8], with: Value, expect: &str| {
        let mut more = json!({ "bytes": hex(bytes), "inside": hex(&inside) });
        if let (Value::Object(more), Value::Object(with)) = (&mut more, with) {
            more.extend(with);
        }
        out.put(&format!("envelope-{name}"), shows, "envelope", more, &[expect]);
    };
    let known = || json!({ "passphrase": PHRASE });
    put("passphrase", "A passphrase opens, at the least cost", &phrase, known(), &good);
    for (name, shows, typed) in [
        (
            "decomposed",
            "letters and marks apart (NFD), as some keyboards give them",
            "ho\u{300}a bi\u{300}nh o\u{309}\u{31b} đa\u{302}u",
        ),
        ("new-tones", "tone marks placed in the other style: hoà", "hoà bình ở đâu"),
        ("spaces", "other spaces, and spaces around", "\u{3000}hòa\u{a0}bình ở đâu \n"),
    ] {
        put(
            &format!("passphrase-{name}"),
            &format!("A passphrase opens: {shows}"),
            &phrase,
            json!({ "passphrase": typed }),
            &good,
        );
    }
    for (name, shows, cost) in [
        ("default-cost", "64 MiB, three passes, one lane", Argon::default()),
        ("lanes", "four lanes", Argon { lanes: 4, ..Argon::LEAST }),
        ("passes", "ten passes", Argon { passes: 10, ..Argon::LEAST }),
    ] {
        let credential = Credential::Passphrase(PHRASE, cost);
        let bytes = seal_envelope(&key, VAULT, id(2), 3, &credential, &mut random).expect("sealed");
        put(name, &format!("A passphrase opens: {shows}"), &bytes, known(), &good);
    }
    put(
        "wrong-passphrase",
        "Another passphrase",
        &phrase,
        json!({ "passphrase": "hòa bình ở đây" }),
        "vault.passphrase",
    );
    put(
        "wrong-case",
        "Capital letters are others",
        &phrase,
        json!({ "passphrase": "Hòa bình ở đâu" }),
        "vault.passphrase",
    );
    put("empty-passphrase", "No passphrase at all", &phrase, json!({ "passphrase": " " }), "vault.passphrase-length");
    put("secret", "A passkey's secret opens", &secret, json!({ "secret": hex(&SECRET) }), &good);
    put("wrong-secret", "Another passkey's secret", &secret, json!({ "secret": hex(&[7; 32]) }), "vault.secret");
    put(
        "secret-for-passphrase",
        "A secret where a passphrase is asked for",
        &phrase,
        json!({ "secret": hex(&SECRET) }),
        "vault.no-way",
    );
    put("passphrase-for-secret", "A passphrase where a secret is asked for", &secret, known(), "vault.no-way");
    let hint = vec![0xCC; 1024];
    let long = seal_envelope(&key, VAULT, id(2), 3, &Credential::Secret(&SECRET, &hint), &mut random).expect("sealed");
    put("longest-hint", "A credential id as long as there is", &long, json!({ "secret": hex(&SECRET) }), &good);
    let mut longer = long.clone();
    longer.insert(90, 0xCC);
    let longer = set(&longer, 85, &1025u16.to_be_bytes());
    put("longer-hint", "A credential id that is longer", &longer, json!({ "secret": hex(&SECRET) }), "vault.too-large");
    for (part, at) in ENVELOPE {
        let bytes = flipped(&phrase, *at);
        put(&format!("flipped-{part}"), &format!("One bit of the {part} is flipped"), &bytes, known(), "vault.damaged");
    }
    for (part, at, expect) in [
        ("vault", 12, "vault.forged"),
        ("id", 27, "vault.forged"),
        ("generation", 49, "vault.forged"),
        ("key-id", 55, "vault.forged"),
        ("salt", 90, "vault.passphrase"),
        ("commitment", 100, "vault.passphrase"),
        ("nonce", 130, "vault.forged"),
        ("wrapped-key", 150, "vault.forged"),
        ("tag", 180, "vault.forged"),
    ] {
        let bytes = mended(flipped(&phrase, at));
        put(
            &format!("forged-{part}"),
            &format!("The {part} is changed, and the check sum with it"),
            &bytes,
            known(),
            expect,
        );
    }
    for (name, shows, at, with) in [
        ("memory-4-gib", "4 GiB of memory are asked for", 68, &(4u32 << 20).to_be_bytes()[..]),
        ("memory-most", "As much memory as a number can say", 68, &u32::MAX.to_be_bytes()),
        ("memory-257-mib", "A MiB more than accepted", 68, &(257u32 << 10).to_be_bytes()),
        ("memory-8-mib", "Too little memory to protect a passphrase", 68, &(8u32 << 10).to_be_bytes()),
        ("memory-none", "No memory", 68, &[0; 4]),
        ("passes-none", "No pass", 72, &[0; 4]),
        ("passes-11", "A pass more than accepted", 72, &11u32.to_be_bytes()),
        ("passes-most", "Passes for years", 72, &u32::MAX.to_be_bytes()),
        ("lanes-none", "No lane", 76, &[0; 4]),
        ("lanes-255", "255 lanes", 76, &255u32.to_be_bytes()),
        ("salt-of-8", "A salt of 8 bytes", 80, &[8]),
        ("salt-of-255", "A salt of 255 bytes, which are not there", 80, &[255]),
    ] {
        put(name, shows, &set(&phrase, at, with), known(), "vault.cost");
    }
    put("cipher-2", "Sealed with an unknown cipher", &set(&phrase, 66, &[2]), known(), "vault.algorithm");
    put("method-3", "A way in of an unknown sort", &set(&phrase, 67, &[3]), known(), "vault.algorithm");
    put("version-2", "Written by a newer version", &set(&phrase, 4, &[2]), known(), "vault.newer");
    put(
        "version-2-unsummed",
        "A newer version may sum otherwise",
        &flipped(&set(&phrase, 4, &[2]), 190),
        known(),
        "vault.newer",
    );
    put("version-0", "A version that never was", &set(&phrase, 4, &[0]), known(), "vault.damaged");
    put("kind-object", "An object stands where an envelope should", &inside, known(), "vault.kind");
    put(
        "kind-unknown",
        "Something unknown stands where an envelope should",
        &set(&phrase, 5, &[9]),
        known(),
        "vault.kind",
    );
    put("empty", "An envelope of no bytes", &[], known(), "vault.damaged");
    put("magic-only", "The first four bytes", &phrase[..4], known(), "vault.damaged");
    put("cut", "The last byte is missing", &phrase[..phrase.len() - 1], known(), "vault.damaged");
    put(
        "cut-and-mended",
        "Cut in the wrapped key, by somebody",
        &mended(phrase[..phrase.len() - 9].to_vec()),
        known(),
        "vault.forged",
    );
    put("trailing", "A byte behind the end", &[&phrase[..], &[0]].concat(), known(), "vault.trailing");
    put(
        "length-most",
        "The longest length that can be said",
        &{
            let mut b = phrase.clone();
            b[6..10].fill(0xFF);
            b
        },
        known(),
        "vault.damaged",
    );
    let mut stretched = phrase.clone();
    stretched.insert(180, 0);
    put("stretched", "A byte more within, by somebody", &mended(stretched), known(), "vault.forged");
}

/// An object whose insides are as given, sealed by others.
fn their_object(number: u8, which: Id, generation: u64, plain: &[u8], vault: Id) -> Vec<u8> {
    let mut meta = vec![number];
    meta.extend(which.0);
    meta.extend(generation.to_be_bytes());
    let own = [0x77; 32];
    let mut out = frame(2, 16 + 16 + 1 + 12 + 73 + 12 + plain.len() + 16);
    out.extend(vault.0);
    out.extend(key_id(&KEY));
    out.push(1);
    let wrapped = encrypt(&KEY, &[4; 12], &out, &[&own[..], &meta].concat());
    out.extend([4; 12]);
    out.extend(wrapped);
    let sealed = encrypt(&own, &[5; 12], &[&out[..], &meta].concat(), plain);
    out.extend([5; 12]);
    out.extend(sealed);
    let check = sum(&out);
    out.extend(check);
    out
}

fn padded(content: &[u8]) -> Vec<u8> {
    let mut plain = (content.len() as u32).to_be_bytes().to_vec();
    plain.extend(content);
    plain.resize(padded_length(content.len()), 0);
    plain
}

fn objects(out: &mut Writer) {
    let key = Key::from_bytes(&KEY);
    let mut random = Numbers(12);
    let meta = Meta { sealed: Sealed::Object(Kind::Record), id: id(1), generation: 3 };
    let mut seal = |meta: Meta, content: &[u8]| seal_object(&key, VAULT, meta, content, &mut random).expect("sealed");
    let content = b"Nguyen Van Mau, 01/01/1990";
    let good = seal(meta, content);
    let expected = |number: u8, generation: u64| json!({ "secret": hex(&KEY), "vault": hex(&VAULT.0), "type": number, "id": hex(&[1; 16]), "generation": generation });
    let mut put = |name: &str, shows: &str, bytes: &[u8], mut with: Value, expect: &str| {
        with["bytes"] = hex(bytes).into();
        out.put(&format!("object-{name}"), shows, "object", with, &[expect]);
    };
    put("record", "A record opens", &good, expected(16, 3), &opens(content));
    for length in [0usize, 252, 253, 4092, 4093] {
        let content = vec![0x61; length];
        let bytes = seal(meta, &content);
        put(
            &format!("of-{length}"),
            &format!("A content of {length} bytes opens"),
            &bytes,
            expected(16, 3),
            &opens(&content),
        );
    }
    for (kind, number) in [(Kind::Person, 17), (Kind::Draft, 18), (Kind::Attachment, 19), (Kind::Setting, 20)] {
        let bytes = seal(Meta { sealed: Sealed::Object(kind), ..meta }, content);
        put(
            &format!("type-{number}"),
            &format!("An object of the type {number} opens"),
            &bytes,
            expected(number, 3),
            &opens(content),
        );
    }
    for (part, at) in OBJECT {
        put(
            &format!("flipped-{part}"),
            &format!("One bit of an object's {part} is flipped"),
            &flipped(&good, *at),
            expected(16, 3),
            "vault.damaged",
        );
    }
    for (part, at, expect) in [
        ("vault", 12, "vault.other-vault"),
        ("key-id", 30, "vault.other-key"),
        ("cipher", 42, "vault.algorithm"),
        ("wrap-nonce", 44, "vault.forged"),
        ("wrapped-key", 60, "vault.forged"),
        ("wrapped-meta", 90, "vault.forged"),
        ("wrap-tag", 120, "vault.forged"),
        ("nonce", 130, "vault.forged"),
        ("content", 150, "vault.forged"),
        ("tag", 399, "vault.forged"),
    ] {
        put(
            &format!("forged-{part}"),
            &format!("An object's {part} is changed, and the check sum with it"),
            &mended(flipped(&good, at)),
            expected(16, 3),
            expect,
        );
    }
    // Half of one and half of another, both authentic
    let other = seal(meta, b"another content of the same record");
    put(
        "half-and-half",
        "The content of one sealing with the key of another",
        &mended([&good[..128], &other[128..]].concat()),
        expected(16, 3),
        "vault.forged",
    );
    put(
        "another-record",
        "Another record stands here",
        &seal(Meta { id: id(2), ..meta }, content),
        expected(16, 3),
        "vault.other-object",
    );
    put(
        "another-type",
        "A draft stands where a record should",
        &seal(Meta { sealed: Sealed::Object(Kind::Draft), ..meta }, content),
        expected(16, 3),
        "vault.other-object",
    );
    put(
        "older",
        "An older state of the record was put back",
        &seal(Meta { generation: 2, ..meta }, content),
        expected(16, 3),
        "vault.rollback",
    );
    put(
        "another-vault",
        "The same record of another vault, under the same key",
        &their_object(16, id(1), 3, &padded(content), id(0xA2)),
        expected(16, 3),
        "vault.other-vault",
    );
    put(
        "type-99",
        "An object of an unknown type",
        &their_object(99, id(1), 3, &padded(content), VAULT),
        expected(16, 3),
        "vault.kind",
    );
    for (name, shows, plain) in [
        ("filled", "The filling is not zeros", {
            let mut p = padded(content);
            p[255] = 1;
            p
        }),
        ("no-filling", "Not padded at all", {
            let mut p = padded(content);
            p.truncate(4 + content.len());
            p
        }),
        ("too-much-filling", "Padded to the step after the next", {
            let mut p = padded(content);
            p.resize(512, 0);
            p
        }),
        ("length-beyond", "A length beyond the end", {
            let mut p = padded(content);
            p[2] = 1;
            p
        }),
        ("length-most", "The longest length of a content", {
            let mut p = padded(content);
            p[..4].fill(0xFF);
            p
        }),
        ("no-length", "Not even a length", vec![0, 0]),
    ] {
        put(
            &format!("padding-{name}"),
            shows,
            &their_object(16, id(1), 3, &plain, VAULT),
            expected(16, 3),
            "vault.padding",
        );
    }
    put(
        "by-others",
        "Sealed by another implementation",
        &their_object(16, id(1), 3, &padded(content), VAULT),
        expected(16, 3),
        &opens(content),
    );
    put("version-2", "An object of a newer version", &set(&good, 4, &[2]), expected(16, 3), "vault.newer");
    put("kind-envelope", "An object that says it is an envelope", &set(&good, 5, &[1]), expected(16, 3), "vault.kind");
    put("cut", "An object's last byte is missing", &good[..good.len() - 1], expected(16, 3), "vault.damaged");
    put(
        "cut-and-mended",
        "An object cut short by somebody",
        &mended(good[..good.len() - 64].to_vec()),
        expected(16, 3),
        "vault.forged",
    );
    put(
        "head-only",
        "An object that ends before its content",
        &mended([&good[..100], &[0; 8]].concat()),
        expected(16, 3),
        "vault.forged",
    );
    put("trailing", "A byte behind an object", &[&good[..], &[0]].concat(), expected(16, 3), "vault.trailing");
    put("empty", "No object", &[], expected(16, 3), "vault.damaged");
}

type Slots = Vec<(Id, Vec<u8>)>;

/// A vault with two records, written twice, and a former passkey; as its store has it, from the beginning on.
struct Sample {
    states: Vec<(Stored, Slots)>,
    file: Vec<u8>,
    empty_file: Vec<u8>,
}

fn contents(n: u8) -> Vec<u8> {
    format!("record {n}").into_bytes()
}

fn sample(seed: u64) -> Sample {
    let tested = self_test().expect("a device that works");
    let mut vault = Vault::new(MemoryStore::default(), Numbers(seed), tested, 1, 1_000_000);
    let mut states = Vec::new();
    let state = |store: &mut MemoryStore| -> Result<_, StoreError> {
        let slots = store.all_slots().clone().into_iter().collect();
        Ok((ready(store.stored()).expect("at once")?.expect("a vault"), slots))
    };
    fn at_once<T>(done: Option<Result<T, troly::vault::Error>>) -> T {
        done.expect("at once").expect("done")
    }
    at_once(ready(vault.create(&Credential::Secret(&SECRET, b"old"), 1_000)));
    let (empty_file, _) = at_once(ready(vault.export(1_500)));
    let put = |n: u8, text: Vec<u8>| Edit::Put {
        id: id(n),
        kind: Kind::Record,
        content: Content::from(text),
        base: Base::Any,
    };
    at_once(ready(vault.write(&[put(1, contents(1)), put(2, b"before".to_vec())], 2_000)));
    states.push(state(vault.store()).expect("a state"));
    at_once(ready(vault.write(&[put(2, contents(2))], 3_000)));
    states.push(state(vault.store()).expect("a state"));
    at_once(ready(vault.change_way(&Credential::Secret(&[9; 32], b"new"), 4_000)));
    states.push(state(vault.store()).expect("a state"));
    let (file, _) = at_once(ready(vault.export(5_000)));
    Sample { states, file, empty_file }
}

fn as_json(stored: &Stored, slots: &[(Id, Vec<u8>)]) -> Value {
    let map = |all: Vec<(&Id, &Vec<u8>)>| -> Value {
        all.into_iter().map(|(id, bytes)| (hex(&id.0), hex(bytes).into())).collect::<serde_json::Map<_, _>>().into()
    };
    json!({
        "vault": hex(&stored.vault.0), "generation": stored.generation, "head": hex(&stored.head),
        "envelopes": map(stored.envelopes.iter().collect()), "slots": map(slots.iter().map(|(i, b)| (i, b)).collect()),
    })
}

fn entry(n: u8, outcome: &str) -> String {
    format!("{}: {outcome}", hex(&[n; 16]))
}

fn stores(out: &mut Writer) {
    let Sample { states, .. } = sample(21);
    let other = sample(22);
    let [(first, first_slots), (second, second_slots), (third, third_slots)] = &states[..] else {
        panic!("three states")
    };
    let (old, new) = (json!({ "secret": hex(&SECRET) }), json!({ "secret": hex(&[9; 32]) }));
    let mut put = |name: &str, shows: &str, store: Value, with: &Value, expect: &[&str]| {
        let mut more = with.clone();
        more["store"] = store;
        out.put(&format!("store-{name}"), shows, "store", more, expect);
    };
    let (one, two, before) =
        (entry(1, &opens(&contents(1))), entry(2, &opens(&contents(2))), entry(2, &opens(b"before")));
    put(
        "second",
        "A vault opens, with the second state of a record",
        as_json(second, second_slots),
        &old,
        &["unlocked, generation 3", &one, &two],
    );
    put(
        "third",
        "A vault opens after another passkey took the place of the first",
        as_json(third, third_slots),
        &new,
        &["unlocked, generation 5", &one, &two],
    );
    put("old-passkey", "The former passkey does not open", as_json(third, third_slots), &old, &["vault.secret"]);
    let mut put_back = third.clone();
    put_back.envelopes.extend(first.envelopes.clone());
    put(
        "old-envelope-put-back",
        "The envelope of the former passkey was put back",
        as_json(&put_back, third_slots),
        &old,
        &["vault.retired"],
    );
    put("none", "There is no vault", Value::Null, &old, &["vault.gone"]);
    let seen = |generation: u64| json!({ "secret": hex(&SECRET), "seen": generation });
    put(
        "whole-rollback-seen",
        "All of it is of an older state than was seen elsewhere",
        as_json(first, first_slots),
        &seen(3),
        &["vault.rollback"],
    );
    put(
        "seen-same",
        "The state that was seen elsewhere",
        as_json(first, first_slots),
        &seen(2),
        &["unlocked, generation 2", &one, &before],
    );
    put(
        "head-put-back",
        "The head of an older state was put back",
        as_json(&Stored { head: first.head.clone(), ..second.clone() }, second_slots),
        &old,
        &["vault.rollback"],
    );
    put(
        "generation-raised",
        "The generation in clear was raised",
        as_json(&Stored { generation: 9, ..second.clone() }, second_slots),
        &old,
        &["vault.rollback"],
    );
    put(
        "head-damaged",
        "One bit of the head is flipped",
        as_json(&Stored { head: flipped(&second.head, 200), ..second.clone() }, second_slots),
        &old,
        &["vault.damaged"],
    );
    put(
        "head-forged",
        "The head is changed, and its check sum with it",
        as_json(&Stored { head: mended(flipped(&second.head, 200)), ..second.clone() }, second_slots),
        &old,
        &["vault.forged"],
    );
    put(
        "head-of-other",
        "The head of another vault",
        as_json(&Stored { head: other.states[1].0.head.clone(), ..second.clone() }, second_slots),
        &old,
        &["vault.other-vault"],
    );
    put(
        "envelope-of-other",
        "The envelope of another vault under the name of the own",
        as_json(
            &Stored {
                envelopes: second
                    .envelopes
                    .keys()
                    .copied()
                    .zip(other.states[1].0.envelopes.values().cloned())
                    .collect(),
                ..second.clone()
            },
            second_slots,
        ),
        &old,
        &["vault.other-vault"],
    );
    put(
        "envelope-renamed",
        "An envelope under another name",
        as_json(
            &Stored { envelopes: second.envelopes.values().map(|e| (id(0xEE), e.clone())).collect(), ..second.clone() },
            second_slots,
        ),
        &old,
        &["vault.other-object"],
    );
    put(
        "no-envelope",
        "No envelope at all",
        as_json(&Stored { envelopes: Default::default(), ..second.clone() }, second_slots),
        &old,
        &["vault.no-way"],
    );
    // Which slot has which record is known from which one stayed
    let new_slot =
        |slots: &[(Id, Vec<u8>)]| slots.iter().position(|s| !first_slots.contains(s)).expect("the second record");
    let at = new_slot(second_slots);
    let swapped: Vec<_> =
        second_slots.iter().map(|(i, _)| *i).zip(second_slots.iter().rev().map(|(_, b)| b.clone())).collect();
    put(
        "records-swapped",
        "Two records stand in each other's place",
        as_json(second, &swapped),
        &old,
        &["unlocked, generation 3", &entry(1, "vault.other-object"), &entry(2, "vault.other-object")],
    );
    let old_two =
        first_slots.iter().find(|s| !second_slots.contains(s)).expect("the first state of the record").1.clone();
    let mut rolled = second_slots.clone();
    rolled[at].1 = old_two;
    put(
        "record-put-back",
        "The older state of one record was put back",
        as_json(second, &rolled),
        &old,
        &["unlocked, generation 3", &one, &entry(2, "vault.rollback")],
    );
    let mut broken = second_slots.clone();
    broken[at].1[200] ^= 1;
    put(
        "record-damaged",
        "One record is damaged, the other opens",
        as_json(second, &broken),
        &old,
        &["unlocked, generation 3", &one, &entry(2, "vault.damaged")],
    );
    let mut missing = second_slots.clone();
    missing.remove(at);
    put(
        "record-missing",
        "One record was taken away",
        as_json(second, &missing),
        &old,
        &["unlocked, generation 3", &one, &entry(2, "vault.missing")],
    );
    let mut more = second_slots.clone();
    more.push((id(0xDD), other.states[1].1[0].1.clone()));
    put(
        "record-put-in",
        "A record that the head does not list counts for nothing",
        as_json(second, &more),
        &old,
        &["unlocked, generation 3", &one, &two],
    );
    let mut foreign = second_slots.clone();
    foreign[at].1 = other.states[1].1[0].1.clone();
    put(
        "record-of-other",
        "A record of another vault in place of the own",
        as_json(second, &foreign),
        &old,
        &["unlocked, generation 3", &one, &entry(2, "vault.other-vault")],
    );
    heads(out);
}

/// Stores whose head is authentic, and holds what no vault writes.
fn heads(out: &mut Writer) {
    let key = Key::from_bytes(&KEY);
    let mut random = Numbers(31);
    let way = id(0x0E);
    let envelope = seal_envelope(&key, VAULT, way, 1, &Credential::Secret(&SECRET, b""), &mut random).expect("sealed");
    let ways = [&1u32.to_be_bytes()[..], &way.0, &1u64.to_be_bytes()].concat();
    let listed =
        |n: u8, slot: u8| [&[n; 16][..], &[16], &1u64.to_be_bytes(), &5u64.to_be_bytes(), &[slot; 16]].concat();
    let list = |all: &[Vec<u8>]| [&(all.len() as u32).to_be_bytes()[..], &all.concat()].concat();
    let head = |schema: u32, backup: &[u8], ways: &[u8], staged: &[u8], objects: &[u8]| {
        [&schema.to_be_bytes()[..], backup, ways, staged, objects].concat()
    };
    let none = 0u32.to_be_bytes();
    let mut put = |name: &str, shows: &str, plain: &[u8], expect: &str| {
        let stored = Stored {
            vault: VAULT,
            generation: 1,
            head: their_object(1, VAULT, 1, &padded(plain), VAULT),
            envelopes: [(way, envelope.clone())].into(),
        };
        let more = json!({ "store": as_json(&stored, &[]), "secret": hex(&SECRET) });
        out.put(&format!("head-{name}"), shows, "store", more, &[expect]);
    };
    put(
        "empty-vault",
        "The head of a vault that holds nothing",
        &head(1, &[0], &ways, &none, &none),
        "unlocked, generation 1",
    );
    put("nothing", "A head without contents", b"", "vault.content");
    put(
        "schema-2",
        "The application's objects are of a newer version",
        &head(2, &[0], &ways, &none, &none),
        "vault.newer",
    );
    put("backup-2", "Neither a backup nor none", &head(1, &[2], &ways, &none, &none), "vault.content");
    put(
        "entry-twice",
        "The same record is listed twice",
        &head(1, &[0], &ways, &none, &list(&[listed(1, 1), listed(1, 2)])),
        "vault.duplicate",
    );
    put(
        "out-of-order",
        "Records out of order",
        &head(1, &[0], &ways, &none, &list(&[listed(2, 1), listed(1, 2)])),
        "vault.duplicate",
    );
    put(
        "slot-twice",
        "Two records in one slot",
        &head(1, &[0], &ways, &none, &list(&[listed(1, 1), listed(2, 1)])),
        "vault.duplicate",
    );
    put(
        "way-twice",
        "The same way in twice",
        &head(1, &[0], &[&2u32.to_be_bytes()[..], &ways[4..], &ways[4..]].concat(), &none, &none),
        "vault.duplicate",
    );
    put(
        "trailing",
        "Something behind the list",
        &[head(1, &[0], &ways, &none, &none), vec![0]].concat(),
        "vault.trailing",
    );
    put(
        "count-most",
        "More records than a number can count",
        &head(1, &[0], &ways, &none, &u32::MAX.to_be_bytes()),
        "vault.too-large",
    );
    put(
        "count-beyond",
        "More records counted than there are",
        &head(1, &[0], &ways, &none, &9_000u32.to_be_bytes()),
        "vault.content",
    );
    put("not-listed", "A head that does not list its own way in", &head(1, &[0], &none, &none, &none), "vault.retired");
    let mut later = listed(1, 1);
    later[16] = 99;
    let later = head(2, &[0], &ways, &none, &list(&[later]));
    put("schema-2-kind", "A newer version, with objects of a kind that came with it", &later, "vault.newer");
    let mut unknown = listed(1, 1);
    unknown[16] = 1;
    put(
        "lists-a-head",
        "A head that lists a head as a record",
        &head(1, &[0], &ways, &none, &list(&[unknown])),
        "vault.kind",
    );
}

fn exports(out: &mut Writer) {
    let Sample { file, empty_file, .. } = sample(21);
    let other = sample(22).file;
    let mut put = |name: &str, shows: &str, bytes: &[u8], with: &[u8; 32], expect: &[&str]| {
        let more = json!({ "secret": hex(with), "bytes": hex(bytes) });
        out.put(&format!("export-{name}"), shows, "export", more, expect);
    };
    let new = &[9; 32];
    let about = "file of 5000, generation 5";
    let (one, two) = (entry(1, &opens(&contents(1))), entry(2, &opens(&contents(2))));
    let block = 9 + u32::from_be_bytes(file[5..9].try_into().expect("4 bytes")) as usize + 8;
    let size = 140 + 256 + 16 + 8; // of each of the two records
    let records = block..block + 2 * size;
    assert_eq!(file.len(), 2 * block + 2 * size + 8);
    put("two-records", "A file opens", &file, new, &[about, &one, &two]);
    put("empty-vault", "The file of a vault that holds nothing", &empty_file, &SECRET, &["file of 1500, generation 1"]);
    put("wrong-secret", "A file under another passkey", &file, &SECRET, &["vault.secret"]);
    put("empty", "A file of no bytes", &[], new, &["vault.damaged"]);
    put("something-else", "Not such a file", b"PK\x03\x04 a zip archive, say", new, &["vault.damaged"]);
    put(
        "version-2",
        "A file of a newer version, whose end is of this one",
        &{
            let mut f = file.clone();
            f[4] = 2;
            f
        },
        new,
        &["vault.newer"],
    );
    put(
        "front-damaged",
        "The beginning is damaged: the end has it all again",
        &flipped(&file, 40),
        new,
        &[about, "remark vault.damaged", &one, &two],
    );
    put("front-missing", "The first bytes are missing", &file[10..], new, &[about, "remark vault.damaged", &one, &two]);
    put(
        "back-damaged",
        "The end is damaged: the beginning has it all",
        &flipped(&file, records.end + 40),
        new,
        &[about, "remark vault.damaged", &one, &two],
    );
    put(
        "both-damaged",
        "Beginning and end are damaged",
        &flipped(&flipped(&file, 40), records.end + 40),
        new,
        &["vault.damaged"],
    );
    put(
        "record-damaged",
        "One record is damaged, the other opens",
        &flipped(&file, records.start + 200),
        new,
        &[about, &entry(1, "vault.damaged"), &two],
    );
    put(
        "record-forged",
        "One record is changed, and its check sum with it",
        &{
            let mut f = file.clone();
            let bad = mended(flipped(&file[block..block + size], 200));
            f[block..block + size].copy_from_slice(&bad);
            f
        },
        new,
        &[about, &entry(1, "vault.forged"), &two],
    );
    put(
        "records-swapped",
        "Two records of a file stand in each other's place",
        &[&file[..block], &file[block + size..block + 2 * size], &file[block..block + size], &file[block + 2 * size..]]
            .concat(),
        new,
        &[about, &entry(1, "vault.other-object"), &entry(2, "vault.other-object")],
    );
    put(
        "record-of-other",
        "A record of another vault's file",
        &[&file[..block], &other[block..block + size], &file[block + size..]].concat(),
        new,
        &[about, &entry(1, "vault.other-vault"), &two],
    );
    put(
        "cut-in-records",
        "Cut within the second record",
        &file[..block + size + 50],
        new,
        &[about, "remark vault.damaged", &one, &entry(2, "vault.missing")],
    );
    put("cut-in-front", "Cut within the beginning", &file[..block - 20], new, &["vault.damaged"]);
    put(
        "trailing",
        "A byte behind the file",
        &[&file[..], &[0]].concat(),
        new,
        &[about, "remark vault.trailing", &one, &two],
    );
    put(
        "front-of-other",
        "The beginning of another vault's file before the records of this one",
        &[&other[..block], &file[block..]].concat(),
        new,
        &[about, &entry(1, "vault.other-vault"), &entry(2, "vault.other-vault")],
    );
    let key = Key::from_bytes(&KEY);
    let mut random = Numbers(41);
    let envelope =
        seal_envelope(&key, VAULT, id(0x0E), 1, &Credential::Secret(&SECRET, b""), &mut random).expect("sealed");
    let record = |generation: u64, n: u8| their_object(16, id(n), generation, &padded(&contents(n)), VAULT);
    let listed = |n: u8, length: u32| {
        [&[n; 16][..], &[16], &2u64.to_be_bytes(), &5u64.to_be_bytes(), &length.to_be_bytes()].concat()
    };
    let theirs = |number: u8, schema: u32, all: &[Vec<u8>], behind: &[u8], records: &[Vec<u8>]| {
        let list =
            [&schema.to_be_bytes()[..], &7u64.to_be_bytes(), &(all.len() as u32).to_be_bytes(), &all.concat(), behind]
                .concat();
        let manifest = their_object(number, VAULT, 2, &padded(&list), VAULT);
        let mut block = b"TLYX\x01".to_vec();
        block.extend((16 + 1 + 4 + envelope.len() as u32 + 4 + manifest.len() as u32).to_be_bytes());
        block.extend(VAULT.0);
        block.push(1);
        for part in [&envelope, &manifest] {
            block.extend((part.len() as u32).to_be_bytes());
            block.extend(part);
        }
        let check = sum(&block);
        block.extend(check);
        [&block[..], &records.concat(), &block, &(block.len() as u32).to_be_bytes(), b"XYLT"].concat()
    };
    let length = size as u32;
    let about = "file of 7, generation 2";
    put(
        "by-others",
        "A file written by another implementation",
        &theirs(2, 1, &[listed(1, length), listed(2, length)], &[], &[record(2, 1), record(2, 2)]),
        &SECRET,
        &[about, &one, &two],
    );
    put(
        "entry-twice",
        "The same record is listed twice in a file",
        &theirs(2, 1, &[listed(1, length), listed(1, length)], &[], &[record(2, 1), record(2, 1)]),
        &SECRET,
        &["vault.duplicate"],
    );
    put(
        "record-put-back",
        "An older state of a record in a file",
        &theirs(2, 1, &[listed(1, length), listed(2, length)], &[], &[record(1, 1), record(2, 2)]),
        &SECRET,
        &[about, &entry(1, "vault.rollback"), &two],
    );
    put(
        "head-as-list",
        "A vault's head in place of a file's list",
        &theirs(1, 1, &[], &[], &[]),
        &SECRET,
        &["vault.other-object"],
    );
    put("list-trailing", "Something behind a file's list", &theirs(2, 1, &[], &[0], &[]), &SECRET, &["vault.trailing"]);
    put(
        "lengths-most",
        "Lengths that no file has",
        &theirs(2, 1, &[listed(1, u32::MAX), listed(2, u32::MAX)], &[], &[]),
        &SECRET,
        &[about, "remark vault.damaged", &entry(1, "vault.missing"), &entry(2, "vault.missing")],
    );
    put(
        "record-too-many",
        "A record that the list does not have is left out",
        &theirs(2, 1, &[listed(1, length)], &[], &[record(2, 1), record(2, 2)]),
        &SECRET,
        &[about, "remark vault.trailing", &one],
    );
    let later = theirs(2, 2, &[listed(1, length)], &[], &[record(2, 1)]);
    put("schema-2", "A file of a newer version of the application", &later, &SECRET, &["vault.newer"]);
}

fn main() {
    let folder = std::env::args().nth(1).expect("a folder for the vectors");
    let mut out = Writer { folder: Path::new(&folder), written: 0 };
    fs::create_dir_all(out.folder).expect("a folder");
    assert_eq!(hkdf_sha256(&[], &KEY, "troly/vault/1/key-id", 16), key_id(&KEY));
    envelopes(&mut out);
    objects(&mut out);
    stores(&mut out);
    exports(&mut out);
    eprintln!("{} new", out.written);
}
