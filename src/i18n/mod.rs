//! Every text that people read, in Vietnamese and English, except what a definition brings itself.
//!
//! The core speaks in stable codes; here, at the edge, a code becomes a sentence. One table per audience: `findings`
//! for the citizen, `diagnostics` for whoever writes definitions or runs the command line, `ui` for the interface, `papers`
//! for what its late pages say of papers, `vault` for what may go wrong with kept ones.
//! Vietnamese is written as to an elderly citizen at the counter: short, warm, what is wrong and what would be right.
//!
//! A row is (key, Vietnamese, English); rows are in order of their keys. `{name}` in a text takes a parameter.
//!
//! In the browser the tables are not part of the module: a person reads one language, and nobody there writes definitions.
//! The build writes one `catalogue` a language, and `load` takes the one that was fetched: 42 KB of data left the
//! module, and a file is 6 KB after brotli. The playground is for authors: its module has the tables in it. What only late code
//! says is a table that comes with that code (`more`): `papers` with the pages, `credentials` with what checks them,
//! `numbers` with the readers of the numbers that few forms ask for.

#[cfg(not(target_arch = "wasm32"))]
pub mod calendar;
mod catalogue;
pub mod credentials;
#[cfg(any(not(target_arch = "wasm32"), feature = "playground"))]
pub mod diagnostics;
#[cfg(any(not(target_arch = "wasm32"), feature = "playground"))]
pub mod findings;
pub mod numbers;
pub mod papers;
pub mod shelf;
#[cfg(any(not(target_arch = "wasm32"), feature = "playground"))]
pub mod ui;
pub mod vault;

#[cfg(not(target_arch = "wasm32"))]
pub use catalogue::catalogue;
#[cfg(all(target_arch = "wasm32", not(feature = "playground")))]
pub use catalogue::find;
#[cfg(target_arch = "wasm32")]
pub use catalogue::{load, more};

use crate::validate::Finding;

/// Key, Vietnamese, English.
pub type Row = (&'static str, &'static str, &'static str);

/// All tables.
#[cfg(any(not(target_arch = "wasm32"), feature = "playground"))]
pub const TABLES: &[&[Row]] = &[
    findings::TABLE,
    ui::TABLE,
    diagnostics::TABLE,
    numbers::TABLE,
    numbers::FACTS,
    #[cfg(not(target_arch = "wasm32"))]
    calendar::TABLE,
    #[cfg(not(target_arch = "wasm32"))]
    credentials::TABLE,
    #[cfg(not(target_arch = "wasm32"))]
    papers::TABLE,
    #[cfg(not(target_arch = "wasm32"))]
    shelf::TABLE,
    #[cfg(not(target_arch = "wasm32"))]
    vault::TABLE,
];

/// The text of a key in `lang` (`en…`, else Vietnamese), or `None` when no table has it.
#[cfg(any(not(target_arch = "wasm32"), feature = "playground"))]
pub fn find(lang: &str, key: &str) -> Option<&'static str> {
    look_up(TABLES, lang, key)
}

