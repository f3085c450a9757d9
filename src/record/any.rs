//! Whatever text somebody brings, tried as every paper that there is: what a QR holds, what a hand scanner types, what is
//! pasted, what is in a file. One place says which paper it is, or why it is none.

use super::{CardError, Record, RecordKind, StatedError, read_id_card, read_land, read_mrz, read_stated, stated};
use crate::{identity::IdError, json::Json, text};

/// Nothing that anybody brings is longer: a dossier with a hundred papers comes to a tenth of it.
pub const LONGEST: usize = 1 << 20;

/// What a text is.
#[derive(Clone, Debug, PartialEq)]
pub enum Brought {
    /// A paper.
    Record(Record),
    /// In the form of a credential, which is to be checked (`record::credential`); without the blanks that mail puts into it.
    Credential(String),
    /// A dossier that was saved here.
    Dossier,
    /// A message, a letter, a scanned text: for `paste` to look through.
    Words,
}

/// Why a text is nothing that can be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPaper {
    /// Longer than anything that is read.
    TooLong,
    /// Most like a card's text, and not right.
    Card(CardError),
    /// Most like a machine-readable zone, and not right.
    Zone(IdError),
    /// Most like claims in JSON, and not right.
    Stated(StatedError),
}

impl NoPaper {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            NoPaper::TooLong => "paper.too-long",
            NoPaper::Card(error) => error.code(),
            NoPaper::Zone(IdError::Size { .. }) => "paper.zone-length",
            NoPaper::Zone(IdError::Character { .. }) => "paper.zone-character",
            NoPaper::Zone(IdError::MrzCheckDigit { .. }) => "paper.zone-check",
            NoPaper::Zone(IdError::MrzDate { .. }) => "paper.zone-date",
            NoPaper::Zone(error) => error.code(),
            NoPaper::Stated(error) => error.code(),
        }
    }

    /// What its text takes: how many were found, or which character (counted from 1) is wrong. No value is among it.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            NoPaper::Card(CardError::TooFewFields { found }) => vec![("found", found.to_string())],
            NoPaper::Zone(IdError::Size { found, .. }) => vec![("found", found.to_string())],
            NoPaper::Zone(error) => error.at().map(|at| ("at", (at + 1).to_string())).into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// Tries a text as everything.
///
/// # Errors
/// [`NoPaper`]: what is wrong with it as that which it looks like most.
pub fn read_any(typed: &str) -> Result<Brought, NoPaper> {
    if typed.len() > LONGEST {
        return Err(NoPaper::TooLong);
    }
    let text = typed.trim_matches(|c: char| c.is_whitespace() || text::is_invisible(c));
    if text.is_empty() {
        return Err(NoPaper::Card(CardError::Empty));
    }
    if text.starts_with(['{', '[']) {
        return read_json(text);
    }
    if let Some(credential) = credential(text) {
        return Ok(Brought::Credential(credential));
    }
    if is_zone(text) {
        return read_mrz(text).map(Brought::Record).map_err(NoPaper::Zone);
    }
    let card = match read_id_card(typed) {
        Ok(record) => return Ok(Brought::Record(record)),
        Err(error) => error,
    };
    if let Ok(record) = read_land(typed) {
        return Ok(Brought::Record(record));
    }
    let blanks = text.split_whitespace().take(WORDS).count() == WORDS;
    match card {
        CardError::NotACard { link: false } if blanks => Ok(Brought::Words),
        // A link with words around it, a table with bars: no card has several lines.
        _ if blanks && text.lines().count() > 1 => Ok(Brought::Words),
        error => Err(NoPaper::Card(error)),
    }
}

/// Fewer words than this are no message.
const WORDS: usize = 3;

fn read_json(text: &str) -> Result<Brought, NoPaper> {
    let error = match read_stated(text) {
        // Whatever it says of itself: the credential in it is there to be checked.
        Ok(record) if record.kind == RecordKind::KeptCredential => {
            let original = stated::original(text);
            return Ok(original.map_or(Brought::Record(record), Brought::Credential));
        }
        Ok(record) => return Ok(Brought::Record(record)),
        Err(error) => error,
    };
    let json = Json::parse(text).ok().filter(|_| error == StatedError::NotARecord);
    let has = |key: &str| json.as_ref().is_some_and(|json| json.get(key).is_some());
    if has("troly-dossier") {
        Ok(Brought::Dossier)
    } else if has("payload") && (has("signature") || has("signatures")) {
        Ok(Brought::Credential(text.to_owned())) // RFC 9901 §8, in JSON
    } else {
        Err(NoPaper::Stated(error))
    }
}

/// Three parts with dots, the first beginning as every header does (`{"` in base64url); mail breaks it into lines.
fn credential(text: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_=.~".contains(c);
    let looks = text.starts_with("eyJ") && text.contains('.') && text.chars().all(|c| fits(c) || c.is_whitespace());
    looks.then(|| text.split_whitespace().collect())
}

/// Nothing but what stands in such a zone, with the double filler that stands in all of them between names.
fn is_zone(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '<' || c.is_whitespace() || text::is_invisible(c);
    text.len() <= LONGEST_ZONE && text.contains("<<") && text.chars().all(|c| fits(text::narrow(c)))
}

/// Ninety characters, and what blanks somebody puts between them.
const LONGEST_ZONE: usize = 400;
