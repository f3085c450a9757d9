//! The head: the vault's own list of what it holds, sealed like everything else. What it does not list does not count, so
//! nothing can be taken away, put back or put in without that being seen.

use super::{
    Error, Id,
    bytes::Reader,
    cipher::Content,
    export::{Entry, MAX_ENTRIES},
    object::{Kind, Sealed},
    state::MAX_WAYS,
};
use std::collections::{BTreeMap, BTreeSet};

/// The last export that the citizen was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// The vault's generation that is in it.
    pub generation: u64,
}

/// One object in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What it is.
    pub entry: Entry,
    /// Where the store has it.
    pub slot: Id,
}

/// What a head holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Version of what is inside the objects: of the application, not of this format.
    pub schema: u32,
    /// The last export.
    pub backup: Option<Backup>,
    /// The ways in, and the generation with which each became one.
    pub ways: BTreeMap<Id, u64>,
    /// Envelopes and slots of a change that is being verified, and counts for nothing until then.
    pub staged: BTreeSet<Id>,
    /// The objects.
    pub objects: BTreeMap<Id, Listed>,
}

impl Head {
    /// As it is sealed. Room for all of it is made first: nothing is moved and left behind.
    pub fn to_bytes(&self) -> Content {
        let room = 64 + self.ways.len() * 24 + self.staged.len() * 16 + self.objects.len() * 49;
        let mut out = Vec::with_capacity(room);
        out.extend(self.schema.to_be_bytes());
        out.push(self.backup.is_some().into());
        if let Some(backup) = self.backup {
            out.extend(backup.at.to_be_bytes());
            out.extend(backup.generation.to_be_bytes());
        }
        out.extend((self.ways.len() as u32).to_be_bytes());
        for (id, generation) in &self.ways {
            out.extend(id.0);
            out.extend(generation.to_be_bytes());
        }
        out.extend((self.staged.len() as u32).to_be_bytes());
        self.staged.iter().for_each(|id| out.extend(id.0));
        out.extend((self.objects.len() as u32).to_be_bytes());
        for listed in self.objects.values() {
            write_entry(&listed.entry, &mut out);
            out.extend(listed.slot.0);
        }
        out.into()
    }

    /// What was sealed, by an application that knows objects up to this schema. What a newer one lists is not looked at: it
    /// may have kinds of objects that this one does not know.
    pub fn from_bytes(bytes: &[u8], known: u32) -> Result<Self, Error> {
        let mut reader = Reader(bytes);
        let schema = reader.u32().ok_or(Error::Content)?;
        if schema > known {
            return Err(Error::Newer { version: schema });
        }
        let backup = match reader.u8() {
            Some(0) => None,
            Some(1) => {
                let (at, generation) = (reader.u64(), reader.u64());
                Some(Backup { at: at.ok_or(Error::Content)?, generation: generation.ok_or(Error::Content)? })
            }
            _ => return Err(Error::Content),
        };
        let mut head = Head { schema, backup, ..Head::default() };
        for _ in 0..count(&mut reader, MAX_WAYS)? {
            let id = Id(reader.array().ok_or(Error::Content)?);
            let generation = reader.u64().ok_or(Error::Content)?;
            ascending(head.ways.last_key_value().map(|(id, _)| *id), id)?;
            head.ways.insert(id, generation);
        }
        for _ in 0..count(&mut reader, MAX_ENTRIES + MAX_WAYS)? {
            let id = Id(reader.array().ok_or(Error::Content)?);
            ascending(head.staged.last().copied(), id)?;
            head.staged.insert(id);
        }
        let mut slots = BTreeSet::new();
        for _ in 0..count(&mut reader, MAX_ENTRIES)? {
            let entry = read_entry(&mut reader)?;
            let slot = Id(reader.array().ok_or(Error::Content)?);
            ascending(head.objects.last_key_value().map(|(id, _)| *id), entry.id)?;
            if !slots.insert(slot) {
                return Err(Error::Duplicate);
            }
            head.objects.insert(entry.id, Listed { entry, slot });
        }
        if reader.0.is_empty() { Ok(head) } else { Err(Error::Trailing) }
    }
}

/// How many follow: no more than allowed, and than there is room for at a byte each.
pub(super) fn count(reader: &mut Reader, most: usize) -> Result<usize, Error> {
    let n = reader.u32().ok_or(Error::Content)? as usize;
    if n > most {
        return Err(Error::TooLarge);
    }
    if n > reader.0.len() { Err(Error::Content) } else { Ok(n) }
}

/// Lists are in order of ids: nothing stands twice, and there is one way to write each.
pub(super) fn ascending(before: Option<Id>, id: Id) -> Result<(), Error> {
    if before.is_some_and(|before| before >= id) { Err(Error::Duplicate) } else { Ok(()) }
}

pub(super) fn write_entry(entry: &Entry, out: &mut Vec<u8>) {
    out.extend(entry.id.0);
    out.push(Sealed::Object(entry.kind).number());
    out.extend(entry.generation.to_be_bytes());
    out.extend(entry.changed.to_be_bytes());
}

pub(super) fn read_entry(reader: &mut Reader) -> Result<Entry, Error> {
    let id = Id(reader.array().ok_or(Error::Content)?);
    let kind: Kind = match reader.u8().map(Sealed::from_number) {
        Some(Some(Sealed::Object(kind))) => kind,
        Some(_) => return Err(Error::Kind),
        None => return Err(Error::Content),
    };
    let (generation, changed) = (reader.u64().ok_or(Error::Content)?, reader.u64().ok_or(Error::Content)?);
    Ok(Entry { id, kind, generation, changed })
}
