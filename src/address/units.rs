//! The units file, checked once and then read in place.

use super::fold::{FNV, Folded, fnv};
use super::format::{ALL, CODE_A, CODE_D, Counts, HEADER, LIKELY, MAGIC, NONE, POPULATION, Reader, VERSION, checksum};
use super::{Basis, Candidate, Commune, Conversion, Hit, Kind, OldUnit, Province, Subject};
use std::cell::{Cell, OnceCell};
use std::ops::Range;
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

pub(super) struct ProvinceRow {
    pub code: u16,
    pub kind: Kind,
    pub kind_2025: Kind,
    pub law: u16,
}

pub(super) struct OldProvinceRow {
    pub code: u16,
    pub kind: Kind,
    pub new: u16,
}

pub(super) struct DistrictRow {
    pub code: u16,
    pub kind: Kind,
    pub province: u16,
}

/// A district abolished before 2025: its units belong to `successors` now, those with a code in `codes` only (`0..=0`: all).
pub(super) struct GoneRow {
    pub kind: Kind,
    pub successors: Vec<u16>,
    pub codes: (u16, u16),
}

pub(super) struct NewRow {
    pub code: u16,
    pub kind: Kind,
    pub kind_2025: Kind,
    pub province: u16,
}

pub(super) struct OldRow {
    pub code: u16,
    pub kind: Kind,
    pub district: u16,
    /// Where its edges begin; they end where the next row's begin.
    pub edges: u32,
}

/// What a name in the file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// An old unit.
    Old(u16),
    /// A commune of today.
    New(u16),
    /// Another name of an old unit, or of a unit that had been merged into it.
    Alias(u16),
    /// A unit that a district had, merged into another one of which the tables do not say which.
    Lost(u16),
    District(u16),
    Gone(u16),
    OldProvince(u16),
    Province(u16),
    /// Another name of an old province and of the province of today that it is in.
    ProvinceAlias(u16, u16),
}

#[derive(Default)]
pub(super) struct Inner {
    bytes: Rc<[u8]>,
    pub as_of: u32,
    counts: Counts,
    /// Where each name ends in the file; the next begins one byte behind.
    text: Range<usize>,
    name_ends: Vec<u32>,
    /// Names with the same consonants are a group, by their hash: its first name + 1, and for each name the next in its group + 1.
    groups: Vec<u16>,
    alike: Vec<u16>,
    /// A group's names are folded when one of them is first asked for: folding all would take longer than all else.
    opened: Vec<Cell<bool>>,
    /// Key and signature (see `fold`) of the names in opened groups.
    folded: Vec<OnceCell<(Box<[u8]>, u32)>>,
    /// Open addressing: hash of a key → first name with it + 1.
    table: Vec<Cell<u16>>,
    /// The next name with the same key + 1, and for the first one the last.
    next: Vec<Cell<u16>>,
    last: Vec<Cell<u16>>,
    pub provinces: Vec<ProvinceRow>,
    pub old_provinces: Vec<OldProvinceRow>,
    province_aliases: Vec<(u16, u16)>,
    pub districts: Vec<DistrictRow>,
    pub gone: Vec<GoneRow>,
    pub new: Vec<NewRow>,
    pub old: Vec<OldRow>,
    pub aliases: Vec<u16>,
    /// The districts of the lost names.
    lost: Vec<u16>,
    /// (commune of today, flags)
    edges: Vec<(u16, u8)>,
    /// The old provinces that each commune of today lay in, a bit each.
    lay_in: Vec<u64>,
    /// The old units of each district: `by_district[starts[d]..starts[d + 1]]`.
    district_starts: Vec<u16>,
    by_district: Vec<u16>,
}

/// A key that is one Roman number above four, as its digits (one to four are digits for every token).
pub(super) fn roman(key: &[u8]) -> Option<&'static [u8]> {
    Some(match key {
        b"v" => b"5",
        b"vi" => b"6",
        b"vii" => b"7",
        b"viii" => b"8",
        b"ix" => b"9",
        b"x" => b"10",
        b"xi" => b"11",
        b"xii" => b"12",
        _ => return None,
    })
}

const GROUPS: usize = 1 << 13;

