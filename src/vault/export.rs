//! The export file: everything of a vault in one file, under the same envelopes. It is the primary copy; a browser may throw
//! its own away whenever it likes.
//!
//! Envelopes and the sealed list of the entries stand at its beginning and again at its end, so that neither a damaged
//! beginning nor a missing end loses the rest. A damaged entry loses itself alone.

use super::{
    Credential, Error, Id, Key, Random, VERSION,
    bytes::{Reader, SUM, check_sum},
    cipher::Content,
    envelope::open_envelope,
    head::{ascending, count, read_entry, write_entry},
    object::{Kind, Meta, Sealed, open_object_as, seal_object},
    state::{MAX_WAYS, likeliest},
};

/// Most objects of a vault.
pub const MAX_ENTRIES: usize = 10_000;
/// Most bytes of an export file: what a browser holds in memory at once, on a small phone.
pub const MAX_EXPORT: usize = 256 << 20;

const MAGIC: [u8; 4] = *b"TLYX";
const TAIL_MAGIC: [u8; 4] = *b"XYLT";
const TAIL: usize = 8;

/// One object of a vault, without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which one.
    pub id: Id,
    /// What it is.
    pub kind: Kind,
    /// The generation that wrote it.
    pub generation: u64,
    /// When that was, in milliseconds since 1970, by the clock of the device that did it.
    pub changed: u64,
}

impl Entry {
    /// What the object is bound to.
    pub fn meta(&self) -> Meta {
        Meta { sealed: Sealed::Object(self.kind), id: self.id, generation: self.generation }
    }
}

/// An object of an export file.
pub struct ExportEntry {
    /// What the list says of it.
    pub entry: Entry,
    /// What is in it, or why that cannot be read.
    pub content: Result<Content, Error>,
}

/// An export file, opened.
pub struct Exported {
    /// The vault.
    pub vault: Id,
    /// When it was written, in milliseconds since 1970.
    pub created: u64,
    /// The vault's generation then.
    pub generation: u64,
    /// Version of what is inside the objects.
    pub schema: u32,
    /// Its objects, in order of their ids.
    pub entries: Vec<ExportEntry>,
    /// What is wrong with the file and loses nothing: its beginning is damaged, something is behind its end.
    pub remarks: Vec<Error>,
    pub(super) key: Key,
    pub(super) way: Id,
    pub(super) envelopes: Vec<Vec<u8>>,
}

impl Exported {
    /// Makes of all contents what a newer version of the application writes.
    pub fn migrate(&mut self, schema: u32, mut convert: impl FnMut(&Entry, &Content) -> Result<Content, Error>) {
        for entry in &mut self.entries {
            if let Ok(content) = &entry.content {
                entry.content = convert(&entry.entry, content);
            }
        }
        self.schema = schema;
    }
}

/// What is written at the beginning and at the end.
struct Block<'a> {
    length: usize,
    vault: Id,
    envelopes: Vec<&'a [u8]>,
    manifest: &'a [u8],
}

/// Writes an export file of objects as the store has them, sealed.
pub(super) fn write_export(
    key: &Key,
    vault: Id,
    (created, generation, schema): (u64, u64, u32),
    envelopes: &[Vec<u8>],
    objects: &[(Entry, Vec<u8>)],
    random: &mut impl Random,
) -> Result<Vec<u8>, Error> {
    let mut list = Vec::new();
    list.extend(schema.to_be_bytes());
    list.extend(created.to_be_bytes());
    list.extend((objects.len() as u32).to_be_bytes());
    for (entry, sealed) in objects {
        write_entry(entry, &mut list);
        list.extend((sealed.len() as u32).to_be_bytes());
    }
    let list = Content::from(list);
    let manifest =
        seal_object(key, vault, Meta { sealed: Sealed::Manifest, id: vault, generation }, list.bytes(), random)?;
    let mut block = Vec::new();
    block.extend(MAGIC);
    block.push(VERSION);
    let inner = 16 + 1 + envelopes.iter().map(|e| 4 + e.len()).sum::<usize>() + 4 + manifest.len();
    block.extend((inner as u32).to_be_bytes());
    block.extend(vault.0);
    block.push(envelopes.len() as u8);
    for part in envelopes.iter().chain([&manifest]) {
        block.extend((part.len() as u32).to_be_bytes());
        block.extend(part);
    }
    block.extend(check_sum(&block));
    let size = 2 * block.len() + objects.iter().map(|(_, sealed)| sealed.len()).sum::<usize>() + TAIL;
    if size > MAX_EXPORT {
        return Err(Error::TooLarge);
    }
    let mut file = Vec::with_capacity(size);
    file.extend(&block);
    objects.iter().for_each(|(_, sealed)| file.extend(sealed));
    file.extend(&block);
    file.extend((block.len() as u32).to_be_bytes());
    file.extend(TAIL_MAGIC);
    Ok(file)
}

