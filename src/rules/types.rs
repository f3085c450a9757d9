//! Types, known when a definition is loaded.

use crate::definition::{Field, FieldIx, FieldType};
use std::rc::Rc;

/// Bit of `bool`.
pub const BOOL: u16 = 1;
/// Bit of `int`.
pub const INT: u16 = 2;
/// Bit of `double`.
pub const DOUBLE: u16 = 4;
/// Bit of `string`.
pub const STR: u16 = 8;
/// Bit of `date`.
pub const DATE: u16 = 16;
/// Bit of `address`.
pub const ADDRESS: u16 = 32;
/// Bit of `document`.
pub const DOCUMENT: u16 = 64;
/// Bit of lists.
pub const LIST: u16 = 128;
/// Bit of rows of a group.
pub const ROW: u16 = 256;
/// Bit of `null`.
pub const NULL: u16 = 512;
/// Everything.
pub const ANY: u16 = 1023;

/// Name of each bit.
const NAMES: [(u16, &str); 10] = [
    (BOOL, "bool"),
    (INT, "int"),
    (DOUBLE, "double"),
    (STR, "string"),
    (DATE, "date"),
    (ADDRESS, "address"),
    (DOCUMENT, "document"),
    (LIST, "list"),
    (ROW, "row"),
    (NULL, "null"),
];

/// The type of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Anything but lists and rows, by one bit.
    One(u16),
    /// A list; `None` when its elements are not of one type (the empty list, a mixed one).
    List(Option<Rc<Type>>),
    /// A row of this group.
    Row(FieldIx),
    /// Not known before it runs: an element of a mixed list.
    Dyn,
}

impl Type {
    /// The bits of this type.
    pub fn bits(&self) -> u16 {
        match self {
            Type::One(bit) => *bit,
            Type::List(_) => LIST,
            Type::Row(_) => ROW,
            Type::Dyn => ANY,
        }
    }

    /// Its name, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            Type::Dyn => "dyn",
            other => name_of(other.bits()),
        }
    }

    /// The type of what a field holds; `None` for fields without value.
    pub fn of_field(fields: &[Field], ix: FieldIx) -> Option<Type> {
        Some(Type::One(match fields.get(ix.0 as usize)?.kind {
            FieldType::Text
            | FieldType::Multiline
            | FieldType::Choice
            | FieldType::PersonName
            | FieldType::Sex
            | FieldType::CitizenId
            | FieldType::Phone
            | FieldType::Email
            | FieldType::DateTime
            | FieldType::Identifier
            | FieldType::Agency => STR,
            FieldType::Integer | FieldType::Money => INT,
            FieldType::Number => DOUBLE,
            FieldType::Choices | FieldType::Attachment => return Some(Type::List(Some(Type::One(STR).into()))),
            FieldType::Date => DATE,
            FieldType::YesNo | FieldType::Declaration => BOOL,
            FieldType::IdentityDocument => DOCUMENT,
            FieldType::Address => ADDRESS,
            FieldType::Group => return Some(Type::List(Some(Type::Row(ix).into()))),
            FieldType::Signature | FieldType::Note => return None,
        }))
    }

    /// The common type of two branches or elements.
    pub(super) fn join(self, other: Type) -> Type {
        match (self, other) {
            (a, b) if a == b => a,
            (Type::One(NULL), b) => b,
            (a, Type::One(NULL)) => a,
            (Type::List(_), Type::List(_)) => Type::List(None),
            _ => Type::Dyn,
        }
    }
}

/// Names of all types in `bits`: `int or string`.
pub fn names_of(bits: u16) -> String {
    let mut out = String::new();
    for (bit, name) in NAMES {
        if bits & bit != 0 {
            if !out.is_empty() {
                out.push_str(" | ");
            }
            out.push_str(name);
        }
    }
    out
}

fn name_of(bit: u16) -> &'static str {
    NAMES.iter().find(|(b, _)| *b == bit).map_or("dyn", |(_, name)| name)
}