/// The group of a name, or of a key: a hash of what both have in common, which are its consonants without v and x (those are
/// digits in a key, if they are Roman numbers). A name is in UTF-8, where all of them but đ are one byte.
pub(super) fn group(text: &[u8]) -> usize {
    const CONSONANTS: u32 = 0x024F_BEEE; // bit 0 is a
    let mut hash = FNV;
    let mut before = 0;
    for byte in text {
        let letter = byte | 0x20;
        if byte.is_ascii_alphabetic() {
            if CONSONANTS >> (letter - b'a') & 1 != 0 {
                hash = fnv(hash, letter);
            }
        } else if matches!((before, byte), (0xC4, 0x90 | 0x91) | (0xC3, 0x90 | 0xB0)) {
            hash = fnv(hash, b'd');
        }
        before = *byte;
    }
    (hash ^ hash >> 13) as usize & (GROUPS - 1)
}

impl Inner {
    fn read(bytes: Rc<[u8]>) -> Result<Self, DataError> {
        if !bytes.starts_with(MAGIC) {
            return Err(DataError::Magic);
        }
        let number = |at: usize| bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        match bytes.get(4) {
            Some(&VERSION) => {}
            Some(other) => return Err(DataError::Version(*other)),
            None => return Err(DataError::Length),
        }
        let body = bytes.get(HEADER..).ok_or(DataError::Length)?;
        if number(5) != u32::try_from(body.len()).ok() {
            return Err(DataError::Length);
        }
        if number(9) != Some(checksum(body)) {
            return Err(DataError::Checksum);
        }
        let mut inner = Inner { bytes: Rc::clone(&bytes), ..Inner::default() };
        let mut r = Reader { bytes: &bytes, at: HEADER };
        inner.as_of = r.number()?;
        for n in inner.counts.each() {
            *n = r.below(20_000)?.into();
        }
        // Name numbers + 1 and edge counts fit into 16 bits.
        if inner.counts.total() >= usize::from(u16::MAX) {
            return Err(DataError::Content);
        }
        let length = r.number()? as usize;
        inner.text = r.at..r.at.checked_add(length).ok_or(DataError::Content)?;
        r.at = inner.text.end;
        inner.read_tables(&mut r)?;
        if r.at != bytes.len() {
            return Err(DataError::Content);
        }
        inner.index_names()?;
        inner.index_districts();
        inner.index_provinces();
        Ok(inner)
    }

    fn read_tables(&mut self, r: &mut Reader) -> Result<(), DataError> {
        let n = self.counts;
        const CODES: usize = 65_535;
        for _ in 0..n.province {
            let (code, kind) = (r.below(100)?, r.kind()?);
            self.provinces.push(ProvinceRow { code, kind, kind_2025: r.kind()?, law: r.below(10_000)? });
        }
        for _ in 0..n.old_province {
            self.old_provinces.push(OldProvinceRow { code: r.below(100)?, kind: r.kind()?, new: r.below(n.province)? });
        }
        for _ in 0..n.province_alias {
            self.province_aliases.push((r.below(n.old_province)?, r.below(n.province)?));
        }
        // A column at a time: the codes, then the places, then the kinds.
        fn column<T>(n: usize, mut next: impl FnMut() -> Result<T, DataError>) -> Result<Vec<T>, DataError> {
            (0..n).map(|_| next()).collect()
        }
        let steps = |r: &mut Reader, count: usize, limit: usize| {
            let mut last = 0;
            column(count, || r.step(&mut last, limit))
        };
        let codes = steps(r, n.district, CODES)?;
        let places = steps(r, n.district, n.old_province)?;
        for (code, province) in codes.into_iter().zip(places) {
            self.districts.push(DistrictRow { code, kind: r.kind()?, province });
        }
        for _ in 0..n.gone {
            let kind = r.kind()?;
            let successors = usize::from(r.below(8)?);
            let successors = column(successors, || r.below(n.district))?;
            self.gone.push(GoneRow { kind, successors, codes: (r.below(CODES)?, r.below(CODES)?) });
        }
        let codes = steps(r, n.new, CODES)?;
        let places = steps(r, n.new, n.province)?;
        let kinds = column(n.new, || r.kind())?;
        for ((code, province), kind) in codes.into_iter().zip(places).zip(kinds) {
            self.new.push(NewRow { code, kind, kind_2025: r.kind()?, province });
        }
        let codes = steps(r, n.old, CODES)?;
        let places = steps(r, n.old, n.district)?;
        for (code, district) in codes.into_iter().zip(places) {
            self.old.push(OldRow { code, kind: r.kind()?, district, edges: 0 });
        }
        self.aliases = steps(r, n.alias, n.old)?;
        self.lost = steps(r, n.lost, n.district)?;
        let mut total = 0_u32;
        for old in &mut self.old {
            old.edges = total;
            match r.below(64)? {
                0 => return Err(DataError::Content),
                count => total += u32::from(count),
            }
        }
        for to in steps(r, total as usize, n.new)? {
            self.edges.push((to, ALL));
        }
        for i in 0..self.old.len() {
            let range = self.edge_range(i as u16);
            if range.len() > 1 {
                for edge in &mut self.edges[range] {
                    edge.1 = r.byte()?;
                }
            }
        }
        // Codes rise: they are looked up by bisection.
        let sorted = self.new.is_sorted_by(|a, b| a.code < b.code)
            && self.old.is_sorted_by(|a, b| a.code < b.code)
            && self.provinces.is_sorted_by(|a, b| a.code < b.code);
        if sorted { Ok(()) } else { Err(DataError::Content) }
    }

