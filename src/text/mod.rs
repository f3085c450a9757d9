//! Vietnamese text: normal form, folded accents, names, dates and numbers in words. Knows nothing else of the crate.

pub mod date;
