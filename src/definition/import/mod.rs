//! Definitions of other form builders, made into ours: Form.io JSON, JSON Schema with RJSF's uiSchema, JSON Forms.
//!
//! The result is a definition that [`super::parse()`] takes, and a report that says of each key of the source what became of
//! it. Nothing of the source is run: program code in it is reported. What a source does not know (agency, fee, legal basis,
//! dates) has a text that asks for it, and a date that nobody takes for real: the author goes on from there.
//!
//! What came out is tried on what those projects ship as examples: `cargo xtask test --only import`.
//!
//! | source | after |
//! | --- | --- |
//! | Form.io | the component schema of formio.js 4 and 5; the types that Vietnamese portals let authors use, and what is near |
//! | JSON Schema | draft-07 and 2020-12, `uiSchema` as react-jsonschema-form 5 and 6 reads it |
//! | JSON Forms | the UI schema of JSON Forms 3: layouts, controls, categories, rules |

mod builder;
mod condition;
mod formio;
mod json_forms;
mod json_schema;
mod report;
mod words;

use super::Diagnostic;
use crate::json::{Json, JsonError, Limits};
pub use report::{Code, Document, Entry, Params, Verdict};

/// What a source may cost. Layouts of Form.io nest deeper than our definitions, and their texts hold markup.
pub const LIMITS: Limits = Limits { bytes: 4 << 20, depth: 96, string: 100_000, ..Limits::DEFAULT };

/// What a source is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Whatever it looks like.
    #[default]
    Auto,
    /// Form.io.
    Formio,
    /// JSON Schema, perhaps with a uiSchema.
    JsonSchema,
    /// JSON Forms.
    JsonForms,
}

impl Format {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Format::Auto => "auto",
            Format::Formio => "formio",
            Format::JsonSchema => "json-schema",
            Format::JsonForms => "json-forms",
        }
    }
}

/// A definition, and what became of each key of its source.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The definition; [`super::parse_json`] takes it.
    pub definition: Json,
    /// One entry for each key, in the order of the documents.
    pub report: Vec<Entry>,
}

/// Why there is no definition.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportError {
    /// Not JSON within [`LIMITS`].
    Json {
        /// In which document.
        document: Document,
        /// What and where.
        error: JsonError,
    },
    /// Neither of the formats.
    UnknownFormat,
    /// There is no field that can be taken over.
    Empty,
    /// More of something than a definition may have.
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// The definition breaks a rule that was not thought of here.
    Refused(Vec<Diagnostic>),
}

impl ImportError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ImportError::Json { error, .. } => error.code.code(),
            ImportError::UnknownFormat => "import.unknown-format",
            ImportError::Empty => "import.no-fields",
            ImportError::TooMany { .. } => "import.too-many",
            ImportError::Refused(_) => "import.refused",
        }
    }

    /// Data of the message.
    pub fn params(&self) -> Params {
        match self {
            ImportError::TooMany { what, limit } => vec![("what", (*what).to_owned()), ("limit", limit.to_string())],
            ImportError::Refused(remarks) => {
                let first = remarks.first();
                let code = first.map_or("", |r| r.code.code()).to_owned();
                vec![("pointer", first.map_or_else(String::new, |r| r.pointer.clone())), ("error", code)]
            }
            _ => Params::new(),
        }
    }
}

/// Makes a definition of a source, which is one document or two (`ui`: the UI schema).
///
/// # Errors
/// See [`ImportError`].
pub fn import(source: &str, ui: Option<&str>, format: Format) -> Result<Import, ImportError> {
    let read = |text: &str, document: Document| {
        Json::parse_with(text, &LIMITS).map_err(|error| ImportError::Json { document, error })
    };
    let form = read(source, Document::Form)?;
    let ui = ui.map(|text| read(text, Document::Ui)).transpose()?;
    let format = match format {
        Format::Auto => guess(&form, ui.as_ref()).ok_or(ImportError::UnknownFormat)?,
        named => named,
    };
    match format {
        Format::Formio => formio::import(&form, ui.as_ref()),
        Format::JsonForms => json_forms::import(&form, ui.as_ref()),
        _ => json_schema::import(&form, ui.as_ref()),
    }
}

/// Which format a text is written in, if it is JSON of a form and no definition of ours.
pub fn recognise(source: &str) -> Option<Format> {
    let form = Json::parse_with(source, &LIMITS).ok().filter(|form| form.get("troly").is_none())?;
    guess(&form, None)
}

/// Which format a source looks like.
fn guess(form: &Json, ui: Option<&Json>) -> Option<Format> {
    let has = |key: &str| form.get(key).is_some();
    let embedded = form.get("uischema").or_else(|| form.get("uiSchema"));
    if ui.or(embedded).is_some_and(json_forms::is_ui_schema) {
        return Some(Format::JsonForms);
    }
    let component = |json: &Json| {
        let text = |key: &str| json.get(key).is_some_and(|v| v.as_text().is_some());
        text("type") && (text("key") || json.get("input").is_some())
    };
    let list = |json: &Json| json.items().iter().any(component);
    if has("components")
        || list(form)
        || component(form)
        || form.get("form").is_some_and(|f| f.get("components").is_some())
    {
        return Some(Format::Formio);
    }
    let schema =
        ["$schema", "properties", "$ref", "type", "enum", "oneOf", "anyOf", "allOf", "schema", "definitions", "$defs"];
    (matches!(form, Json::Object(_)) && schema.into_iter().any(has)).then_some(Format::JsonSchema)
}
