//! What a form is: the model, reading it with limits, linting it, deriving a JSON Schema.

mod answer;
mod model;
mod nearest;

pub use answer::{WrongType, value_from_json, value_to_json};
pub use model::*;
pub use nearest::nearest;
