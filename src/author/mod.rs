//! For whoever writes definitions: what papers can fill in a form ([`coverage()`]), a dossier of people who do not exist
//! ([`sample()`]), and all that the playground shows of a text ([`look()`]). Nothing of the element calls it.

pub mod coverage;
// Pages for who reads the repository: nothing of the playground.
#[cfg(not(target_arch = "wasm32"))]
pub mod families;
mod look;
#[cfg(not(target_arch = "wasm32"))]
mod numbers;
#[cfg(not(target_arch = "wasm32"))]
mod records;
mod sample;

pub use coverage::{Coverage, coverage};
pub use look::{example, look, take_over};
#[cfg(not(target_arch = "wasm32"))]
pub use numbers::numbers_reference;
#[cfg(not(target_arch = "wasm32"))]
pub use records::records_reference;
pub use sample::{Sample, sample};

use crate::{
    definition::{Definition, FieldIx, Severity},
    i18n,
    json::{Json, push_token},
    validate::Finding,
};

/// Of each field its place in the document, a JSON pointer.
fn pointers(definition: &Definition) -> Vec<String> {
    let mut places = vec![String::new(); definition.fields.len()];
    let join = |base: &str, key: &str, number: usize| {
        let mut pointer = base.to_owned();
        push_token(&mut pointer, key);
        push_token(&mut pointer, &number.to_string());
        pointer
    };
    let mut put = |ix: FieldIx, pointer: &str| places[ix.0 as usize] = pointer.to_owned();
    for (i, step) in definition.steps.iter().enumerate() {
        let step_at = join("", "steps", i);
        for (j, section) in step.sections.iter().enumerate() {
            let section_at = join(&step_at, "sections", j);
            for (k, &ix) in section.fields.iter().enumerate() {
                let field_at = join(&section_at, "fields", k);
                put(ix, &field_at);
                let mut groups = vec![(ix, field_at)];
                while let Some((ix, at)) = groups.pop() {
                    for (m, column) in definition.columns(ix).enumerate() {
                        let column_at = join(&at, "fields", m);
                        put(column, &column_at);
                        groups.push((column, column_at));
                    }
                }
            }
        }
    }
    places
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn finding_json(finding: &Finding, lang: &str) -> Json {
    Json::object([
        ("code", Json::Text(finding.code.clone())),
        ("severity", Json::text(severity(finding.severity))),
        ("paths", Json::Array(finding.paths.iter().map(|p| Json::text(p.as_str())).collect())),
        ("message", Json::text(&i18n::finding(finding, lang).what)),
    ])
}
