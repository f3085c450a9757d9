//! What a form is: the model, reading it with limits, linting it, deriving a JSON Schema.

mod model;

pub use model::*;
