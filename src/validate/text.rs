//! Free text: its length in characters, and that one line is one line.

use super::Problem;
use crate::definition::{Field, FieldType};

/// Longest text where the definition names no maximum; the same bound as for a string of any document read.
pub const MAX: i64 = 5_000;

pub(super) fn check(field: &Field, text: &str, out: &mut Vec<Problem>) {
    length(field, text, out);
    if field.kind != FieldType::Multiline && text.bytes().any(|b| matches!(b, b'\n' | b'\r')) {
        out.push(Problem::error("text.lines").fix(crate::value::Value::text(&crate::text::clean(text))));
    }
}

pub(super) fn length(field: &Field, text: &str, out: &mut Vec<Problem>) {
    let (min, max) = (field.min.unwrap_or(0), field.max.unwrap_or(MAX));
    // A character has one to four bytes: nearly every text is right by its bytes alone
    let bytes = text.len() as i64;
    if bytes <= max && bytes >= min.saturating_mul(4) {
        return;
    }
    let length = text.chars().count() as i64;
    let found = || length.to_string();
    if length < min {
        out.push(Problem::error("text.too-short").with("min", min.to_string()).with("found", found()));
    } else if length > max {
        out.push(Problem::error("text.too-long").with("max", max.to_string()).with("found", found()));
    }
}
