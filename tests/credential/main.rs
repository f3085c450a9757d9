//! Credentials: the examples of the specifications, the files of `tests/fixtures/sd-jwt/`, credentials made at random, and what another
//! implementation says.

#[path = "../common/mod.rs"]
mod common;
mod issuer;
mod random;

use common::file;
use serde_json::Value as Json;
use std::{collections::BTreeSet, fs, path::Path, process::Command};
use troly::{
    definition::FieldType,
    definition::value_to_json,
    i18n,
    json::JsonErrorCode,
    prefill::vocabulary,
    record::credential::{
        Challenge, Check, Credential, CredentialError, CredentialErrorCode, Doubt, HolderBinding, Issuers, PublicKey,
        Trust,
        claims::CLAIMS,
        read,
        sd_jwt::{SdJwt, Unfolded},
    },
};

const FOLDER: &str = "tests/fixtures/sd-jwt";

fn json(path: &str) -> Json {
    serde_json::from_str(&file(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Ours as the other library's, in which the order of keys says nothing.
fn theirs(json: &troly::json::Json) -> Json {
    serde_json::from_str(&json.to_text()).expect("JSON")
}

/// Issuers of these names, all with this key.
fn issuers(names: &[&str], jwk: &Json) -> Issuers {
    let all: Vec<Json> =
        names.iter().map(|name| serde_json::json!({"issuer": name, "jwks": {"keys": [jwk]}})).collect();
    Issuers::parse(&Json::Array(all).to_string()).expect("keys")
}

fn key(jwk: &Json) -> PublicKey {
    issuers(&["x"], jwk).all()[0].keys[0].key.clone()
}

/// Every file of a folder, by name.
fn entries(folder: &str) -> Vec<(String, Json)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(folder);
    let mut names: Vec<String> = fs::read_dir(path)
        .expect("the folder")
        .filter_map(|e| Some(e.expect("an entry").file_name().to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), json(&format!("{FOLDER}/{folder}/{name}.json")))).collect()
}

fn read_entry(entry: &Json, issuers: &Issuers) -> Result<Credential, CredentialError> {
    let text = |name: &str| entry[name].as_str();
    let challenge = text("nonce").zip(text("aud")).map(|(nonce, audience)| Challenge { nonce, audience });
    read(text("text").expect("a text"), issuers, &Check { now: entry["now"].as_i64().expect("a time"), challenge })
}

/// The text of an example: as it stands, or its JSON.
fn text_of(example: &Json) -> String {
    example["text"].as_str().map_or_else(|| example["json"].to_string(), str::to_owned)
}

/// Checks signature and proof of an example, and that what comes out is what the specification says.
fn holds(example: &Json, issuer: &PublicKey) -> Unfolded {
    let section = &example["section"];
    let text = text_of(example);
    let sd_jwt = SdJwt::parse(&text, &["example+sd-jwt", "dc+sd-jwt"]).unwrap_or_else(|e| panic!("{section}: {e:?}"));
    assert!(sd_jwt.signed_by(&sd_jwt.jwt, issuer), "{section}: signed by the issuer");
    let unfolded = sd_jwt.unfold().unwrap_or_else(|e| panic!("{section}: {e:?}"));
    let payload = theirs(&unfolded.payload);
    if !example["payload"].is_null() {
        assert_eq!(payload, example["payload"], "{section}");
    }
    for (name, value) in example["claims"].as_object().into_iter().flatten() {
        assert_eq!(&payload[name], value, "{section}: {name}");
    }
    if let Some(proof) = &sd_jwt.proof {
        assert!(sd_jwt.signed_by(proof, &key(&payload["cnf"]["jwk"])), "{section}: signed by the holder");
        assert!(!sd_jwt.signed_by(proof, issuer), "{section}: and by nobody else");
        let digest = theirs(&proof.payload)["sd_hash"].as_str().map(str::to_owned);
        assert_eq!(digest, Some(sd_jwt.presentation_digest()), "{section}");
    }
    unfolded
}

#[test]
fn the_examples_of_rfc_9901() {
    let examples = json(&format!("{FOLDER}/rfc9901.json"));
    let issuer = key(&examples["keys"][0]);
    let (mut proofs, mut checked) = (0, 0);
    for example in examples["signed"].as_array().expect("examples") {
        holds(example, &issuer);
        proofs += usize::from(text_of(example).contains("kb_jwt") || !text_of(example).ends_with(['~', '}']));
        checked += usize::from(!example["payload"].is_null() || !example["claims"].is_null());
    }
    assert_eq!((examples["signed"].as_array().map(Vec::len), proofs, checked), (Some(11), 5, 8));
    // Section 6 shows the same claims disclosed in three ways, and signs none: here we do.
    for example in examples["unsigned"].as_array().expect("examples") {
        let shown: Vec<&str> =
            example["disclosures"].as_array().expect("a list").iter().filter_map(Json::as_str).collect();
        let text = issuer::Key::es256(7).sd_jwt("example+sd-jwt", &example["payload"].to_string(), &shown);
        let sd_jwt = SdJwt::parse(&text, &["example+sd-jwt"]).expect("an SD-JWT");
        let payload = theirs(&sd_jwt.unfold().expect("fits").payload);
        for (name, value) in example["claims"].as_object().expect("claims") {
            assert_eq!(&payload[name], value, "{}: {name}", example["section"]);
        }
    }
    assert_eq!(examples["unsigned"].as_array().map(Vec::len), Some(3));
}

#[test]
fn the_examples_of_sd_jwt_vc() {
    let jwk = json(&format!("{FOLDER}/rfc9901.json"))["keys"][0].clone(); // the same in both
    let examples = json(&format!("{FOLDER}/sd-jwt-vc-18.json"));
    let known = issuers(&["https://example.com/issuer", "https://pid-issuer.aendgard.example"], &jwk);
    for example in examples["signed"].as_array().expect("examples") {
        let unfolded = holds(example, &key(&jwk));
        let credential = read(&text_of(example), &known, &Check { now: 1_790_000_000, challenge: None }).expect("fine");
        assert_eq!(credential.trust(), Trust::Verified, "{}: {:?}", example["section"], credential.doubts);
        assert_eq!(credential.payload, unfolded.payload);
    }
    assert_eq!(examples["signed"].as_array().map(Vec::len), Some(5));
}

#[test]
fn a_person_of_the_rfc_in_our_words() {
    let examples = json(&format!("{FOLDER}/rfc9901.json"));
    let known = issuers(&["https://pid-issuer.bund.de.example"], &examples["keys"][0]);
    let signed = examples["signed"].as_array().expect("examples");
    let pid: Vec<&Json> = signed.iter().filter(|e| e["section"] == "A.3").collect();
    let check = Check { now: 1_748_537_000, challenge: None };
    let whole = read(pid[0]["text"].as_str().expect("a text"), &known, &check).expect("fine");
    assert_eq!(whole.trust(), Trust::Verified);
    let stated: Vec<(&str, String, &str, bool)> = whole
        .stated
        .iter()
        .map(|s| (&*s.attribute, value_to_json(&s.value).to_text().replace('"', ""), &*s.part, s.sure))
        .collect();
    assert_eq!(
        stated,
        [
            ("person.name.family", "Mustermann".into(), "disclosure/2", true),
            ("person.name.forenames", "Erika".into(), "disclosure/1", true),
            ("person.sex", "female".into(), "disclosure/10", true),
            ("person.birth.date", "1963-08-12".into(), "disclosure/3", true),
            ("person.birth.place", "Berlin".into(), "disclosure/12", false),
            ("person.nationality", "DE".into(), "disclosure/9/0", true),
            ("person.address.residence", "Heidestraße 17, Köln".into(), "disclosure/4,disclosure/5", false),
            ("person.name", "Mustermann Erika".into(), "disclosure/2,disclosure/1", false),
        ]
    );
    assert_eq!(whole.issued_on.map(|d| d.to_string()).as_deref(), Some("2020-03-11"));
    assert_eq!(whole.expires_on.map(|d| d.to_string()).as_deref(), Some("2030-03-12"));
    // The presentation is proven to who it was made for, and to nobody else.
    let shown = pid[1]["text"].as_str().expect("a text");
    let asked =
        |nonce, now| Check { now, challenge: Some(Challenge { nonce, audience: "https://verifier.example.org" }) };
    let made = SdJwt::parse(shown, &["dc+sd-jwt"]).expect("fine").proof.expect("a proof").payload;
    let made = theirs(&made)["iat"].as_i64().expect("a time");
    let proven = read(shown, &known, &asked("1234567890", made)).expect("fine");
    assert_eq!((proven.trust(), proven.holder), (Trust::Verified, HolderBinding::Proven));
    let other = read(shown, &known, &asked("1234567891", made)).expect_err("another question");
    assert_eq!(other.code, CredentialErrorCode::Nonce);
}

#[test]
fn accepted_credentials_say_what_is_so() {
    let known = Issuers::parse(&file(&format!("{FOLDER}/keys.json"))).expect("keys");
    let mut doubts = BTreeSet::new();
    for (name, entry) in entries("accepted") {
        let credential = read_entry(&entry, &known).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let said: Vec<String> = credential.doubts.iter().map(|(d, place)| format!("{} {place}", d.code())).collect();
        let wanted: Vec<String> = serde_json::from_value(entry["doubts"].clone()).unwrap_or_default();
        assert_eq!(said, wanted, "{name}");
        doubts.extend(credential.doubts.iter().map(|(d, _)| d.code()));
        assert_eq!(credential.trust().code(), entry["trust"], "{name}");
        assert_eq!(credential.trust() == Trust::Verified, credential.doubts.is_empty(), "{name}");
        assert_eq!(credential.holder.code(), entry["holder"], "{name}");
        assert_eq!(credential.revocable, entry["revocable"].as_bool().unwrap_or(false), "{name}");
        let withheld: usize = credential.withheld.iter().map(|w| w.count).sum();
        assert_eq!(withheld as u64, entry["withheld"].as_u64().unwrap_or(0), "{name}");
        let unread: Vec<String> = serde_json::from_value(entry["unread"].clone()).unwrap_or_default();
        assert_eq!(credential.unread, unread, "{name}");
        for (date, stated) in [("issued", credential.issued_on), ("expires", credential.expires_on)] {
            if let Some(wanted) = entry.get(date) {
                assert_eq!(stated.map(|d| d.to_string()).as_deref(), wanted.as_str(), "{name}: {date}");
            }
        }
        let Some(states) = entry["states"].as_object() else { continue };
        let key = |s: &troly::record::credential::Stated| format!("{}{}", s.attribute, if s.sure { "" } else { "?" });
        for (attribute, value) in states {
            let stated = credential.stated.iter().find(|s| key(s) == *attribute);
            let stated = stated.unwrap_or_else(|| panic!("{name}: {attribute} is not stated"));
            let found = theirs(&value_to_json(&stated.value));
            assert_eq!(found, *value, "{name}: {attribute}");
            let number = stated.part.strip_prefix("disclosure/").and_then(|p| p.split(['/', ',']).next()?.parse().ok());
            assert!(number.is_none_or(|n: usize| n >= 1 && n <= credential.disclosed.len()), "{name}: {}", stated.part);
        }
        if entry.get("partial").is_none() {
            for stated in &credential.stated {
                assert!(states.contains_key(&key(stated)), "{name}: {} is stated too", key(stated));
            }
        }
    }
    assert_eq!(doubts, Doubt::ALL.iter().map(|d| d.code()).collect(), "every doubt is shown by a file");
}

/// Where the other implementation passes over what RFC 9901 §7.1 has refused: the change, and what we say of it.
const STRICTER: &[(&str, CredentialErrorCode)] = &[
    ("left-out", CredentialErrorCode::DisclosureUnused), // something hung on what was left out
    ("twice", CredentialErrorCode::DisclosureTwice),
    ("foreign", CredentialErrorCode::DisclosureUnused),
    ("value-changed", CredentialErrorCode::DisclosureUnused),
];

/// `@sd-jwt/core` with WebCrypto issued, showed, changed and verified these: the same verdict and the same claims.
#[test]
fn another_implementation_agrees() {
    let peer = json(&format!("{FOLDER}/peer.json"));
    let (mut same, mut stricter) = (0, BTreeSet::new());
    for (i, entry) in peer["entries"].as_array().expect("entries").iter().enumerate() {
        let change = entry["change"].as_str().expect("a change");
        let known = issuers(&["https://peer.example"], &peer["keys"][entry["key"].as_u64().expect("a key") as usize]);
        let challenge = Some(Challenge { nonce: "n", audience: "a" });
        let ours = read(entry["text"].as_str().expect("a text"), &known, &Check { now: 1_795_755_600, challenge });
        match ours {
            Ok(credential) => {
                assert_eq!(credential.trust(), Trust::Verified, "{i}: {change}");
                assert_eq!(theirs(&credential.payload), entry["payload"], "{i}: {change}");
                same += 1;
            }
            Err(_) if entry["payload"].is_null() => same += 1,
            Err(error) => {
                assert!(STRICTER.contains(&(change, error.code)), "{i}: {change} is refused: {error:?}");
                stricter.insert(change);
            }
        }
    }
    assert!(same >= 110, "{same}");
    assert_eq!(stricter.len(), STRICTER.len(), "each difference is one: {stricter:?}");
}

/// `troly read` on one of the accepted or hostile files: exit code, what it prints, what it complains of.
fn command_line(folder: &str, name: &str, more: &[&str]) -> (Option<i32>, Json, String) {
    let entry = json(&format!("{FOLDER}/{folder}/{name}.json"));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{folder}-{name}.txt"));
    fs::write(&path, entry["text"].as_str().expect("a text")).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_troly"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["read", "--lang", "en", "--today", "2026-11-27", "--keys"]);
    let done = command.arg(format!("{FOLDER}/keys.json")).args(more).arg(path).output().expect("it runs");
    let said = String::from_utf8(done.stderr).expect("UTF-8");
    (done.status.code(), serde_json::from_slice(&done.stdout).unwrap_or_default(), said)
}

#[test]
fn the_command_line_says_what_a_credential_is_worth() {
    let asked = ["--nonce", "k7Yw2fQx", "--audience", "https://portal.example.vn"];
    let (code, said, _) = command_line("accepted", "proven", &asked);
    assert_eq!(code, Some(0));
    assert_eq!((&said["trust"]["code"], &said["holder"]["code"]), (&Json::from("verified"), &Json::from("proven")));
    let number = said["claims"].as_array().expect("claims").iter().find(|c| c["attribute"] == "person.id.number");
    assert_eq!(
        number.map(|c| (&c["value"], &c["part"])),
        Some((&Json::from("079190000017"), &Json::from("disclosure/6")))
    );
    let (code, said, _) = command_line("accepted", "number-only", &[]);
    assert_eq!(code, Some(0));
    assert_eq!(said["disclosed"], serde_json::json!([{"disclosure": 1, "claim": "/personal_administrative_number"}]));
    assert_eq!(said["withheld"], serde_json::json!([{"in": "", "count": 7}]));
    let (code, said, _) = command_line("accepted", "expired", &[]);
    assert_eq!((code, &said["doubts"][0]["message"]), (Some(1), &Json::from("It has expired.")));
    assert!(said["claims"].as_array().is_some_and(|c| !c.is_empty()), "it is shown all the same");
    let (code, said, complaint) = command_line("hostile", "forged", &[]);
    assert_eq!((code, said), (Some(2), Json::Null));
    assert!(complaint.contains("jwt/signature: The signature is wrong"), "{complaint}");
}

/// Key sets that a portal may configure by mistake.
const KEY_SETS: &[(&str, &str, &str)] = &[
    ("", "json.truncated", "keys"),
    ("5", "credential.shape", "keys/issuer"),
    (r#"{"issuer":"","jwks":{"keys":[]}}"#, "credential.shape", "keys/issuer"),
    (r#"{"issuer":"a"}"#, "credential.shape", "keys/jwks/keys"),
    (r#"{"issuer":"a","jwks":{"keys":{}}}"#, "credential.shape", "keys/jwks/keys"),
    (r#"{"issuer":"a","issuer":"b"}"#, "json.duplicate-key", "keys/issuer"),
    (r#"{"issuer":"a","vct":"b","jwks":{"keys":[]}}"#, "credential.shape", "keys/vct"),
    (r#"{"issuer":"a","vct":[1],"jwks":{"keys":[]}}"#, "credential.shape", "keys/vct"),
    (r#"[{"issuer":"a","jwks":{"keys":[]}},{"issuer":"a","jwks":{"keys":[]}}]"#, "keys.twice", "keys/1/issuer"),
    (r#"{"issuer":"a","jwks":{"keys":[5]}}"#, "credential.shape", "keys/jwks/keys/0"),
    (r#"{"issuer":"a","jwks":{"keys":[{"kid":1}]}}"#, "credential.shape", "keys/jwks/keys/0/kid"),
    (r#"{"issuer":"a","jwks":{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}}"#, "keys.kind", "keys/jwks/keys/0/kty"),
    (r#"{"issuer":"a","jwks":{"keys":[{"kty":"EC","crv":"P-384"}]}}"#, "keys.kind", "keys/jwks/keys/0/kty"),
    (r#"{"issuer":"a","jwks":{"keys":[{"kty":"OKP","crv":"X25519"}]}}"#, "keys.kind", "keys/jwks/keys/0/kty"),
    (r#"{"issuer":"a","jwks":{"keys":[{"kty":"OKP","crv":"Ed25519"}]}}"#, "credential.shape", "keys/jwks/keys/0/x"),
    (
        r#"{"issuer":"a","jwks":{"keys":[{"kty":"OKP","crv":"Ed25519","x":"a="}]}}"#,
        "credential.base64",
        "keys/jwks/keys/0/x",
    ),
    (
        r#"{"issuer":"a","jwks":{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}}"#,
        "keys.point",
        "keys/jwks/keys/0/x",
    ),
    (r#"{"issuer":"a","jwks":{"keys":[{"kty":"EC","d":"AAAA"}]}}"#, "keys.private", "keys/jwks/keys/0/d"),
    (r#"{"issuer":"a","jwks":{"keys":[{"kty":"EC","use":"enc"}]}}"#, "keys.kind", "keys/jwks/keys/0/use"),
    (r#"{"issuer":"a","jwks":{"keys":[{"kty":"EC","key_ops":["sign"]}]}}"#, "keys.kind", "keys/jwks/keys/0/key_ops"),
];

#[test]
fn hostile_credentials_and_keys_are_refused_each_with_its_place() {
    let known = Issuers::parse(&file(&format!("{FOLDER}/keys.json"))).expect("keys");
    let mut codes = BTreeSet::new();
    let mut count = 0;
    for (name, entry) in entries("hostile") {
        let error = read_entry(&entry, &known).map(|c| c.trust()).expect_err(&name);
        assert_eq!(
            (Json::from(error.code.code()), Json::from(&*error.place)),
            (entry["error"].clone(), entry["place"].clone()),
            "{name}"
        );
        for value in ["Nguyễn", "079190000017", "Huệ", "1990"] {
            assert!(!error.place.contains(value), "{name}: a value of the person");
        }
        codes.insert(error.code.code());
        count += 1;
    }
    assert!(count >= 120, "{count}");
    for (keys, code, place) in KEY_SETS {
        let error = Issuers::parse(keys).expect_err(keys);
        assert_eq!((error.code.code(), &*error.place), (*code, *place), "{keys}");
        codes.insert(error.code.code());
    }
    let long = "a".repeat((1 << 19) + 1);
    codes.insert(read(&long, &known, &Check { now: 0, challenge: None }).expect_err("too long").code.code());
    for code in CredentialErrorCode::ALL {
        assert!(codes.contains(code.code()), "no hostile input leads to {}", code.code());
    }
}

/// What is left of a good credential when any one byte of it is another, or missing.
#[test]
fn a_changed_letter_is_never_verified() {
    let known = Issuers::parse(&file(&format!("{FOLDER}/keys.json"))).expect("keys");
    let entry = json(&format!("{FOLDER}/accepted/proven.json"));
    let text = entry["text"].as_str().expect("a text");
    for at in 0..text.len() {
        for letter in ["", "A", "~", ".", "="] {
            let changed = [&text[..at], letter, &text[at + 1..]].concat();
            if changed == text {
                continue;
            }
            let mut other = entry.clone();
            other["text"] = Json::from(changed);
            if let Ok(credential) = read_entry(&other, &known) {
                panic!("byte {at} as {letter:?}: {:?}, {:?}", credential.trust(), credential.holder);
            }
        }
    }
}

#[test]
fn every_code_has_a_text_in_both_languages() {
    let codes = CredentialErrorCode::ALL.iter().map(|c| c.code()).chain(Doubt::ALL.iter().map(|d| d.code()));
    let trust = [Trust::Verified, Trust::NotYetValid, Trust::Expired, Trust::Unverifiable]
        .map(|t| ["trust.", t.code()].concat());
    let holder =
        [HolderBinding::None, HolderBinding::Claimed, HolderBinding::Proven].map(|h| ["holder.", h.code()].concat());
    for code in codes.map(str::to_owned).chain(trust).chain(holder) {
        assert!(i18n::find("vi", &code).is_some() && i18n::find("en", &code).is_some(), "{code}");
    }
    assert!(JsonErrorCode::ALL.iter().all(|c| i18n::find("vi", c.code()).is_some()));
}

#[test]
fn the_table_of_claims_knows_the_vocabulary() {
    let page = file("docs/credentials.md");
    for line in CLAIMS {
        assert!(vocabulary::attribute(line.attribute).is_some(), "{} is no attribute", line.attribute);
        let row = format!("| `{}` | `{}` |", line.claim, line.attribute);
        assert!(line.claim == line.attribute || page.contains(&row), "docs/credentials.md lacks {row}");
    }
    // What is put together from others or derived has no claim of its own, nor has what is no text.
    let derived = |name: &str| name == "person.id.document" || name.ends_with("-authority");
    let told = |a: &&vocabulary::Attribute| !derived(a.name) && a.kind != FieldType::Number;
    for attribute in vocabulary::ATTRIBUTES.iter().filter(told) {
        let own = CLAIMS.iter().any(|line| line.claim == attribute.name && line.attribute == attribute.name);
        assert!(own, "{} cannot be stated under its own name", attribute.name);
    }
}
