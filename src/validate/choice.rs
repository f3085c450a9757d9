//! Choices: the value is one of the options.

use super::Problem;
use crate::{definition::Field, text::fold, value::Value};

pub(super) fn check(field: &Field, value: &str, out: &mut Vec<Problem>) {
    if field.options.iter().any(|o| *o.value == *value) {
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
