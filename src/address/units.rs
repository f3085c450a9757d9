//! The units file, checked once and then read in place.

use super::{Commune, Conversion, Hit, OldUnit, Province, Subject};
use std::rc::Rc;

/// Why bytes are not a units file that this program can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataError {
    /// Not a units file at all.
    Magic,
    /// A units file of another version.
    Version(u8),
    /// Cut short, or longer than it says.
    Length,
    /// Damaged: the checksum does not fit.
    Checksum,
    /// The checksum fits but the contents contradict themselves.
    Content,
}

impl DataError {
    /// Stable code of this error.
    pub fn code(self) -> &'static str {
        match self {
            DataError::Magic => "units.magic",
            DataError::Version(_) => "units.version",
            DataError::Length => "units.length",
            DataError::Checksum => "units.checksum",
            DataError::Content => "units.content",
        }
    }
}

/// All administrative units, old and new, and the way from one to the other. Cheap to clone.
#[derive(Clone)]
pub struct Units(pub(super) Rc<Inner>);

impl std::fmt::Debug for Units {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Units")
    }
}

pub(super) struct Inner {
    _bytes: Rc<[u8]>,
}

impl Units {
    /// Checks a units file and prepares it for use (a small index; the bytes themselves stay as they are).
    pub fn from_bytes(_bytes: impl Into<Rc<[u8]>>) -> Result<Self, DataError> {
        Err(DataError::Magic)
    }

    /// The 34 provinces, by code.
    pub fn provinces(&self) -> impl Iterator<Item = Province> + '_ {
        [].into_iter()
    }

    /// The 3,321 communes, by code.
    pub fn communes(&self) -> impl Iterator<Item = Commune> + '_ {
        [].into_iter()
    }

    /// The communes of a province, by code; none for an unknown code.
    pub fn communes_of(&self, _province: &str) -> impl Iterator<Item = Commune> + '_ {
        [].into_iter()
    }

    /// A province by its code of two digits.
    pub fn province(&self, _code: &str) -> Option<Province> {
        None
    }

    /// A commune by its code of five digits.
    pub fn commune(&self, _code: &str) -> Option<Commune> {
        None
    }

    /// An old unit by its code (see [`OldUnit::code`]).
    pub fn old_unit(&self, _code: &str) -> Option<OldUnit> {
        None
    }

    /// The old units that a commune of today was made from, by code.
    pub fn origins(&self, _commune: &str) -> Vec<OldUnit> {
        Vec::new()
    }

    /// Reads an address in any of the forms that people write and converts it. Bounded work on any input: a text of
    /// more than 500 characters is no address.
    pub fn convert(&self, _input: &str, _subject: Subject) -> Conversion {
        Conversion {
            status: super::Status::NotFound,
            detail: String::new(),
            candidates: Vec::new(),
            old: Vec::new(),
            province: None,
            within: Vec::new(),
            also: Vec::new(),
            law: String::new(),
            corrected: false,
            spans: Vec::new(),
        }
    }

    /// Communes of today for what someone has typed into the picker, best first: by new name, old name or province,
    /// accents or not, misspelt or not.
    pub fn search(&self, _query: &str, _limit: usize) -> Vec<Hit> {
        Vec::new()
    }
}