    /// Where each name ends, and which group it is in.
    fn index_names(&mut self) -> Result<(), DataError> {
        let total = self.counts.total();
        let bytes = Rc::clone(&self.bytes);
        let text = bytes.get(self.text.clone()).filter(|t| std::str::from_utf8(t).is_ok()).ok_or(DataError::Content)?;
        let mut hashes = Vec::with_capacity(total);
        self.name_ends.reserve(total);
        let mut start = 0;
        for (at, _) in text.iter().enumerate().filter(|(_, b)| **b == b'\n') {
            self.name_ends.push((self.text.start + at) as u32);
            hashes.push(group(&text[start..at]));
            start = at + 1;
        }
        if self.name_ends.len() != total || start != text.len() {
            return Err(DataError::Content);
        }
        self.groups = vec![0; GROUPS];
        self.alike = vec![0; total];
        for (i, hash) in hashes.into_iter().enumerate().rev() {
            self.alike[i] = std::mem::replace(&mut self.groups[hash], i as u16 + 1);
        }
        self.opened = vec![Cell::new(false); GROUPS];
        self.folded = vec![OnceCell::new(); total];
        self.table = vec![Cell::new(0); (total * 2).next_power_of_two().max(2)];
        self.next = vec![Cell::new(0); total];
        self.last = vec![Cell::new(0); total];
        Ok(())
    }

    /// Folds the names of a group, in their order, and puts them into the table.
    fn open(&self, group: usize) {
        if self.opened[group].replace(true) {
            return;
        }
        let mut scratch = Folded::default();
        let mut at = self.groups[group];
        while let Some(i) = usize::from(at).checked_sub(1) {
            at = self.alike[i];
            let name = self.name(i);
            scratch.read(name, 24);
            let count = scratch.tokens.len();
            let mut key = scratch.range(0, count);
            if count == 1 && name.bytes().all(|b| matches!(b, b'I' | b'V' | b'X')) {
                key = roman(key).unwrap_or(key);
            }
            if !key.is_empty() {
                let slot = &self.table[self.slot(key)];
                match usize::from(slot.get()).checked_sub(1) {
                    None => {
                        slot.set(i as u16 + 1);
                        self.last[i].set(i as u16);
                    }
                    Some(first) => {
                        let tail = usize::from(self.last[first].replace(i as u16));
                        self.next[tail].set(i as u16 + 1);
                    }
                }
            }
            let _ = self.folded[i].set((key.into(), scratch.sig(0, count)));
        }
    }

    fn folded(&self, name: usize) -> (&[u8], u32) {
        if self.folded[name].get().is_none() {
            self.open(group(self.name(name).as_bytes()));
        }
        self.folded[name].get().map_or((&[], 0), |(key, sig)| (key, *sig))
    }

