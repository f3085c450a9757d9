//! Whole numbers: their bounds.

use super::Problem;
use crate::{definition::Field, json::MAX_SAFE_INTEGER};

pub(super) fn check(field: &Field, n: i64, out: &mut Vec<Problem>) {
    // Without bounds of its own, a number is one that every reader of JSON keeps exact.
    let (min, max) = (field.min.unwrap_or(-MAX_SAFE_INTEGER), field.max.unwrap_or(MAX_SAFE_INTEGER));
    if n < min {
        out.push(Problem::error("integer.too-small").with("min", min.to_string()));
    } else if n > max {
        out.push(Problem::error("integer.too-large").with("max", max.to_string()));
    }
}
