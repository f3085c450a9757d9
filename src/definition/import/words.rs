//! Names and texts of other builders as ours may be written.

use crate::{definition::parse, rules::ast};

/// Longest label, help or note, in characters.
const LONGEST: usize = 2_000;
/// Longest part of an id.
const SEGMENT: usize = 40;
/// Longest id, with room for numbers that make it unique.
const ID: usize = 110;

/// One part of an id: camelCase in plain letters, and no word that means something else.
pub(super) fn segment(name: &str) -> String {
    let folded = |c: char| crate::text::fold(&c.to_string());
    let mut out = String::new();
    let mut new_word = false;
    for c in crate::text::clean(name).chars() {
        // Folded one by one: the capitals within a name stay where they are.
        let plain = if c.is_ascii_alphanumeric() { c.to_string() } else { folded(c) };
        let upper = crate::text::lower(c) != c;
        if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_alphanumeric()) {
            new_word = true;
            continue;
        }
        if out.is_empty() {
            if plain.starts_with(|c: char| c.is_ascii_digit()) {
                out.push('n');
                out.push_str(&plain);
            } else {
                out.push_str(&plain.to_ascii_lowercase());
            }
        } else if new_word || upper {
            out.push_str(&plain.to_ascii_uppercase());
        } else {
            out.push_str(&plain);
        }
        new_word = false;
    }
    // "HO_TEN" and "HOTEN" are shouted, not camelCase.
    if !name.chars().any(|c| crate::text::upper(c) != c) {
        out = shouted(name).unwrap_or(out);
    }
    if out.is_empty() {
        out.push_str("box");
    }
    out.truncate(SEGMENT - 6);
    let taken = ast::RESERVED.contains(&&*out) || crate::json::FORBIDDEN_KEYS.contains(&&*out) || out == "row";
    if taken {
        out.push_str("Value");
    }
    out
}

fn shouted(name: &str) -> Option<String> {
    let small: String = name.chars().map(crate::text::lower).collect();
    (small != name).then(|| segment(&small))
}

/// A dotted id; of a long path the last parts.
pub(super) fn id(path: &[String]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut length = 0;
    for name in path.iter().rev() {
        let part = segment(name);
        length += part.len() + 1;
        if length > ID {
            break;
        }
        parts.push(part);
    }
    parts.reverse();
    if parts.is_empty() { "box".to_owned() } else { parts.join(".") }
}

/// An id that only names: of the definition, a step, an option.
pub(super) fn plain_id(name: &str) -> String {
    let mut out = String::new();
    for c in crate::text::fold(name).chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let out = out.trim_matches(['-', '.', '_']);
    out[..out.len().min(48)].trim_end_matches(['-', '.', '_']).to_owned()
}

/// `hoTenMe` and `ho_ten_me` for people, where nothing else says what a box is.
pub(super) fn label_of(name: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in crate::text::clean(name).chars() {
        let upper = crate::text::lower(c) != c;
        let was_lower = before.is_alphabetic() && crate::text::lower(before) == before;
        if !c.is_alphanumeric() {
            out.push(' ');
        } else if upper && was_lower {
            out.push(' ');
            out.push(crate::text::lower(c));
        } else {
            out.push(c);
        }
        before = c;
    }
    let words = crate::text::clean(&out);
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => [&*crate::text::upper(first).to_string(), chars.as_str()].concat(),
        None => "…".to_owned(),
    }
}

/// A text as a definition may show it: without markup, on lines, not endless. `None` when nothing is left; the flag says
/// whether anything but white space went.
pub(super) fn text(raw: &str) -> Option<(String, bool)> {
    let shown = without_markup(raw);
    let tidy: String = crate::text::clean_lines(&shown).chars().filter(|c| !parse::is_bad(*c)).collect();
    let short: String = tidy.chars().take(LONGEST).collect();
    let short = short.trim().to_owned();
    let squeezed = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let changed = squeezed(&short) != squeezed(&crate::text::nfc(raw));
    (!short.is_empty()).then_some((short, changed))
}

/// The same on one line.
pub(super) fn line(raw: &str) -> Option<(String, bool)> {
    text(raw).map(|(text, changed)| (crate::text::clean(&text), changed))
}

/// What a page would show of HTML: no tags, scripts or styles, the common entities as characters (HTML Standard § 13.5), a
/// line for each block.
fn without_markup(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let small = raw.to_ascii_lowercase();
    let mut rest = raw;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let named = tag[1..].trim_start_matches('/');
        if !named.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') {
            out.push('<');
            rest = &tag[1..];
            continue;
        }
        let name: String =
            named.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if matches!(
            &*name,
            "br" | "p" | "div" | "li" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table"
        ) {
            out.push('\n');
        }
        let inside = matches!(&*name, "script" | "style") && !tag.starts_with("</");
        let end = if inside {
            let close = ["</", &name].concat();
            small[raw.len() - tag.len()..].find(&close).and_then(|at| tag[at..].find('>').map(|end| at + end))
        } else {
            tag.find('>')
        };
        rest = end.map_or("", |end| &tag[end + 1..]);
    }
    out.push_str(rest);
    let mut text = out;
    for (entity, c) in [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(entity, c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_ids() {
        for (name, expected) in [
            ("hoTen", "hoTen"),
            ("ho_ten", "hoTen"),
            ("@hoTen", "hoTen"),
            ("HO_TEN", "hoTen"),
            ("Họ và tên", "hoVaTen"),
            ("First Name", "firstName"),
            ("1stChoice", "n1stChoice"),
            ("if", "ifValue"),
            ("row", "rowValue"),
            ("", "box"),
            ("日本", "box"),
        ] {
            assert_eq!(segment(name), expected, "{name}");
        }
        assert_eq!(id(&["Mother".to_owned(), "full-name".to_owned()]), "mother.fullName");
        assert_eq!(plain_id("Tờ khai (mẫu 01)"), "to-khai-mau-01");
        assert_eq!(label_of("hoTenMe"), "Ho ten me");
    }

    #[test]
    fn texts_lose_their_markup() {
        let shown = |t: &str| text(t).map(|(t, _)| t);
        assert_eq!(shown("<p>Họ &amp; tên<br/>a < b</p>").as_deref(), Some("Họ & tên\na < b"));
        assert_eq!(shown("x<script>alert('</p>')</script>y").as_deref(), Some("xy"));
        assert_eq!(shown("<b>"), None);
        assert_eq!(text("plain  text"), Some(("plain text".to_owned(), false)));
    }

    proptest! {
        #[test]
        fn every_name_and_text_can_stand_in_a_definition(name in any::<String>(), parts in prop::collection::vec(any::<String>(), 0..9)) {
            prop_assert!(parse::is_field_id(&id(&parts), true));
            prop_assert!(parse::is_field_id(&segment(&name), false));
            let plain = plain_id(&name);
            prop_assert!(plain.is_empty() || parse::is_plain_id(&plain));
            for text in [text(&name).map(|t| t.0), line(&name).map(|t| t.0), Some(label_of(&name))].into_iter().flatten() {
                prop_assert!(!text.trim().is_empty() && !text.chars().any(parse::is_bad));
            }
        }
    }
}
