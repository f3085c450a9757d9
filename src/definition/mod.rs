//! What a form is: the model, reading it with limits, linting it, deriving a JSON Schema, importing the forms of other builders.

mod answer;
mod diagnostic;
pub mod diff;
pub mod import;
mod lint;
mod lists;
mod model;
mod nearest;
pub mod packed;
mod parse;
mod plan;
#[cfg(not(target_arch = "wasm32"))] // it has whole definitions in it, for examples
pub mod reference;
pub mod registry;
mod schema;
mod worlds;

pub use answer::{WrongType, value_from_json, value_of, value_to_json};
pub use diagnostic::{Diagnostic, DiagnosticCode};
pub use lint::lint;
pub use lists::{List, relation_kind};
pub use model::*;
pub use nearest::nearest;
pub use parse::{MAX_DIAGNOSTICS, MAX_FIELDS, MAX_OPTIONS, MAX_OTHERS, MAX_RULES, VERSION, parse, parse_json};
pub use plan::{Affected, Change, Plan};
pub use schema::{Draft, NOT_SAID, schema};
