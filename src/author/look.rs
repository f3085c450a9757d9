//! All that the playground shows of a text, as JSON: the page only draws it.

use super::{coverage, pointers, sample, severity};
use crate::{
    definition::{
        self, Definition, Diagnostic, DiagnosticCode, Draft,
        import::{self, Format, Verdict},
        lint, schema,
    },
    i18n,
    json::{self, Json, line_and_column},
    text::date::Day,
};
use std::{ops::Range, rc::Rc};

/// What there is to say of a text that should be a definition: remarks with their places; of one that works also what it is
/// called, its schemas, its boxes and their coverage; of one that is written in the language of another builder, which.
///
/// Places are counted in UTF-16 units from the beginning (`from`, `to`), as a browser's text fields count, and as line and
/// column from 1.
pub fn look(text: &str, lang: &str, today: Day) -> Json {
    let read = definition::parse(text);
    let (works, remarks) = match &read {
        Ok(definition) => (true, lint(definition, today)),
        Err(remarks) => (false, remarks.clone()),
    };
    let mut out = vec![
        ("works", Json::Bool(works)),
        ("remarks", Json::Array(remarks.iter().map(|d| remark(text, d, lang)).collect())),
    ];
    match &read {
        Ok(definition) => out.extend(about(text, definition, lang)),
        Err(_) => out.extend(import::recognise(text).map(|format| ("foreign", Json::text(format.code())))),
    }
    Json::object(out)
}

fn about(text: &str, definition: &Definition, lang: &str) -> Vec<(&'static str, Json)> {
    let boxes = coverage::coverage(definition).to_json(definition, lang);
    let places = definition.fields.iter().zip(pointers(definition)).map(|(field, pointer)| {
        let at = Utf16::new(text).range(&key_or_value(text, &pointer));
        (&*field.id, Json::Array(vec![Json::Int(at.0), Json::Int(at.1)]))
    });
    vec![
        ("id", Json::Text(definition.id.clone())),
        ("version", Json::Text(definition.version.clone())),
        ("title", Json::Text(definition.title.get(lang).clone())),
        ("places", Json::object(places)),
        ("coverage", boxes),
        ("schema", schema(definition, Draft::Draft2020)),
        ("schema07", schema(definition, Draft::Draft7)),
    ]
}

fn remark(text: &str, d: &Diagnostic, lang: &str) -> Json {
    let params: Vec<(&str, &str)> = d.params.iter().map(|(name, value)| (*name, &**value)).collect();
    let place = place(text, d);
    let (line, column) = line_and_column(text, place.start);
    let (from, to) = Utf16::new(text).range(&place);
    let mut out = vec![
        ("code", Json::text(d.code.code())),
        ("severity", Json::text(severity(d.severity))),
        ("message", Json::text(&i18n::text(lang, d.code.code(), &params))),
        ("pointer", Json::text(&d.pointer)),
        ("line", Json::Int(line as i64)),
        ("column", Json::Int(column as i64)),
        ("from", Json::Int(from)),
        ("to", Json::Int(to)),
    ];
    out.extend(instead(&text[place], d).map(|word| ("instead", Json::text(&word))));
    Json::object(out)
}

/// What to write in the place of a word that was meant to be another one.
fn instead(marked: &str, d: &Diagnostic) -> Option<String> {
    let in_rule = matches!(d.code, DiagnosticCode::Expr(_));
    let word = |word: &str| if in_rule { word.to_owned() } else { Json::text(word).to_text() };
    let wrong = ["value", "key", "name"].into_iter().find_map(|name| d.param(name))?;
    (word(wrong) == marked).then(|| d.param("suggestion").map(word)).flatten()
}

