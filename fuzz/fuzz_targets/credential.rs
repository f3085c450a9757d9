//! Credentials, of any text: refused with a code and a place, or read; verified only as the file that it came from. The fixtures are seeds as
//! they are: what stands in their "text" is tried too, against the keys beside them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use troly::{
    json::Json,
    record::credential::{Challenge, Check, Issuers, Trust, read},
};

const KEYS: &str = include_str!("../../tests/fixtures/sd-jwt/keys.json");
static GOOD: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/sd-jwt/accepted");
    let files = std::fs::read_dir(folder).expect("the fixtures").flatten();
    let texts = files.filter_map(|f| Some(Json::parse(&std::fs::read_to_string(f.path()).ok()?).ok()?.get("text")?.as_text()?.to_string()));
    texts.collect()
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
                assert!(GOOD.iter().any(|good| good.starts_with(signed)), "verified, and nobody signed it");
            }
            assert!(credential.disclosed.iter().all(|d| d.number >= 1));
            for claim in &credential.stated {
                assert!(claim.part.starts_with("disclosure/") || claim.part.starts_with("payload/"));
            }
        }
    }
});
