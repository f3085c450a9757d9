//! Numbers: their bounds and decimals.

use super::Problem;
use crate::{
    definition::{Field, FieldType},
    json::MAX_SAFE_INTEGER,
    text::number::{grouped, places},
};

/// Bounds of a number: those of its field, or those within which every reader of JSON keeps whole numbers exact. Nobody
/// has a negative amount of money, unless the form says so.
pub fn bounds(field: &Field) -> (i64, i64) {
    let least = if field.kind == FieldType::Money { 0 } else { -MAX_SAFE_INTEGER };
    (field.min.unwrap_or(least), field.max.unwrap_or(MAX_SAFE_INTEGER))
}

pub(super) fn check_decimal(field: &Field, n: f64, out: &mut Vec<Problem>) {
    let (min, max) = bounds(field);
    if n < min as f64 {
        out.push(Problem::error("integer.too-small").with("min", grouped(min)));
    } else if n > max as f64 {
        out.push(Problem::error("integer.too-large").with("max", grouped(max)));
    } else if places(n) > usize::from(field.decimals) {
        out.push(Problem::error("number.decimals").with("max", field.decimals.to_string()));
    }
}

pub(super) fn check(field: &Field, n: i64, out: &mut Vec<Problem>) {
    let (min, max) = bounds(field);
    let shown = |n: i64| if field.kind == FieldType::Money { grouped(n) } else { n.to_string() };
    if n < min {
        out.push(Problem::error("integer.too-small").with("min", shown(min)));
    } else if n > max {
        out.push(Problem::error("integer.too-large").with("max", shown(max)));
    }
}