/// Where in the text to look for what a remark is about, in bytes.
fn place(text: &str, d: &Diagnostic) -> Range<usize> {
    let number = |name| d.param(name).and_then(|n| n.parse::<usize>().ok());
    match d.code {
        DiagnosticCode::Json(_) => {
            let (line, column) = (number("line").unwrap_or(1).max(1), number("column").unwrap_or(1).max(1));
            let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let at = (start + column - 1).min(text.len());
            text.floor_char_boundary(at)..text.ceil_char_boundary((at + 1).min(text.len()))
        }
        DiagnosticCode::Expr(_) => {
            let value = json::find(text, &d.pointer).value;
            let at = value.start + 1 + raw(&text[value.clone()], number("at").unwrap_or(0));
            let rest = text.get(at..value.end).unwrap_or_default();
            match d.param("name").filter(|name| !name.is_empty() && rest.starts_with(name)) {
                Some(name) => at..at + name.len(),
                None if rest.is_empty() => value,
                None => at..value.end.saturating_sub(1).max(at),
            }
        }
        DiagnosticCode::UnknownKey | DiagnosticCode::KeyNotApplicable | DiagnosticCode::KeyConflict => {
            let spot = json::find(text, &d.pointer);
            spot.key.unwrap_or(spot.value)
        }
        _ => key_or_value(text, &d.pointer),
    }
}

/// The byte of a JSON string (from its first quote on) that holds a byte of what it means, counted after the quote.
fn raw(written: &str, at: usize) -> usize {
    let inside = written.get(1..).unwrap_or_default();
    let (mut means, mut chars) = (0, inside.char_indices().peekable());
    while let Some((i, c)) = chars.next() {
        if means >= at {
            return i;
        }
        if c != '\\' {
            means += c.len_utf8();
        } else if chars.next_if(|(_, c)| *c == 'u').is_some() {
            let code = inside.get(i + 2..i + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
            // Half of a character beyond the first plane: two of four bytes.
            means += code.map_or(0, |code| char::from_u32(code).map_or(2, char::len_utf8));
            chars.nth(3);
        } else {
            chars.next();
            means += 1;
        }
    }
    inside.len()
}

/// The value, if it is a short one; of an object or a list its key, or else its first line.
fn key_or_value(text: &str, pointer: &str) -> Range<usize> {
    let spot = json::find(text, pointer);
    let value = &text[spot.value.clone()];
    if !value.starts_with(['{', '[']) {
        return spot.value;
    }
    let first_line = value.find('\n').map_or(value.len(), |end| value[..end].trim_end().len());
    spot.key.unwrap_or(spot.value.start..spot.value.start + first_line)
}

/// Byte places as UTF-16 ones.
struct Utf16<'t>(&'t str);

impl<'t> Utf16<'t> {
    fn new(text: &'t str) -> Self {
        Utf16(text)
    }

    fn range(&self, bytes: &Range<usize>) -> (i64, i64) {
        let before = self.0[..bytes.start].encode_utf16().count();
        let within = self.0[bytes.clone()].encode_utf16().count();
        (before as i64, (before + within) as i64)
    }
}

/// A sample dossier of a definition, and what the checks still say of it; `None` when the text is no definition.
pub fn example(text: &str, lang: &str, today: Day) -> Option<Json> {
    let definition = Rc::new(definition::parse(text).ok()?);
    Some(sample(&definition, today).to_json(lang))
}

