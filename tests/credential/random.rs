//! Credentials made at random: issued, shown in part, read. What comes out is what a model says that does not know how it is done.

use super::{
    issuer::{Key, base64, digest, disclosure},
    issuers, theirs,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use troly::{
    json::Json as Ours,
    record::credential::{Challenge, Check, HolderBinding, Trust, read},
};

/// A claim or an element, and what is done with it.
#[derive(Clone, Debug)]
struct Node {
    value: Tree,
    /// It is behind a digest.
    hidden: bool,
    /// Its disclosure is shown, if its surroundings are.
    shown: bool,
}

#[derive(Clone, Debug)]
enum Tree {
    Leaf(Ours),
    /// With so many decoys.
    Object(Vec<(String, Node)>, u8),
    Array(Vec<Node>, u8),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Ours::Int),
        any::<bool>().prop_map(Ours::Bool),
        Just(Ours::Null),
        "[a-zĐđ \"\\\\~./]{0,8}".prop_map(|t| Ours::text(&t)),
    ];
    leaf.prop_map(Tree::Leaf).prop_recursive(4, 24, 4, |inner| {
        let node = (inner, any::<bool>(), any::<bool>());
        let node = node.prop_map(|(value, hidden, shown)| Node { value, hidden, shown }).boxed();
        let object = prop::collection::btree_map("[a-zé~/\"]{1,4}", node.clone(), 0..4);
        prop_oneof![
            (object, 0..3u8).prop_map(|(all, decoys)| Tree::Object(all.into_iter().collect(), decoys)),
            (prop::collection::vec(node, 0..4), 0..3u8).prop_map(|(all, decoys)| Tree::Array(all, decoys)),
        ]
    })
}

#[derive(Default)]
struct Issued {
    shown: Vec<String>,
    hidden: usize,
    salts: usize,
    /// Digests that whoever is shown this sees without a disclosure.
    withheld: usize,
}

impl Issued {
    fn salt(&mut self) -> usize {
        self.salts += 1;
        self.salts
    }

    fn hide(&mut self, name: Option<&str>, value: &Ours, seen: bool, shown: bool) -> Ours {
        let salt = self.salt();
        let text = disclosure(salt, name, value);
        let digest = digest(&text);
        match (seen, shown) {
            (true, true) => self.shown.push(text),
            (true, false) => self.withheld += 1,
            _ => self.hidden += 1,
        }
        Ours::text(&digest)
    }

    fn decoys(&mut self, count: u8, seen: bool) -> Vec<Ours> {
        self.withheld += if seen { usize::from(count) } else { 0 };
        (0..count).map(|_| Ours::text(&digest(&format!("decoy {}", self.salt())))).collect()
    }

    /// As it is signed, and as it is read by whoever sees it (if anybody does).
    fn tree(&mut self, tree: &Tree, seen: bool) -> (Ours, Ours) {
        match tree {
            Tree::Leaf(value) => (value.clone(), value.clone()),
            Tree::Object(entries, decoys) => {
                let (mut signed, mut read) = (Vec::new(), Vec::new());
                let mut digests = self.decoys(*decoys, seen);
                for (name, node) in entries {
                    let visible = !node.hidden || node.shown;
                    let (inner, result) = self.tree(&node.value, seen && visible);
                    if node.hidden {
                        digests.push(self.hide(Some(name), &inner, seen, node.shown));
                    } else {
                        signed.push((name.as_str().into(), inner));
                    }
                    if visible {
                        read.push((name.as_str().into(), result));
                    }
                }
                if !digests.is_empty() {
                    signed.push(("_sd".into(), Ours::Array(digests)));
                }
                (Ours::Object(signed), Ours::Object(read))
            }
            Tree::Array(items, decoys) => {
                let (mut signed, mut read) = (Vec::new(), Vec::new());
                for node in items {
                    let visible = !node.hidden || node.shown;
                    let (inner, result) = self.tree(&node.value, seen && visible);
                    signed.push(if node.hidden {
                        Ours::object([("...", self.hide(None, &inner, seen, node.shown))])
                    } else {
                        inner
                    });
                    if visible {
                        read.push(result);
                    }
                }
                signed.extend(self.decoys(*decoys, seen).into_iter().map(|d| Ours::object([("...", d)])));
                (Ours::Array(signed), Ours::Array(read))
            }
        }
    }
}

