//! The permanent vectors of the vault's formats, one failure each. They are never made again: what version 1 wrote opens for
//! ever, and what it refused is refused with the same code.

#[path = "common/vault_vectors.rs"]
mod runner;

use std::{collections::BTreeMap, fs, path::Path};

fn vectors() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vault/v1");
    let files = fs::read_dir(folder).expect("the vectors are there").map(|e| e.expect("an entry").path());
    files
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("readable"))
        })
        .collect()
}

#[test]
fn every_vector_gives_what_it_always_gave() {
    let mut wrong = Vec::new();
    let vectors = vectors();
    assert!(vectors.len() >= 100, "only {} vectors", vectors.len());
    for (name, text) in &vectors {
        match runner::run(text) {
            Ok((found, expected)) if found == expected => {}
            Ok((found, expected)) => wrong.push(format!("{name}: {found:?} instead of {expected:?}")),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
}

#[test]
fn no_vector_has_changed() {
    // The hash of all names and texts. It changes only when vectors come, never because one was edited.
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for (name, text) in vectors() {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    let found: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(found, include_str!("fixtures/vault/v1.sha256").trim());
}

#[test]
fn each_vector_shows_something_of_its_own() {
    let mut seen = BTreeMap::new();
    let mut codes = std::collections::BTreeSet::new();
    for (name, text) in vectors() {
        let vector: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let shows = vector["shows"].as_str().unwrap_or_default().to_owned();
        assert!(shows.len() > 5, "{name} does not say what it shows");
        let what = vector["what"].to_string();
        if let Some(other) = seen.insert((what, shows), name.clone()) {
            panic!("{name} shows the same as {other}");
        }
        let lines = vector["expect"].as_array().expect("lines");
        codes.extend(lines.iter().filter_map(|l| Some(l.as_str()?.split(' ').next_back()?.to_owned())));
    }
    for code in [
        "damaged",
        "forged",
        "newer",
        "kind",
        "algorithm",
        "cost",
        "passphrase",
        "secret",
        "no-way",
        "retired",
        "other-vault",
        "other-key",
        "other-object",
        "rollback",
        "padding",
        "duplicate",
        "content",
        "too-large",
        "missing",
        "trailing",
        "gone",
    ] {
        assert!(codes.contains(&format!("vault.{code}")), "no vector gives vault.{code}");
    }
}