/// A definition made of another builder's form: `definition`, `report` (what is news in it) and how many keys were kept,
/// approximated and dropped; or `error`.
pub fn take_over(text: &str, lang: &str) -> Json {
    let done = match import::import(text, None, Format::Auto) {
        Ok(done) => done,
        Err(error) => {
            let params = error.params();
            let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, &**value)).collect();
            return Json::object([("error", Json::text(&i18n::text(lang, error.code(), &params)))]);
        }
    };
    let news = done.report.iter().filter(|e| e.is_news()).map(|entry| {
        let params: Vec<(&str, &str)> = entry.params.iter().map(|(name, value)| (*name, &**value)).collect();
        let Json::Object(mut entries) = entry.to_json() else { return Json::Null };
        entries.push(("message".into(), Json::text(&i18n::text(lang, entry.code.code(), &params))));
        Json::Object(entries)
    });
    let count = |verdict: Verdict| done.report.iter().filter(|e| e.verdict == verdict).count();
    let counts = [Verdict::Kept, Verdict::Approximated, Verdict::Dropped];
    Json::object([
        ("report", Json::Array(news.collect())),
        ("counts", Json::object(counts.map(|verdict| (verdict.code(), Json::Int(count(verdict) as i64))))),
        ("definition", done.definition),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::date::PartialDate;
    use proptest::prelude::*;

    fn at<'t>(text: &'t str, pointer: &str, code: &str) -> &'t str {
        let remarks = definition::parse(text).expect_err("something to be wrong");
        let found = remarks.iter().find(|d| d.code.code() == code && d.pointer == pointer);
        &text[place(text, found.unwrap_or_else(|| panic!("no {code} at {pointer}: {remarks:?}")))]
    }

    const TEMPLATE: &str = include_str!("../../www/playground/template.json");

    #[test]
    fn a_remark_leads_to_its_place() {
        assert_eq!(at("{\n  \"troly\": 1,,\n}", "", "json.syntax"), ",");
        let with = |from: &str, to: &str| {
            assert!(TEMPLATE.contains(from), "{from}");
            TEMPLATE.replacen(from, to, 1)
        };
        let text = with("\"agency\"", "\"agncy\"");
        assert_eq!(at(&text, "/agncy", "key.unknown"), "\"agncy\"");
        let text = with("\"multiline\"", "\"multline\"");
        assert_eq!(at(&text, "/steps/0/sections/0/fields/2/type", "field.unknown-type"), "\"multline\"");
        let text = with("applicant.birthDate <= today()", "applicant.birthDate <= \\\"\\u00e9\\\" + todya()");
        assert_eq!(at(&text, "/rules/0/check", "expr.unknown-function"), "todya");
    }

    #[test]
    fn a_slip_comes_with_what_was_meant() {
        let today: Day = "2026-11-22".parse::<PartialDate>().ok().and_then(PartialDate::to_day).expect("a day");
        for (right, slip, meant) in [
            ("\"multiline\"", "\"multline\"", "\"multiline\""),
            ("\"agency\"", "\"agncy\"", "\"agency\""),
            ("<= today()", "<= todya()", "today"),
            ("\"applicant.birthDate <=", "\"applicant.brithDate <=", "applicant.birthDate"),
            ("[\"applicant.birthDate\"]", "[\"applicant.brithDate\"]", "\"applicant.birthDate\""),
        ] {
            assert!(TEMPLATE.contains(right), "{right}");
            let text = TEMPLATE.replacen(right, slip, 1);
            let seen = look(&text, "en", today);
            let remarks = seen.get("remarks").expect("remarks").items();
            let instead = remarks.iter().find_map(|r| r.get("instead")).and_then(Json::as_text).expect("a word");
            assert_eq!(&**instead, meant);
        }
    }

    #[test]
    fn a_byte_of_a_string_is_found_behind_its_escapes() {
        let written = r#""a\"é\u00e9\ud83d\ude00z""#;
        let means: String = serde_json::from_str(written).expect("a string");
        for (i, raw_at) in [(0, 0), (1, 1), (2, 3), (4, 5), (6, 11), (10, 23)] {
            assert_eq!(raw(written, i), raw_at, "byte {i} of {means}");
        }
    }

    proptest! {
        /// Whatever somebody is in the middle of typing.
        #[test]
        fn any_text_is_looked_at(at in 0usize..3000, cut in 0usize..40, put in "[\\[\\]{}\",:\\\\0-9a-zé\u{1f600} ]{0,4}") {
            let from = TEMPLATE.floor_char_boundary(at.min(TEMPLATE.len()));
            let to = TEMPLATE.floor_char_boundary((from + cut).min(TEMPLATE.len()));
            let text = [&TEMPLATE[..from], &put, &TEMPLATE[to..]].concat();
            let seen = look(&text, "vi", Day::from_calendar_date(2026, time::Month::November, 22).expect("a day"));
            let length = text.encode_utf16().count() as i64;
            for remark in seen.get("remarks").expect("remarks").items() {
                let place = |key: &str| remark.get(key).and_then(Json::as_int).expect("a place");
                prop_assert!(0 <= place("from") && place("from") <= place("to") && place("to") <= length);
                prop_assert!(place("line") >= 1 && place("column") >= 1);
            }
        }
    }
}
