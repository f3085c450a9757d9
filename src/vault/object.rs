//! Sealed objects: a record, a draft, the list of all of them. Each has a key of its own, which the vault key wraps.
//!
//! What stands in clear: the vault, which of its keys, and a rounded length. What it is, which one and of when is known
//! to those who have the key, and bound to the content: two objects put in each other's place do not open.

use super::{
    Error, Id, Random,
    bytes::{FRAME_HEAD, FrameKind, Reader, begin, end, unframe},
    cipher::{Content, KEY, Key, NONCE, TAG, decrypt, encrypt, fresh},
    envelope::CIPHER,
};
use zeroize::Zeroizing;

/// Most bytes of a content: a photo of a paper, not a film.
pub const MAX_CONTENT: usize = 16 << 20;
/// Type, id, generation.
const META: usize = 1 + 16 + 8;
const WRAPPED: usize = KEY + META + TAG;
/// Bytes of a sealed object without its padded content.
const AROUND: usize = 16 + 16 + 1 + NONCE + WRAPPED + NONCE + TAG;

/// What an object of the citizen's is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A digitised paper.
    Record,
    /// A person: what was merged by hand, relations.
    Person,
    /// A form that is being filled in.
    Draft,
    /// A file that belongs to a draft or a record.
    Attachment,
    /// What the citizen agreed to, how the vault behaves.
    Setting,
}

/// What is sealed: an object of the citizen's, or the vault's own list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// What the store holds: one for each vault.
    Head,
    /// What an export file holds.
    Manifest,
    /// An object of the citizen's.
    Object(Kind),
}

/// All kinds, with their number in the format.
const NUMBERS: [(Sealed, u8); 7] = [
    (Sealed::Head, 1),
    (Sealed::Manifest, 2),
    (Sealed::Object(Kind::Record), 16),
    (Sealed::Object(Kind::Person), 17),
    (Sealed::Object(Kind::Draft), 18),
    (Sealed::Object(Kind::Attachment), 19),
    (Sealed::Object(Kind::Setting), 20),
];

impl Sealed {
    /// Its number in the format.
    pub fn number(self) -> u8 {
        // Every variant is in the table (tested); 0 is none
        NUMBERS.iter().find(|(s, _)| *s == self).map_or(0, |(_, n)| *n)
    }

    /// What has this number.
    pub fn from_number(number: u8) -> Option<Self> {
        NUMBERS.iter().find(|(_, n)| *n == number).map(|(s, _)| *s)
    }
}

/// What an object is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    /// What it is.
    pub sealed: Sealed,
    /// Which one.
    pub id: Id,
    /// The generation of the vault that wrote it.
    pub generation: u64,
}

impl Meta {
    fn to_bytes(self) -> [u8; META] {
        let mut out = [0; META];
        out[0] = self.sealed.number();
        out[1..17].copy_from_slice(&self.id.0);
        out[17..].copy_from_slice(&self.generation.to_be_bytes());
        out
    }
}

/// How long a content of so many bytes is once it is padded.
///
/// Lengths tell: which paper it is, whether a name is long. So short contents come in steps of 256 bytes, into which the
/// papers of most people fall alike. Beyond 4 KiB a step is an eighth of the power of two below: a photo whose length were
/// known to 256 bytes could be recognised, and this way there are eight lengths in each doubling, for at most an eighth more.
pub fn padded_length(content: usize) -> usize {
    let with_length = content + 4;
    let below = (with_length - 1).max(1).ilog2();
    let step = 256.max(1 << below.saturating_sub(3));
    with_length.next_multiple_of(step)
}