    /// The slot of a key: the one where it stands, or the empty one where it would be put. The table is never more than
    /// half full, so there is one.
    fn slot(&self, key: &[u8]) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = key.iter().fold(FNV, |h, b| fnv(h, *b)) as usize & mask;
        while let Some(name) = usize::from(self.table[slot].get()).checked_sub(1)
            && self.folded[name].get().is_none_or(|f| *f.0 != *key)
        {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn index_districts(&mut self) {
        let mut starts = vec![0_u16; self.districts.len() + 1];
        for old in &self.old {
            starts[usize::from(old.district) + 1] += 1;
        }
        for d in 1..starts.len() {
            starts[d] += starts[d - 1];
        }
        let mut fill = starts.clone();
        self.by_district = vec![0; self.old.len()];
        for (i, old) in self.old.iter().enumerate() {
            let at = &mut fill[usize::from(old.district)];
            self.by_district[usize::from(*at)] = i as u16;
            *at += 1;
        }
        self.district_starts = starts;
    }

    fn index_provinces(&mut self) {
        let mut lay_in = vec![0; self.new.len()];
        for old in 0..self.old.len() as u16 {
            let bit = 1_u64.checked_shl(self.old_province_of(old).into()).unwrap_or_default();
            self.edges(old).iter().for_each(|e| lay_in[usize::from(e.0)] |= bit);
        }
        self.lay_in = lay_in;
    }

    /// Whether a part of a commune of today lay in an old province.
    pub fn lay_in(&self, new: u16, old_province: u16) -> bool {
        let bit = 1_u64.checked_shl(old_province.into()).unwrap_or_default();
        self.lay_in[usize::from(new)] & bit != 0
    }

    /// Whether an old province and one of today have the same name.
    pub fn same_name(&self, old_province: u16, province: u16) -> bool {
        self.key(self.name_of_old_province(old_province)) == self.key(self.name_of_province(province))
    }

    /// Whether the words of a name begin with these letters.
    pub fn has_initials(&self, name: usize, letters: &[u8]) -> bool {
        let words = self.name(name).split([' ', '-']).filter_map(|word| word.chars().next());
        words.map(|c| crate::text::plain_char(c).to_ascii_lowercase()).eq(letters.iter().map(|l| char::from(*l)))
    }

    fn edge_range(&self, old: u16) -> Range<usize> {
        let start = self.old.get(usize::from(old)).map_or(0, |o| o.edges as usize);
        let end = self.old.get(usize::from(old) + 1).map_or(self.edges.len(), |o| o.edges as usize);
        start..end.max(start)
    }

    /// Where an old unit went: communes of today with the edge's flags.
    pub fn edges(&self, old: u16) -> &[(u16, u8)] {
        self.edges.get(self.edge_range(old)).unwrap_or_default()
    }

    pub fn units_of(&self, district: u16) -> &[u16] {
        let d = usize::from(district);
        match (self.district_starts.get(d), self.district_starts.get(d + 1)) {
            (Some(a), Some(b)) => self.by_district.get(usize::from(*a)..usize::from(*b)).unwrap_or_default(),
            _ => &[],
        }
    }

    pub fn names(&self) -> usize {
        self.name_ends.len()
    }

    pub fn key(&self, name: usize) -> &[u8] {
        self.folded(name).0
    }

    /// The signature of a name (see `fold`).
    pub fn sig(&self, name: usize) -> u32 {
        self.folded(name).1
    }

    pub fn name(&self, name: usize) -> &str {
        let start = match name.checked_sub(1).and_then(|p| self.name_ends.get(p)) {
            Some(end) => *end as usize + 1,
            None => self.text.start,
        };
        let end = self.name_ends.get(name).map_or(start, |e| *e as usize);
        self.bytes.get(start..end).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }

    /// The first name with this key.
    pub fn find(&self, key: &[u8]) -> Option<usize> {
        self.open(group(key));
        usize::from(self.table[self.slot(key)].get()).checked_sub(1)
    }

    /// The next name with the same key.
    pub fn next(&self, name: usize) -> Option<usize> {
        usize::from(self.next.get(name)?.get()).checked_sub(1)
    }

    pub fn entry(&self, name: usize) -> Entry {
        let n = &self.counts;
        let mut i = name;
        for (count, entry) in [
            (n.old, Entry::Old as fn(u16) -> Entry),
            (n.new, Entry::New),
            (n.alias, |i| Entry::Alias(i)),
            (n.lost, |i| Entry::Lost(i)),
            (n.district, Entry::District),
            (n.gone, Entry::Gone),
            (n.old_province, Entry::OldProvince),
            (n.province, Entry::Province),
        ] {
            if i < count {
                return match entry(i as u16) {
                    Entry::Alias(i) => Entry::Alias(self.aliases[usize::from(i)]),
                    Entry::Lost(i) => Entry::Lost(self.lost[usize::from(i)]),
                    other => other,
                };
            }
            i -= count;
        }
        let (old, new) = self.province_aliases.get(i).copied().unwrap_or_default();
        Entry::ProvinceAlias(old, new)
    }

    /// The first name of each kind of entry, for going through all of them.
    pub fn names_of_aliases(&self) -> Range<usize> {
        let start = self.counts.old + self.counts.new;
        start..start + self.counts.alias
    }

    pub fn names_of_lost(&self) -> Range<usize> {
        let start = self.names_of_aliases().end;
        start..start + self.counts.lost
    }

    pub fn names_of_districts(&self) -> Range<usize> {
        let start = self.names_of_lost().end;
        start..start + self.counts.district + self.counts.gone
    }

    pub fn names_of_provinces(&self) -> Range<usize> {
        self.names_of_districts().end..self.names()
    }

    pub fn name_of_new(&self, new: u16) -> usize {
        self.counts.old + usize::from(new)
    }

    pub fn name_of_district(&self, district: u16) -> usize {
        self.names_of_districts().start + usize::from(district)
    }

    fn name_of_old_province(&self, province: u16) -> usize {
        self.names_of_provinces().start + usize::from(province)
    }

    fn name_of_province(&self, province: u16) -> usize {
        self.names_of_provinces().start + self.counts.old_province + usize::from(province)
    }

    pub fn old_province_of(&self, old: u16) -> u16 {
        self.districts[usize::from(self.old[usize::from(old)].district)].province
    }

    pub fn province_of_district(&self, district: u16) -> u16 {
        self.old_provinces[usize::from(self.districts[usize::from(district)].province)].new
    }

    /// The names of the district and province that a commune's name belongs to, of old and of today.
    pub fn places_of(&self, name: usize) -> [Option<usize>; 3] {
        match self.entry(name) {
            Entry::Old(o) | Entry::Alias(o) => {
                let district = self.old[usize::from(o)].district;
                let old = self.districts[usize::from(district)].province;
                let new = self.old_provinces[usize::from(old)].new;
                let [d, o, n] =
                    [self.name_of_district(district), self.name_of_old_province(old), self.name_of_province(new)];
                [Some(d), Some(o), Some(n)]
            }
            Entry::New(n) => [Some(self.name_of_province(self.new[usize::from(n)].province)), None, None],
            _ => [None; 3],
        }
    }

    /// Whether an old unit, all or part of it, went to a commune of today.
    pub fn leads(&self, old: &OldUnit, new: u16) -> bool {
        old_code(&old.code)
            .and_then(|code| self.old.binary_search_by_key(&code, |r| r.code).ok())
            .is_some_and(|i| self.edges(i as u16).iter().any(|e| e.0 == new))
    }

    /// An island district that had no communes: its only unit.
    pub fn island(&self, district: u16) -> Option<u16> {
        match self.units_of(district) {
            [only] if self.old[usize::from(*only)].code >= CODE_D => Some(*only),
            _ => None,
        }
    }

    pub fn province(&self, i: u16) -> Province {
        let row = &self.provinces[usize::from(i)];
        let short_name = self.name(self.name_of_province(i)).to_owned();
        Province {
            code: digits(row.code, 2),
            name: full(row.kind, &short_name),
            short_name,
            kind: row.kind,
            resolution: self.law(i),
        }
    }

    pub fn law(&self, province: u16) -> String {
        let mut law = digits(self.provinces[usize::from(province)].law, 4);
        law.push_str("/NQ-UBTVQH15");
        law
    }

    pub fn province_name(&self, i: u16) -> String {
        full(self.provinces[usize::from(i)].kind, self.name(self.name_of_province(i)))
    }

    pub fn commune(&self, i: u16) -> Commune {
        let row = &self.new[usize::from(i)];
        let short_name = self.name(self.name_of_new(i)).to_owned();
        Commune {
            code: digits(row.code, 5),
            name: full(row.kind, &short_name),
            short_name,
            kind: row.kind,
            province: digits(self.provinces[usize::from(row.province)].code, 2),
            province_name: self.province_name(row.province),
        }
    }

    pub fn old_unit(&self, i: u16) -> OldUnit {
        let row = &self.old[usize::from(i)];
        let district = &self.districts[usize::from(row.district)];
        let province = &self.old_provinces[usize::from(district.province)];
        let code = match row.code {
            CODE_D.. => ["D", &digits(row.code - CODE_D, 3)].concat(),
            CODE_A.. => ["A", &digits(row.code - CODE_A, 3)].concat(),
            number => digits(number, 5),
        };
        OldUnit {
            code,
            name: if row.code >= CODE_D { String::new() } else { full(row.kind, self.name(i.into())) },
            district: full(district.kind, self.name(self.name_of_district(row.district))),
            district_code: digits(district.code, 3),
            province: full(province.kind, self.name(self.name_of_old_province(district.province))),
            province_code: digits(province.code, 2),
        }
    }

    pub fn candidate(&self, new: u16, basis: Basis, unofficial_default: bool) -> Candidate {
        let c = self.commune(new);
        Candidate {
            code: c.code,
            name: c.name,
            province_code: c.province,
            province_name: c.province_name,
            basis,
            unofficial_default,
        }
    }

    /// Where an old unit's people or land went: communes of today with the reason, likeliest first; one alone means that
    /// the law leaves no doubt.
    pub fn destinations(&self, old: u16, subject: Subject) -> Vec<(u16, Basis, bool)> {
        let edges = self.edges(old);
        if let [(only, _)] = edges {
            return vec![(*only, Basis::Whole, false)];
        }
        if subject == Subject::People {
            // "Toàn bộ dân số" to one commune; or people to one commune only, mere area to the others (one unit, 00136).
            let whole = edges.iter().find(|e| e.1 & POPULATION == ALL);
            let mut peopled = edges.iter().filter(|e| e.1 & POPULATION != NONE);
            let settled = whole.or(peopled.next().filter(|_| peopled.next().is_none()));
            if let Some((to, _)) = settled {
                return vec![(*to, Basis::Population, false)];
            }
        }
        let mut all: Vec<_> = edges
            .iter()
            .map(|(to, flags)| {
                let basis = match flags & POPULATION {
                    ALL => Basis::Population,
                    NONE => Basis::Area,
                    _ => Basis::Part,
                };
                (*to, basis, flags & LIKELY != 0)
            })
            .collect();
        super::sort_few(&mut all, |a, b| (!a.2, a.1 as u8) < (!b.2, b.1 as u8));
        all
    }
}

fn digits(number: u16, width: usize) -> String {
    let mut text = number.to_string();
    while text.len() < width {
        text.insert(0, '0');
    }
    text
}

fn full(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Other => name.to_owned(),
        kind => [kind.label(), " ", name].concat(),
    }
}

