//! Every stable code that the core can give has a text in both languages.
//!
//! The codes are read from the source, so that a new one without a text fails here, wherever it was added.

use std::{collections::BTreeMap, fs, path::Path};
use troly::i18n;

/// Codes and the file that has them: every literal of the core that looks like a code.
fn codes(dir: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(dir).expect("the source is there").map(|e| e.expect("an entry").path()) {
        if entry.is_dir() {
            // The texts themselves, and what looks its texts up by key.
            if !["i18n", "ui", "browser", "bin"].iter().any(|d| entry.ends_with(d)) {
                codes(&entry, found);
            }
        } else if entry.extension().is_some_and(|e| e == "rs") && !entry.ends_with("tests.rs") {
            let source = fs::read_to_string(&entry).expect("readable");
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            for line in source.lines().map(str::trim).filter(|l| !l.starts_with("//")) {
                for literal in line.split('"').skip(1).step_by(2).filter(|l| is_code(l)) {
                    found.insert(literal.to_owned(), entry.display().to_string());
                }
            }
        }
    }
}

/// `word.word`, but no attribute of a person, no domain name, no file, no JSON path of an exported dossier.
fn is_code(text: &str) -> bool {
    let part = |p: &str| {
        p.starts_with(|c: char| c.is_ascii_lowercase())
            && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    };
    let other = ["person.", "definition.id", "definition.version"].iter().any(|p| text.starts_with(p))
        || [".com", ".vn", ".csv", ".json", ".rs"].iter().any(|e| text.ends_with(e));
    text.contains('.') && text.split('.').all(part) && (!other || text == "definition.version")
}

#[test]
fn every_code_has_a_text_in_both_languages() {
    let mut found = BTreeMap::new();
    codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() >= 40, "only {} codes found: the search is broken", found.len());
    // The page about tables says what it has to say itself, in both languages
    let words =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/address/words.js")).expect("a script");
    let on_page = |code: &str| code.starts_with("table.") && words.matches(&format!("'{code}': ")).count() == 2;
    let missing: Vec<String> = found
        .iter()
        .filter(|(code, _)| !on_page(code))
        .filter(|(code, _)| i18n::find("vi", code).is_none() || i18n::find("en", code).is_none())
        .map(|(code, file)| format!("{code} ({file})"))
        .collect();
    assert!(missing.is_empty(), "no text for: {}", missing.join(", "));
}

#[test]
fn vietnamese_texts_are_vietnamese_and_english_ones_are_not() {
    let accented =
        |t: &str| t.chars().any(|c| "ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ".contains(c) || ('ạ'..='ỹ').contains(&c));
    for table in i18n::TABLES {
        for (key, vi, en) in *table {
            assert!(vi.len() < 12 || accented(vi), "{key}: Vietnamese without accents?");
            assert!(!accented(en) || en.contains('“') || en.contains("đồng"), "{key}: English with Vietnamese in it?");
        }
    }
}
