//! The numbers of papers, as a page: `docs/numbers.md`.

use crate::{
    i18n,
    identity::{Fact, KINDS},
};
use std::fmt::Write as _;

const HEAD: &str = "# Numbers of papers

This page is made from the registry (`identity::KINDS`) and the catalogue: write it again with `troly reference --numbers`.

Each kind is read as people type it (blanks, dots, hyphens, full-width digits and invisible characters do not matter), has one form
that is stored (`Kind::normalise`) and one that is shown (`Kind::format`), says what is odd about a number that may still be right
(`Kind::validate`), and what a number says (`Kind::explain`). What cannot be such a number is an error with the character that it is
about, counted in the text as typed (`IdError::at`, `IdError::range`). A likely repair (O for 0, a leading zero that a spreadsheet
dropped, the area code of a landline of before 2017) is offered (`Kind::suggest`) and never made unasked.
`troly id KIND NUMBER…` does all of it; with `any` for the kind it says every kind that a text may be.

";

/// Keys of the errors and warnings of numbers.
const CODES: [&str; 10] =
    ["id.", "citizen-id.", "tax.", "health.", "phone.", "plate.", "postal-code.", "dossier-code.", "email.", "mrz."];

/// The page, in Markdown.
pub fn numbers_reference() -> String {
    let mut out = String::from(HEAD);
    let text = |lang: &str, key: &str| i18n::find(lang, key).unwrap_or_default().replace('|', "\\|");
    let both = |key: &str| [text("vi", key), text("en", key)].join("<br>");
    out.push_str("## Kinds\n\n| kind | name | what it is like | example | what the example says |\n| --- | --- | --- | --- | --- |\n");
    for kind in KINDS {
        let [name, about] = ["number.", "number.about."].map(|head| both(&[head, kind.code].concat()));
        let facts: Vec<Fact> = kind.explain(kind.example).unwrap_or_default();
        let says = ["vi", "en"].map(|lang| i18n::numbers::sentence(&facts, lang)).join("<br>");
        let example = kind.example.replace('\n', "⏎");
        let _ = writeln!(out, "| `{}` | {name} | {about} | `{example}` | {says} |", kind.code);
    }
    out.push_str("\n## Errors and warnings\n\n| code | text |\n| --- | --- |\n");
    let mut rows: Vec<&str> = i18n::findings::TABLE.iter().chain(i18n::numbers::TABLE).map(|row| row.0).collect();
    rows.retain(|key| CODES.iter().any(|head| key.starts_with(head)) && !key.ends_with(".fix"));
    rows.sort_unstable();
    for key in rows {
        let _ = writeln!(out, "| `{key}` | {} |", both(key));
    }
    out
}