/// Reads the block with which `bytes` begins.
fn block(bytes: &[u8]) -> Result<Block<'_>, Error> {
    let mut reader = Reader(bytes);
    if reader.array() != Some(MAGIC) {
        return Err(Error::Damaged);
    }
    match reader.u8().ok_or(Error::Damaged)? {
        VERSION => {}
        0 => return Err(Error::Damaged),
        newer => return Err(Error::Newer { version: newer.into() }),
    }
    let inner = reader.u32().and_then(|n| reader.take(n as usize)).ok_or(Error::Damaged)?;
    let length = bytes.len() - reader.0.len();
    if reader.array::<SUM>().ok_or(Error::Damaged)? != check_sum(&bytes[..length]) {
        return Err(Error::Damaged);
    }
    let mut reader = Reader(inner);
    let vault = Id(reader.array().ok_or(Error::Forged)?);
    let ways = reader.u8().ok_or(Error::Forged)? as usize;
    if ways > MAX_WAYS {
        return Err(Error::TooLarge);
    }
    let mut part = || reader.u32().and_then(|n| reader.take(n as usize)).ok_or(Error::Forged);
    let envelopes = (0..ways).map(|_| part()).collect::<Result<_, _>>()?;
    let manifest = part()?;
    if reader.0.is_empty() {
        Ok(Block { length: length + SUM, vault, envelopes, manifest })
    } else {
        Err(Error::Trailing)
    }
}

/// The block at the end, and where it begins.
fn last_block(bytes: &[u8]) -> Result<(usize, Block<'_>), Error> {
    let (rest, tail) = bytes.split_last_chunk::<TAIL>().ok_or(Error::Damaged)?;
    let mut reader = Reader(tail);
    let start = reader.u32().and_then(|n| rest.len().checked_sub(n as usize)).ok_or(Error::Damaged)?;
    if reader.array() != Some(TAIL_MAGIC) {
        return Err(Error::Damaged);
    }
    let block = block(&rest[start..])?;
    if start + block.length == rest.len() { Ok((start, block)) } else { Err(Error::Damaged) }
}

/// Opens an export file, for an application that knows objects up to this schema. Objects that are damaged are so one by
/// one; an error is only what concerns the file as a whole.
pub fn open_export(bytes: &[u8], known: u32, credential: &Credential) -> Result<Exported, Error> {
    read_export(bytes, known, |envelopes, vault| open_any(envelopes, vault, credential))
}

/// The same with a key that comes from elsewhere, together with the envelope that it came from.
pub(super) fn read_export(
    bytes: &[u8],
    known: u32,
    unlock: impl FnOnce(&[&[u8]], Id) -> Result<(Id, Key), Error>,
) -> Result<Exported, Error> {
    if bytes.len() > MAX_EXPORT {
        return Err(Error::TooLarge);
    }
    let mut remarks = Vec::new();
    let (first, last) = (block(bytes), last_block(bytes));
    let block = match (first, &last) {
        (Ok(first), _) => first,
        // A newer file is not looked at, though its end might be readable
        (Err(newer @ Error::Newer { .. }), _) => return Err(newer),
        (Err(error), Ok((_, last))) => {
            remarks.push(error);
            Block { envelopes: last.envelopes.clone(), ..*last }
        }
        (Err(error), Err(_)) => return Err(error),
    };
    let (way, key) = unlock(&block.envelopes, block.vault)?;
    let (meta, list) = super::open_object(&key, block.vault, block.manifest)?;
    if meta.sealed != Sealed::Manifest || meta.id != block.vault {
        return Err(Error::OtherObject);
    }
    let mut reader = Reader(list.bytes());
    let schema = reader.u32().ok_or(Error::Content)?;
    if schema > known {
        return Err(Error::Newer { version: schema });
    }
    let created = reader.u64().ok_or(Error::Content)?;
    let mut listed: Vec<(Entry, usize)> = Vec::new();
    for _ in 0..count(&mut reader, MAX_ENTRIES)? {
        let entry = read_entry(&mut reader)?;
        ascending(listed.last().map(|(before, _)| before.id), entry.id)?;
        listed.push((entry, reader.u32().ok_or(Error::Content)? as usize));
    }
    if !reader.0.is_empty() {
        return Err(Error::Trailing);
    }
    let total = listed.iter().fold(0usize, |sum, (_, length)| sum.saturating_add(*length));
    // Where the entries are: behind the first block, or, if the beginning was damaged in length too, before the last one.
    let start = match (&last, remarks.is_empty()) {
        (Ok((at, _)), false) => at.checked_sub(total),
        _ => Some(block.length),
    };
    let ends = start.and_then(|s| s.checked_add(total)?.checked_add(block.length + TAIL));
    match ends {
        Some(ends) if bytes.len() > ends => remarks.push(Error::Trailing),
        Some(ends) if bytes.len() == ends && last.is_ok() => {}
        _ => remarks.push(Error::Damaged),
    }
    let mut at = start;
    let mut entries = Vec::with_capacity(listed.len());
    for (entry, length) in listed {
        let end = at.and_then(|at| at.checked_add(length));
        let sealed = at.zip(end).and_then(|(at, end)| bytes.get(at..end));
        let content = sealed.ok_or(Error::Missing).and_then(|s| open_object_as(&key, block.vault, entry.meta(), s));
        entries.push(ExportEntry { entry, content });
        at = end;
    }
    let envelopes = block.envelopes.iter().map(|e| e.to_vec()).collect();
    let (vault, generation) = (block.vault, meta.generation);
    Ok(Exported { vault, created, generation, schema, entries, remarks, key, way, envelopes })
}

/// The key that one of the envelopes gives, and which one.
fn open_any(envelopes: &[&[u8]], vault: Id, credential: &Credential) -> Result<(Id, Key), Error> {
    let mut errors = Vec::new();
    for bytes in envelopes {
        match super::Envelope::read(bytes) {
            Ok(stated) if stated.vault != vault => errors.push(Error::OtherVault),
            Err(error) => errors.push(error),
            Ok(stated) => match open_envelope(bytes, credential) {
                Ok(key) => return Ok((stated.id, key)),
                Err(error) => errors.push(error),
            },
        }
    }
    Err(likeliest(errors))
}