fn look_up(tables: &[&'static [Row]], lang: &str, key: &str) -> Option<&'static str> {
    let row = tables.iter().find_map(|t| t.binary_search_by(|row| row.0.cmp(key)).ok().map(|i| &t[i]))?;
    Some(if is_english(lang) { row.2 } else { row.1 })
}

/// The text of a key of the interface. An unknown one gives nothing to read, but no failure either.
pub fn get(lang: &str, key: &str) -> &'static str {
    find(lang, key).unwrap_or_default()
}

/// The text of a key with its parameters filled in. Of an unknown key the key itself: visible, and harmless.
pub fn text(lang: &str, key: &str, params: &[(&str, &str)]) -> String {
    match find(lang, key) {
        Some(template) => fill(template, params),
        None => key.to_owned(),
    }
}

/// Replaces each `{name}` by its parameter, in one pass: what is put in is not looked at again. A name without a
/// parameter stays as it is.
pub fn fill<N: AsRef<str>, V: AsRef<str>>(template: &str, params: &[(N, V)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = after.split_once('}').and_then(|(name, tail)| {
            params.iter().find(|(n, _)| n.as_ref() == name).map(|(_, value)| (value.as_ref(), tail))
        });
        match found {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingText {
    /// What is wrong and what would be right.
    pub what: String,
    /// The law that says so; `None` when it is plain form (a missing digit).
    pub why: Option<String>,
    /// What the button says; `None` when there is no correction.
    pub how: Option<String>,
}

/// A finding in words: its own message when its rule brought one, else the catalogue's for its code.
pub fn finding(finding: &Finding, lang: &str) -> FindingText {
    let what = match &finding.message {
        Some(message) => fill(message.get(lang), &finding.params),
        None => fill(find(lang, &finding.code).unwrap_or(&finding.code), &finding.params),
    };
    let why = (!finding.law.is_empty()).then(|| finding.law.join("; "));
    let how = finding.fix.as_ref().map(|fix| match &fix.label {
        Some(label) => fill(label.get(lang), &finding.params),
        None => {
            let own = find(lang, &[&*finding.code, ".fix"].concat());
            fill(own.or_else(|| find(lang, "fix")).unwrap_or_default(), &finding.params)
        }
    });
    FindingText { what, why, how }
}

fn is_english(lang: &str) -> bool {
    lang == "en" || lang.starts_with("en-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        definition::{Severity, Text},
        validate::Fix,
    };

    #[test]
    fn rows_are_in_order_complete_and_unique() {
        let mut all: Vec<&str> = Vec::new();
        for table in TABLES {
            for pair in table.windows(2) {
                assert!(pair[0].0 < pair[1].0, "{} must stand after {}", pair[0].0, pair[1].0);
            }
            for (key, vi, en) in *table {
                assert!(!vi.trim().is_empty() && !en.trim().is_empty(), "{key} lacks a text");
                assert_eq!(names(vi), names(en), "{key}: the two languages take different parameters");
                all.push(key);
            }
        }
        all.sort_unstable();
        assert!(all.windows(2).all(|p| p[0] != p[1]), "a key stands in two tables");
    }

    #[test]
    fn every_kind_of_record_has_a_short_name() {
        for kind in crate::record::RECORD_KINDS {
            assert!(find("vi", &["ui.kind.", kind.code].concat()).is_some(), "{}", kind.code);
        }
    }

    #[test]
    fn every_attribute_is_named_as_the_vocabulary_names_it() {
        for attribute in crate::prefill::vocabulary::ATTRIBUTES {
            let key = ["papers.is.", attribute.name].concat();
            assert_eq!((find("vi", &key), find("en", &key)), (Some(attribute.vi), Some(attribute.en)));
        }
    }

    fn names(template: &str) -> std::collections::BTreeSet<&str> {
        template.split('{').skip(1).filter_map(|t| t.split_once('}')).map(|(n, _)| n).collect()
    }

    #[test]
    fn parameters_are_filled_in_once() {
        assert_eq!(fill("{a} và {b}", &[("a", "{b}"), ("b", "2")]), "{b} và 2");
        assert_eq!(fill("{thiếu} {", &[("a", "1")]), "{thiếu} {");
        assert_eq!(fill::<&str, &str>("", &[]), "");
    }

    #[test]
    fn an_unknown_key_is_shown_as_it_is() {
        assert_eq!(text("vi", "không.có", &[]), "không.có");
    }

    #[test]
    fn a_finding_says_what_why_and_how() {
        let mut f = Finding {
            code: "R1".into(),
            severity: Severity::Warning,
            paths: vec![],
            params: vec![("days".into(), "75".into())],
            message: Some(Text { vi: "Đã {days} ngày.".into(), other: vec![("en".into(), "{days} days.".into())] }),
            law: vec!["Luật Hộ tịch, Điều 15".into()],
            fix: None,
        };
        let said = finding(&f, "vi");
        assert_eq!(
            (said.what.as_str(), said.why.as_deref(), said.how),
            ("Đã 75 ngày.", Some("Luật Hộ tịch, Điều 15"), None)
        );
        assert_eq!(finding(&f, "en").what, "75 days.");
        f.message = None;
        f.code = "required".into();
        f.fix = Some(Fix { label: None, set: vec![] });
        assert_eq!(finding(&f, "vi").what, find("vi", "required").expect("in the table"));
        assert_eq!(finding(&f, "vi").how.as_deref(), find("vi", "fix"));
    }
}