/// Seals a content for the vault key, with a key of its own.
pub fn seal_object(
    key: &Key,
    vault: Id,
    meta: Meta,
    content: &[u8],
    random: &mut impl Random,
) -> Result<Vec<u8>, Error> {
    if content.len() > MAX_CONTENT {
        return Err(Error::TooLarge);
    }
    let padded = padded_length(content.len());
    let own = Key::fresh(random)?;
    let wrap_nonce: [u8; NONCE] = fresh(random)?;
    let nonce: [u8; NONCE] = fresh(random)?;
    // A source that repeats itself would give away what is sealed with it
    if nonce == wrap_nonce || own.bytes().starts_with(&nonce) {
        return Err(Error::Random);
    }
    let mut out = begin(FrameKind::Object, AROUND + padded)?;
    out.extend(vault.0);
    out.extend(key.id());
    out.push(CIPHER);
    let mut wrapped = Zeroizing::new([0; KEY + META]);
    wrapped[..KEY].copy_from_slice(own.bytes());
    wrapped[KEY..].copy_from_slice(&meta.to_bytes());
    let tag = encrypt(key, &wrap_nonce, &out, &mut *wrapped)?;
    out.extend(wrap_nonce);
    out.extend(*wrapped);
    out.extend(tag);
    let with = [&out[..], &meta.to_bytes()].concat();
    out.extend(nonce);
    let start = out.len();
    out.extend((content.len() as u32).to_be_bytes());
    out.extend(content);
    out.resize(start + padded, 0);
    let tag = encrypt(&own, &nonce, &with, &mut out[start..])?;
    out.extend(tag);
    Ok(end(out))
}

/// Opens what was sealed, whatever it is, and says what.
pub fn open_object(key: &Key, vault: Id, bytes: &[u8]) -> Result<(Meta, Content), Error> {
    let held = unframe(FrameKind::Object, bytes)?;
    let mut reader = Reader(held);
    let at = |reader: &Reader| FRAME_HEAD + held.len() - reader.0.len();
    if reader.array().ok_or(Error::Forged)? != vault.0 {
        return Err(Error::OtherVault);
    }
    let key_id: [u8; 16] = reader.array().ok_or(Error::Forged)?;
    if reader.u8().ok_or(Error::Forged)? != CIPHER {
        return Err(Error::Algorithm);
    }
    if key_id != key.id() {
        return Err(Error::OtherKey);
    }
    let wrap_bound = at(&reader);
    let wrap_nonce = reader.array().ok_or(Error::Forged)?;
    let mut wrapped: Zeroizing<[u8; WRAPPED]> = Zeroizing::new(reader.array().ok_or(Error::Forged)?);
    let bound = at(&reader);
    let nonce = reader.array().ok_or(Error::Forged)?;
    if reader.0.len() > padded_length(MAX_CONTENT) + TAG {
        return Err(Error::TooLarge);
    }
    let unwrapped = decrypt(key, &wrap_nonce, &bytes[..wrap_bound], &mut *wrapped).ok_or(Error::Forged)?;
    let mut inner = Reader(unwrapped);
    let own = inner.take(KEY).and_then(|bytes| Some(Key::from_bytes(bytes.try_into().ok()?))).ok_or(Error::Forged)?;
    let meta_bytes: [u8; META] = inner.array().ok_or(Error::Forged)?;
    let mut content = Zeroizing::new(reader.0.to_vec());
    let with = [&bytes[..bound], &meta_bytes].concat();
    let length = decrypt(&own, &nonce, &with, &mut content).ok_or(Error::Forged)?.len();
    content.truncate(length);
    let mut inner = Reader(&meta_bytes);
    let (Some(number), Some(id), Some(generation)) = (inner.u8(), inner.array(), inner.u64()) else {
        return Err(Error::Forged);
    };
    let sealed = Sealed::from_number(number).ok_or(Error::Kind)?;
    Ok((Meta { sealed, id: Id(id), generation }, unpad(content)?))
}

/// Opens what must be this object, in this generation.
pub fn open_object_as(key: &Key, vault: Id, meta: Meta, bytes: &[u8]) -> Result<Content, Error> {
    let (found, content) = open_object(key, vault, bytes)?;
    match found == meta {
        true => Ok(content),
        false if (found.sealed, found.id) == (meta.sealed, meta.id) => Err(Error::Rollback),
        false => Err(Error::OtherObject),
    }
}

fn unpad(mut padded: Zeroizing<Vec<u8>>) -> Result<Content, Error> {
    let length = Reader(&padded).u32().ok_or(Error::Padding)? as usize;
    if length > MAX_CONTENT || padded.len() != padded_length(length) || padded[4 + length..].iter().any(|b| *b != 0) {
        return Err(Error::Padding);
    }
    // Moved to the front, in the same memory: no second copy that would have to be wiped
    padded.copy_within(4..4 + length, 0);
    padded.truncate(length);
    Ok(Content::from(std::mem::take(&mut *padded)))
}
