//! Records: digitised papers kept as they were read, and the claims about people that they make. One file per importer.

pub mod credential;
mod id_card;

pub use id_card::{CARD_WARNINGS, CardError, read_id_card};

use crate::{text::date::PartialDate, value::Value};
use std::rc::Rc;

/// What a record was read from. One entry of [`RECORD_KINDS`] says everything else about each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// The QR of a chip-based citizen ID card (thẻ căn cước công dân gắn chip, 2021 to June 2024): 7 fields.
    CitizenCard,
    /// The QR of an identity card (thẻ căn cước, since 1 July 2024, TT 16/2024/TT-BCA): 11 fields.
    IdentityCard,
}

/// Facts about a kind of record.
pub struct RecordKindEntry {
    /// The kind.
    pub kind: RecordKind,
    /// Stable code, as stored and as `troly read` prints it.
    pub code: &'static str,
    /// Vietnamese name.
    pub vi: &'static str,
    /// English name.
    pub en: &'static str,
    /// Code of the paper in [`crate::value::IdentityDocument::kind`].
    pub document: &'static str,
    /// Place in the published order of sources: lower is better (0 verified, 1 official paper, 2 earlier dossier, 3 typed).
    pub rank: u8,
}

/// Every kind of record that can be read.
pub const RECORD_KINDS: &[RecordKindEntry] = &[
    RecordKindEntry {
        kind: RecordKind::CitizenCard,
        code: "cccd-qr-2021",
        vi: "Thẻ căn cước công dân",
        en: "Citizen ID card",
        document: "cccd",
        rank: 1,
    },
    RecordKindEntry {
        kind: RecordKind::IdentityCard,
        code: "cccd-qr-2024",
        vi: "Thẻ căn cước",
        en: "Identity card",
        document: "can-cuoc",
        rank: 1,
    },
];

impl RecordKind {
    /// Its entry in the registry.
    pub fn entry(self) -> &'static RecordKindEntry {
        // Every variant has an entry (tested); the first one stands in rather than a panic.
        RECORD_KINDS.iter().find(|e| e.kind == self).unwrap_or(&RECORD_KINDS[0])
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        RECORD_KINDS.iter().find(|e| e.code == code).map(|e| e.kind)
    }
}

/// One digitised paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What it was read from.
    pub kind: RecordKind,
    /// Version of the importer, so that a better one can read [`Record::raw`] again.
    pub importer: u32,
    /// Exactly what was read.
    pub raw: Rc<str>,
    /// What it states.
    pub claims: Vec<Claim>,
    /// When the paper was issued.
    pub issued_on: Option<PartialDate>,
    /// Things that look odd but do not make it unreadable: stable codes.
    pub warnings: Vec<&'static str>,
}

impl Record {
    /// The claim of the holder for this attribute.
    pub fn holder(&self, attribute: &str) -> Option<&Claim> {
        self.readings(attribute).next()
    }

    /// The claims of the holder for this attribute: several where it can be read in several ways, the likeliest first.
    pub fn readings(&self, attribute: &str) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |c| *c.attribute == *attribute)
    }

    /// The 12-digit number of the holder, by which people are merged.
    pub fn holder_id(&self) -> Option<&str> {
        self.holder("person.id.number")?.value.as_text()
    }

    /// The holder's name.
    pub fn holder_name(&self) -> Option<&str> {
        self.holder("person.name")?.value.as_text()
    }
}

/// One attribute of the holder as a record states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Attribute of the vocabulary: `person.name`.
    pub attribute: Rc<str>,
    /// The value. An address as printed is a text until it is converted.
    pub value: Value,
    /// Where in the record: `qr/3` is the third field of the QR, counted from 1.
    pub part: Rc<str>,
    /// False for a reading beside which another is possible: it is offered to the person, never filled.
    pub sure: bool,
}

/// Reads a stored record again, with the importer of today. `None` when it is no longer readable.
pub fn read(kind: RecordKind, raw: &str) -> Option<Record> {
    match kind {
        RecordKind::CitizenCard | RecordKind::IdentityCard => read_id_card(raw).ok(),
    }
}
