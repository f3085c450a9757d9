//! Choices: the value is one of the options, or has the form of a commune's code.

use super::Problem;
use crate::{address::is_code, definition::Field, text::fold, value::Value};
use std::rc::Rc;

pub(super) fn check_many(field: &Field, values: &[Rc<str>], out: &mut Vec<Problem>) {
    for (i, value) in values.iter().enumerate() {
        if values[..i].contains(value) {
            out.push(Problem::error("choices.twice").with("value", value.clone()));
        } else {
            let before = out.len();
            check(field, value, out);
            // A correction of one would take the place of all.
            out[before..].iter_mut().for_each(|problem| problem.fix = None);
        }
    }
    let found = || values.len().to_string();
    let n = values.len() as i64;
    if let Some(min) = field.min.filter(|min| n < *min) {
        out.push(Problem::error("choices.too-few").with("min", min.to_string()).with("found", found()));
    } else if let Some(max) = field.max.filter(|max| n > *max) {
        out.push(Problem::error("choices.too-many").with("max", max.to_string()).with("found", found()));
    }
}

pub(super) fn check(field: &Field, value: &str, out: &mut Vec<Problem>) {
    if field.options.iter().any(|o| *o.value == *value) || field.of_communes() && is_code(value, 5) {
        return;
    }
    // Somebody wrote the label, or another name, instead of the code.
    let wanted = fold(value);
    let mut named = field.options.iter().filter(|o| {
        let mut names = o.aliases.iter().chain([&o.value, &o.label.vi]).chain(o.label.other.iter().map(|(_, t)| t));
        names.any(|name| fold(name) == wanted)
    });
    let fix = match (named.next(), named.next()) {
        (Some(one), None) => Some(Value::Text(one.value.clone())),
        _ => None,
    };
    out.push(Problem::error("choice.unknown").fix(fix));
}
