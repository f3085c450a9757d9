//! Names of people: letters only, written as names are.

use super::Problem;
use crate::{
    definition::{Field, Severity},
    text::{name_title, name_upper},
    value::Value,
};

/// Whether a character can stand in a name: letters and their marks, blanks, and the signs of names from other languages
/// ("H'Bia Niê", "Y-Thanh", "Nguyễn Văn A Jr.").
pub(super) fn fits(c: char) -> bool {
    c.is_alphabetic() || matches!(c, ' ' | '\'' | '’' | '-' | '.') || ('\u{300}'..='\u{36f}').contains(&c)
}

pub(super) fn check(field: &Field, name: &str, out: &mut Vec<Problem>) {
    super::text::length(field, name, out);
    if let Some((at, found)) = name.chars().enumerate().find(|(_, c)| !fits(*c)) {
        let at = (at + 1).to_string();
        out.push(Problem::error("person-name.characters").with("at", at).with("found", found.to_string()));
        return;
    }
    if !name.chars().any(char::is_alphabetic) {
        out.push(Problem::error("person-name.empty"));
        return;
    }
    if !field.of_name_part() && !name.trim().contains(' ') {
        out.push(Problem::warning("name.one-word"));
    }
    let lower_first = name.split([' ', '-']).any(|word| word.starts_with(char::is_lowercase));
    if field.upper {
        let upper = name_upper(name);
        if *upper != *name {
            out.push(Problem::new("person-name.upper", Severity::Info).fix(Value::text(&upper)));
        }
    } else if lower_first {
        // Names from other languages have small particles ("van der Berg"): a remark, not a warning.
        out.push(Problem::new("person-name.capitals", Severity::Info).fix(Value::text(&name_title(name))));
    }
}
