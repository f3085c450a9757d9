//! Vietnamese text: normal form, folded accents, names, tone marks, dates and numbers in words. Knows nothing else of
//! the crate.
//!
//! Start with [`clean`] for anything that a person typed or a scanner read, [`fold()`] to search without accents, and
//! [`same_name`] to compare two names as an officer would.

pub mod date;
mod fold;
pub mod lunar;
mod name;
mod nfc;
pub(crate) mod number;
mod tone;
pub mod words;
pub mod workdays;

pub(crate) use fold::narrow;
pub use fold::{clean, clean_lines, fold, is_invisible, lower, plain_char, upper};
pub use name::{Doubt, NameSplit, name_readings, name_title, name_upper, same_name, split_name, split_name_after};
pub use nfc::{is_settled, nfc};
pub use number::whole as whole_number;
pub use tone::{ToneStyle, place_tones};
