//! Frames: what every stored thing begins and ends with. Numbers are big-endian.

use super::{Error, VERSION};
use sha2::{Digest, Sha256};

/// First bytes of everything but an export file.
pub const MAGIC: [u8; 4] = *b"TLYV";
/// Bytes of a frame before what it holds: magic, version, kind, length.
pub const FRAME_HEAD: usize = 10;
/// Bytes of a check sum.
pub const SUM: usize = 8;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// A way to the vault key.
    Envelope = 1,
    /// A sealed object.
    Object = 2,
}

/// Reads from the front. Nothing is taken when there is not enough.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(front)
    }

    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_be_bytes)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }
}

/// The first bytes of the SHA-256 of `bytes`. Against accidents only: whoever changes something on purpose makes it anew.
pub fn check_sum(bytes: &[u8]) -> [u8; SUM] {
    let hash = Sha256::digest(bytes);
    core::array::from_fn(|i| hash[i])
}

/// The beginning of a frame that will hold `length` bytes, with room for all of it: nothing is moved, and left behind, later.
pub fn begin(kind: FrameKind, length: usize) -> Result<Vec<u8>, Error> {
    let stated = u32::try_from(length).map_err(|_| Error::TooLarge)?;
    let mut out = Vec::with_capacity(FRAME_HEAD + length + SUM);
    out.extend(MAGIC);
    out.extend([VERSION, kind as u8]);
    out.extend(stated.to_be_bytes());
    Ok(out)
}

/// The frame with its check sum.
pub fn end(mut frame: Vec<u8>) -> Vec<u8> {
    let sum = check_sum(&frame);
    frame.extend(sum);
    frame
}

/// What a frame of this kind holds, and at which byte of the frame that begins. The frame must be all of `bytes`.
pub fn unframe(kind: FrameKind, bytes: &[u8]) -> Result<&[u8], Error> {
    let mut reader = Reader(bytes);
    if reader.array::<4>() != Some(MAGIC) {
        return Err(Error::Damaged);
    }
    let (Some(version), Some(found)) = (reader.u8(), reader.u8()) else { return Err(Error::Damaged) };
    // Of a newer version not even the check sum is known. An older one than the first does not exist.
    match version {
        VERSION => {}
        0 => return Err(Error::Damaged),
        newer => return Err(Error::Newer { version: newer.into() }),
    }
    let held = reader.u32().and_then(|n| reader.take(n as usize)).ok_or(Error::Damaged)?;
    let sum = reader.array::<SUM>().ok_or(Error::Damaged)?;
    if check_sum(&bytes[..FRAME_HEAD + held.len()]) != sum {
        return Err(Error::Damaged);
    }
    if !reader.0.is_empty() {
        return Err(Error::Trailing);
    }
    if found != kind as u8 {
        return Err(Error::Kind);
    }
    Ok(held)
}
