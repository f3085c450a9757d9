//! Credentials, of any text: refused with a code and a place, or read; verified only if an issuer signed it. The fixtures are seeds as
//! they are: what stands in their "text" is tried too, against the keys beside them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use troly::{
    json::Json,
    record::credential::{Challenge, Check, Issuers, Trust, read},
};

const KEYS: &str = include_str!("../../tests/fixtures/sd-jwt/keys.json");
/// All texts of the fixtures: what the issuers there signed is in one of them.
static SIGNED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/sd-jwt");
    let files = ["accepted", "hostile"].map(|f| std::fs::read_dir(format!("{folder}/{f}")).expect("the fixtures"));
    let json = files.into_iter().flatten().flatten().map(|f| std::fs::read_to_string(f.path()).expect("a file"));
    json.filter_map(|json| Some(Json::parse(&json).ok()?.get("text")?.as_text()?.to_string())).collect()
});

fuzz_target!(|typed: &str| {
    let _ = Issuers::parse(typed);
    let issuers = Issuers::parse(KEYS).expect("keys");
    let inner = Json::parse(typed).ok().and_then(|json| json.get("text").and_then(Json::as_text).cloned());
    for text in [Some(typed), inner.as_deref()].into_iter().flatten() {
        for challenge in [None, Some(Challenge { nonce: "k7Yw2fQx", audience: "https://portal.example.vn" })] {
            let Ok(credential) = read(text, &issuers, &Check { now: 1_795_755_600, challenge }) else { continue };
            // Whoever is verified here has a signed part that is in the fixtures: nobody else has the private keys.
            let signed = text.trim().split('~').next().unwrap_or_default();
            if credential.trust() == Trust::Verified && !text.trim().starts_with('{') {
                assert!(SIGNED.iter().any(|text| text.starts_with(signed)), "verified, and nobody signed it");
            }
            assert!(credential.disclosed.iter().all(|d| d.number >= 1));
            for claim in &credential.stated {
                assert!(claim.part.starts_with("disclosure/") || claim.part.starts_with("payload/"));
            }
        }
    }
});
