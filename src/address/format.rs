//! The layout of the units file, shared by its writer and its reader.
//!
//! ```text
//! "TLYU"  version u8  length u32  checksum u32      (little-endian; the checksum is [`checksum`] of all that follows)
//! as-of   date of the newest change, as the number yyyymmdd
//! counts  one per table of [`Counts`]
//! names   all names in Form C, one after the other, each ended by \n, in the order of the entries below
//! tables  the columns of each table, one whole column after the other
//! ```
//!
//! Numbers are LEB128; columns that rise slowly are stored as differences to the row before (zigzag). Laid out like
//! this the file is 62 KB after Brotli; fixed-width columns and shared names were larger.

use super::{DataError, Kind};

pub(super) const MAGIC: &[u8; 4] = b"TLYU";
pub(super) const VERSION: u8 = 2;
pub(super) const HEADER: usize = 13;

/// Old units whose code is not a number: the letter's value is added to the digits behind it.
pub(super) const CODE_A: u16 = 60_000;
pub(super) const CODE_D: u16 = 61_000;

/// Part of an edge's flags: how much of the old unit's population went this way.
pub(super) const POPULATION: u8 = 3;
pub(super) const NONE: u8 = 0;
pub(super) const ALL: u8 = 2;
/// Part of an edge's flags: likeliest by the old unit's centre (an unofficial guess).
pub(super) const LIKELY: u8 = 4;

/// How many rows each table has. The names stand in this order: old units, current communes, other names of old units, names
/// of units that are gone and nobody says where, districts, abolished districts, old provinces, current provinces, other names of provinces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub old: usize,
    pub new: usize,
    pub alias: usize,
    pub lost: usize,
    pub district: usize,
    pub gone: usize,
    pub old_province: usize,
    pub province: usize,
    pub province_alias: usize,
}

impl Counts {
    pub fn each(&mut self) -> [&mut usize; 9] {
        [
            &mut self.old,
            &mut self.new,
            &mut self.alias,
            &mut self.lost,
            &mut self.district,
            &mut self.gone,
            &mut self.old_province,
            &mut self.province,
            &mut self.province_alias,
        ]
    }

    pub fn total(mut self) -> usize {
        self.each().into_iter().fold(0, |sum, n| sum + *n)
    }
}

/// The kinds by their number in the file.
pub(super) const KINDS: [Kind; 10] = [
    Kind::Province,
    Kind::City,
    Kind::UrbanDistrict,
    Kind::RuralDistrict,
    Kind::TownDistrict,
    Kind::Ward,
    Kind::Commune,
    Kind::Township,
    Kind::SpecialZone,
    Kind::Other,
];

/// The checksum of a units file's contents (all behind its header): FNV-1a over words of four bytes.
pub fn checksum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(super::fold::FNV, |h, chunk| {
        let word = chunk.iter().rev().fold(0, |w, b| w << 8 | u32::from(*b));
        (h ^ word).wrapping_mul(0x0100_0193)
    })
}

/// Reads numbers from the front of a slice.
pub(super) struct Reader<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl Reader<'_> {
    pub fn byte(&mut self) -> Result<u8, DataError> {
        let byte = self.bytes.get(self.at).ok_or(DataError::Content)?;
        self.at += 1;
        Ok(*byte)
    }

    pub fn number(&mut self) -> Result<u32, DataError> {
        let mut value = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(DataError::Content)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> Result<u16, DataError> {
        let value = self.number()?;
        match u16::try_from(value) {
            Ok(v) if usize::from(v) < limit => Ok(v),
            _ => Err(DataError::Content),
        }
    }

    /// The next value of a column of differences, below `limit`.
    pub fn step(&mut self, last: &mut u16, limit: usize) -> Result<u16, DataError> {
        let z = i64::from(self.number()?);
        let value = i64::from(*last) + ((z >> 1) ^ -(z & 1));
        match u16::try_from(value) {
            Ok(v) if usize::from(v) < limit => {
                *last = v;
                Ok(v)
            }
            _ => Err(DataError::Content),
        }
    }

    pub fn kind(&mut self) -> Result<Kind, DataError> {
        KINDS.get(usize::from(self.byte()?)).copied().ok_or(DataError::Content)
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn write_number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn write_step(out: &mut Vec<u8>, last: &mut u16, value: u16) {
    let d = i32::from(value) - i32::from(*last);
    write_number(out, ((d << 1) ^ (d >> 31)) as u32);
    *last = value;
}