/// Keys that are all of the one kind or the other.
fn key(eddsa: bool, seed: u8) -> Key {
    if eddsa { Key::eddsa(seed) } else { Key::es256(seed) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_is_issued_and_shown_is_read(
        claims in prop::collection::btree_map("c_[a-z]{1,3}", (tree(), any::<bool>(), any::<bool>()), 0..6),
        (eddsa, bound, proven, backwards) in any::<(bool, bool, bool, bool)>(),
        seed in 1..200u8,
    ) {
        let node = |(value, hidden, shown)| Node { value, hidden, shown };
        let top = Tree::Object(claims.into_iter().map(|(name, parts)| (name, node(parts))).collect(), 1);
        let mut issued = Issued::default();
        let (signed, expected) = issued.tree(&top, true);
        let (issuer, holder) = (key(eddsa, seed), key(!eddsa, seed + 1));
        let mut open = json!({"iss": "https://a.example", "vct": "urn:a", "exp": 2_000_000_000});
        if bound {
            open["cnf"] = json!({"jwk": holder.jwk()});
        }
        let with_open = |claims: &Ours| {
            let mut all = theirs(claims);
            all.as_object_mut().expect("an object").extend(open.as_object().cloned().expect("an object"));
            all
        };
        // Digests stand in order, which says nothing about the claims; disclosures come as they come.
        let mut shown: Vec<&str> = issued.shown.iter().map(String::as_str).collect();
        if backwards {
            shown.reverse();
        }
        let mut text = issuer.sd_jwt("dc+sd-jwt", &with_open(&signed).to_string(), &shown);
        let proven = bound && proven;
        if proven {
            let proof = json!({"iat": 1_900_000_000, "nonce": "n", "aud": "a", "sd_hash": digest(&text)});
            text += &holder.jws("kb+jwt", &proof.to_string());
        }
        let known = issuers(&["https://a.example"], &issuer.jwk());
        let check = Check { now: 1_900_000_000, challenge: Some(Challenge { nonce: "n", audience: "a" }) };
        let credential = read(&text, &known, &check).map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
        prop_assert_eq!(credential.trust(), Trust::Verified);
        prop_assert_eq!(theirs(&credential.payload), with_open(&expected));
        prop_assert_eq!(credential.disclosed.len(), shown.len());
        prop_assert_eq!(credential.withheld.iter().map(|w| w.count).sum::<usize>(), issued.withheld);
        let holder = match (bound, proven) {
            (false, _) => HolderBinding::None,
            (true, false) => HolderBinding::Claimed,
            (true, true) => HolderBinding::Proven,
        };
        prop_assert_eq!(credential.holder, holder);
        // Each disclosure is where it says, with the value that it has.
        let payload = theirs(&credential.payload);
        for disclosed in &credential.disclosed {
            prop_assert!(payload.pointer(&disclosed.pointer).is_some(), "{}", disclosed.pointer);
        }
        // A key of somebody else, or of another kind, signs nothing here.
        for stranger in [key(eddsa, seed + 2), key(!eddsa, seed)] {
            let known = issuers(&["https://a.example"], &stranger.jwk());
            let verified = read(&text, &known, &check).is_ok_and(|c| c.trust() == Trust::Verified);
            prop_assert!(!verified);
        }
    }

    /// Parts of credentials, put together in any way.
    #[test]
    fn any_text_is_read_or_refused(
        parts in prop::collection::vec(prop_oneof![
            "[A-Za-z0-9_-]{0,6}",
            Just("~".to_owned()),
            Just(".".to_owned()),
            "[ -~]{0,20}".prop_map(|t| base64(t.as_bytes())),
            prop_oneof![
                Just(r#"{"alg":"ES256","typ":"dc+sd-jwt"}"#),
                Just(r#"{"alg":"EdDSA","typ":"kb+jwt"}"#),
                Just(r#"{"vct":"a","iss":"a","_sd":["a"],"a":[{"...":"b"}]}"#),
                Just(r#"["a","b",1]"#),
            ].prop_map(|t| base64(t.as_bytes())),
        ], 0..12),
    ) {
        let known = issuers(&["a"], &Key::es256(1).jwk());
        let check = Check { now: 0, challenge: None };
        if let Ok(credential) = read(&parts.concat(), &known, &check) {
            prop_assert!(credential.trust() != Trust::Verified);
        }
    }
}

#[test]
fn base64_of_the_tests_is_base64() {
    assert_eq!((base64(b"fooba"), base64(&[0xfb, 0xff])), ("Zm9vYmE".into(), "-_8".into()));
    let json: Json = json!({"a": 1});
    assert_eq!(theirs(&Ours::parse(&json.to_string()).expect("JSON")), json);
}
