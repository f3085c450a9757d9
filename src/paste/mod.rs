//! Smart paste: what a message, an e-mail or a scanned paper says about people, found by its words and shapes.
//!
//! Each [`Found`] quotes the text where it stands, says which attribute of which person it is, gives the value as a form
//! would store it, and whether the reading is certain. It is shown to the citizen for confirmation and never filled
//! silently. There is no model and no network: the words are those of [`crate::detect::lexicon`], the numbers those of
//! [`crate::identity`], the places those that their type words, the provinces and (where it is loaded) the address book
//! tell. What may be something else (a bill, an account, a plate, the date of a law) is not found: silence is better than
//! a wrong finding.
//!
//! The work is linear in the text: one pass over its tokens, with a bounded look around at each.
//!
//! | file | what |
//! | --- | --- |
//! | `token` | the text as words, numbers and signs with their places |
//! | `words` | the lexicon, looked up at a token |
//! | `value` | numbers, dates and words of short lists |
//! | `name`, `place` | where a name or an address begins and ends |
//! | `table` | columns: of people in lines, and of lines in people |
//! | `scan` | labels and shapes → steps, in the order of the text |
//! | `people` | steps → whose is what |
//! | `record` | what was ticked of the findings, as a record |

mod name;
mod people;
mod place;
pub mod record;
mod scan;
mod table;
mod token;
mod value;
mod words;

use crate::{address::AddressBook, value::Value};

/// Something that was found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Where: bytes of the text as it was given, on character boundaries.
    pub span: std::ops::Range<usize>,
    /// Attribute of the vocabulary, or one of [`MORE`].
    pub attribute: &'static str,
    /// Whose: equal for findings about one person, counted from 0 in the order of the text.
    pub person: usize,
    /// The value as a form would store it. An address is a text until it is converted; a relation is one of the codes of
    /// [`crate::detect::lexicon::KIN`].
    pub value: Value,
    /// False where another reading is possible: a year of two digits, a letter read as a digit, a date beside a name.
    pub sure: bool,
}

/// What people are to somebody: the attribute of a relation.
pub const RELATION: &str = "relation";

/// Attributes beside those of [`crate::prefill::vocabulary`].
pub const MORE: &[&str] = &[
    RELATION,
    "person.address.current",
    "person.id.issued-on",
    "person.insurance.health",
    "person.insurance.social",
    "person.marriage.date",
    "person.passport.number",
    "person.tax.number",
];

/// Finds what `text` says about people, in the order of the text. Without an address book addresses are found by their
/// shape alone.
pub fn find(text: &str, book: Option<&dyn AddressBook>) -> Vec<Found> {
    let tokens = token::Tokens::new(text);
    let steps = scan::Scan::new(&tokens, book).run();
    people::assign(&tokens, &steps)
}
