//! Identity papers: the kind, and the number that this kind has.

use super::{Problem, numbered};
use crate::{
    identity::{self, Kind},
    value::{IdentityDocument, Value},
};
use std::rc::Rc;

/// Kinds of identity papers, and how their numbers are read; those that nothing is known of only have a length.
pub static KINDS: [(&str, Option<&Kind>); 6] = [
    ("can-cuoc", Some(&identity::CITIZEN_ID)),
    ("cccd", Some(&identity::CITIZEN_ID)),
    ("cmnd", Some(&identity::OLD_ID)),
    ("passport", None), // of any country: letters and digits
    ("birth-certificate", None),
    ("other", None),
];

/// Longest number of a paper whose numbers have no known form.
pub const MAX_NUMBER: usize = 50;

/// How numbers of this kind of paper are read; `None` where nothing is known.
pub(super) fn kind_of_number(kind: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|(k, _)| *k == kind)?.1
}

pub(super) fn check(document: &IdentityDocument, out: &mut Vec<Problem>) {
    if document.kind.is_empty() {
        out.push(Problem::error("document.no-kind"));
        return;
    }
    if !KINDS.iter().any(|(kind, _)| *kind == document.kind) {
        out.push(Problem::error("document.kind"));
        return;
    }
    let number = &document.number;
    if number.trim().is_empty() {
        out.push(Problem::error("document.no-number"));
        return;
    }
    match kind_of_number(&document.kind) {
        Some(kind) => {
            let mut found = Vec::new();
            numbered::check(kind, number, &mut found);
            out.extend(found.into_iter().map(|problem| {
                let fix = problem.fix.as_ref().and_then(|v| v.as_text()).map(|number| {
                    Value::Document(Rc::new(IdentityDocument { number: number.to_owned(), ..document.clone() }))
                });
                Problem { fix, ..problem }
            }));
        }
        None if number.chars().count() > MAX_NUMBER => {
            let found = number.chars().count().to_string();
            out.push(Problem::error("text.too-long").with("max", MAX_NUMBER.to_string()).with("found", found));
        }
        None if document.kind == "passport" => {
            // Passports of other countries too (ICAO Doc 9303: letters and digits, at most nine; some States print more).
            let wrong = |c: char| !c.is_ascii_alphanumeric();
            if let Some((at, found)) = number.chars().enumerate().find(|(_, c)| wrong(*c)) {
                let at = (at + 1).to_string();
                out.push(Problem::error("document.passport").with("at", at).with("found", found.to_string()));
            }
        }
        None => {}
    }
    if document.issued_by.trim().is_empty() || document.issued_on.is_none() {
        out.push(Problem::warning("document.issue"));
    }
}