/// The number of a code of exactly `width` digits.
fn number(code: &str, width: usize) -> Option<u16> {
    if code.len() == width && code.bytes().all(|b| b.is_ascii_digit()) { code.parse().ok() } else { None }
}

fn old_code(code: &str) -> Option<u16> {
    match code.as_bytes().first()? {
        b'A' => Some(CODE_A + number(&code[1..], 3)?),
        b'D' => Some(CODE_D + number(&code[1..], 3)?),
        _ => number(code, 5),
    }
}

impl Units {
    /// Checks a units file and prepares it for use: a small index of its names; the names themselves stay in `bytes`.
    pub fn from_bytes(bytes: impl Into<Rc<[u8]>>) -> Result<Self, DataError> {
        Inner::read(bytes.into()).map(|inner| Units(Rc::new(inner)))
    }

    /// The date of the newest change that the data knows, as the number yyyymmdd.
    pub fn as_of(&self) -> u32 {
        self.0.as_of
    }

    /// The 34 provinces, by code.
    pub fn provinces(&self) -> impl Iterator<Item = Province> + '_ {
        (0..self.0.provinces.len()).map(|i| self.0.province(i as u16))
    }

    /// The 3,321 communes, by code.
    pub fn communes(&self) -> impl Iterator<Item = Commune> + '_ {
        (0..self.0.new.len()).map(|i| self.0.commune(i as u16))
    }

    /// The communes of a province, by code; none for an unknown code.
    pub fn communes_of(&self, province: &str) -> impl Iterator<Item = Commune> + '_ {
        let province = self.province_index(province);
        let rows = self.0.new.iter().enumerate();
        rows.filter(move |(_, r)| Some(r.province) == province).map(|(i, _)| self.0.commune(i as u16))
    }

    fn province_index(&self, code: &str) -> Option<u16> {
        let code = number(code, 2)?;
        self.0.provinces.binary_search_by_key(&code, |r| r.code).ok().map(|i| i as u16)
    }

    fn commune_index(&self, code: &str) -> Option<u16> {
        let code = number(code, 5)?;
        self.0.new.binary_search_by_key(&code, |r| r.code).ok().map(|i| i as u16)
    }

    fn old_index(&self, code: &str) -> Option<u16> {
        let code = old_code(code)?;
        self.0.old.binary_search_by_key(&code, |r| r.code).ok().map(|i| i as u16)
    }

    /// A province by its code of two digits.
    pub fn province(&self, code: &str) -> Option<Province> {
        self.province_index(code).map(|i| self.0.province(i))
    }

    /// A commune by its code of five digits.
    pub fn commune(&self, code: &str) -> Option<Commune> {
        self.commune_index(code).map(|i| self.0.commune(i))
    }

    /// An old unit by its code (see [`OldUnit::code`]).
    pub fn old_unit(&self, code: &str) -> Option<OldUnit> {
        self.old_index(code).map(|i| self.0.old_unit(i))
    }

    /// The 10,041 old units, by code.
    pub fn old_units(&self) -> impl Iterator<Item = OldUnit> + '_ {
        (0..self.0.old.len()).map(|i| self.0.old_unit(i as u16))
    }

    /// Where an old unit's people or land went by law, likeliest first; one commune alone means that there is no doubt.
    /// None for an unknown code.
    pub fn successors(&self, old: &str, subject: Subject) -> Vec<Candidate> {
        let Some(old) = self.old_index(old) else { return Vec::new() };
        let to = self.0.destinations(old, subject);
        to.into_iter().map(|(new, basis, likely)| self.0.candidate(new, basis, likely)).collect()
    }

    /// The old units that a commune of today was made from, wholly or in part, by code: for papers that must quote the
    /// old name. None for an unknown code.
    pub fn origins(&self, commune: &str) -> Vec<OldUnit> {
        let Some(new) = self.commune_index(commune) else { return Vec::new() };
        let all = 0..self.0.old.len() as u16;
        all.filter(|old| self.0.edges(*old).iter().any(|e| e.0 == new)).map(|old| self.0.old_unit(old)).collect()
    }

    /// Reads an address in any of the forms that people write and converts it. Bounded work on any input: a text of
    /// more than 500 characters is no address.
    pub fn convert(&self, input: &str, subject: Subject) -> Conversion {
        super::convert::convert(&self.0, input, subject)
    }

    /// Communes of today for what someone has typed into the picker, best first: by new name, old name or province,
    /// accents or not, misspelt or not.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        self.search_within(query, "", limit)
    }

    /// The same among the communes of one province (a code of two digits; empty: of all). There, nothing typed finds them
    /// all.
    pub fn search_within(&self, query: &str, province: &str, limit: usize) -> Vec<Hit> {
        super::search::search(&self.0, query, self.province_index(province), limit)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_name_is_found_by_its_key() {
        let units = super::super::embedded();
        let inner = &units.0;
        assert!(inner.folded.iter().all(|f| f.get().is_none()), "nothing is folded before it is asked for");
        for name in 0..inner.names() {
            let key = inner.key(name);
            assert!(!key.is_empty(), "{}", inner.name(name));
            let same = std::iter::successors(inner.find(key), |n| inner.next(*n));
            assert!(same.clone().any(|n| n == name), "{}", inner.name(name));
            assert!(same.clone().is_sorted() && same.clone().all(|n| inner.key(n) == key), "{}", inner.name(name));
        }
    }
}
