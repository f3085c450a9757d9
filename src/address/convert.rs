//! Mentions → readings → the answer.
//!
//! A *reading* takes one mention as the commune and, where there are any that fit it, one as the district and one as the
//! province. Readings are scored; the best are kept, all of them if they score the same, so that a doubt becomes several
//! candidates and never a guess. What the best reading leaves unexplained (another district, another province, a second
//! ward) makes the answer contradictory.

use super::fold::{BREAK, COMMA, Folded, NOTHING};
use super::mention::{COMMUNES, DISTRICTS, Mention, PROVINCES, Text, TypeWord, bit, distance};
use super::units::{Entry, Inner};
use super::{Basis, Candidate, Conversion, Kind, Part, Span, Status, Subject};
use crate::text::is_invisible;

/// A longer text is no address.
const LONGEST: usize = 500;
/// So many bytes are more than that, however it is composed: not even looked at.
pub(super) const MOST_BYTES: usize = LONGEST * 16;
const MOST_TOKENS: usize = 200;
/// Bounds of the work for a text that is nothing but names.
const MOST_COMMUNES: usize = 24;
const MOST_PLACES: usize = 16;

/// Edits that a misspelt name of so many letters may have.
fn edits(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Old(u16),
    New(u16),
}

/// A mention as a district: which one, and (of a district abolished before 2025) the codes of its units.
#[derive(Clone, Copy)]
struct DistrictClaim {
    district: u16,
    codes: (u16, u16),
    mention: usize,
    quality: i32,
}

/// A mention as a province: of the old system, of today's, or the same name in both.
#[derive(Clone, Copy)]
struct ProvinceClaim {
    old: Option<u16>,
    new: Option<u16>,
    mention: usize,
    quality: i32,
}

#[derive(Clone, Copy)]
struct Reading {
    unit: Unit,
    score: i32,
    commune: usize,
    district: Option<usize>,
    province: Option<usize>,
    /// The type word is of the unit's own kind, or there is none.
    fits: bool,
    /// Written with other accents.
    misspelt: bool,
    /// By a name that it had no more in 2025.
    former: bool,
}

struct Parse<'a> {
    text: Text<'a>,
    districts: Vec<DistrictClaim>,
    provinces: Vec<ProvinceClaim>,
    readings: Vec<Reading>,
}

pub(super) fn convert(units: &Inner, input: &str, subject: Subject) -> Conversion {
    if input.len() > MOST_BYTES {
        return nothing();
    }
    let text = crate::text::nfc(input);
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        return nothing();
    }
    let folded = Folded::new(&text, MOST_TOKENS + 1);
    if folded.tokens.len() > MOST_TOKENS || folded.tokens.is_empty() || foreign(&folded) {
        return nothing();
    }
    let mut parse =
        Parse { text: Text::new(units, folded), districts: Vec::new(), provinces: Vec::new(), readings: Vec::new() };
    parse.claim();
    parse.correct_places();
    parse.read();
    parse.correct_commune();
    parse.answer(&text, subject)
}

fn nothing() -> Conversion {
    Conversion {
        status: Status::NotFound,
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

/// Whether the last segment is another country's name.
fn foreign(f: &Folded) -> bool {
    let end = f.tokens.len();
    let start = (0..end).rev().find(|i| f.before(*i) >= BREAK).unwrap_or(0);
    matches!(
        f.range(start, end),
        b"campuchia"
            | b"cambodia"
            | b"lao"
            | b"laos"
            | b"china"
            | b"trungquoc"
            | b"dailoan"
            | b"taiwan"
            | b"usa"
            | b"hoaki"
            | b"japan"
            | b"nhatban"
            | b"korea"
            | b"hanquoc"
            | b"thailan"
            | b"thailand"
            | b"singapore"
            | b"malaisia"
            | b"australia"
            | b"france"
            | b"germani"
            | b"russia"
            | b"canada"
            | b"unitedstates"
            | b"uk"
    )
}

/// Words behind which a name is a street's, a market's or a building's.
fn detail_word(key: &[u8]) -> bool {
    matches!(
        key,
        b"duong"
            | b"pho"
            | b"thon"
            | b"ap"
            | b"xom"
            | b"ngo"
            | b"hem"
            | b"ngach"
            | b"kiet"
            | b"cho"
            | b"cau"
            | b"toa"
            | b"cu"
            | b"khu"
            | b"truong"
            | b"ban"
            | b"buon"
            | b"lang"
            | b"to"
            | b"so"
            | b"lo"
            | b"chua"
            | b"street"
    ) || key.iter().all(u8::is_ascii_digit)
}

impl<'a> Parse<'a> {
    fn units(&self) -> &'a Inner {
        self.text.units
    }

    fn mention(&self, i: usize) -> &Mention {
        &self.text.mentions[i]
    }

    /// The names of the file that a mention may stand for; none for initials.
    fn entries(&self, mention: &Mention) -> impl Iterator<Item = (usize, Entry)> + use<'a> {
        let units = self.units();
        let first = Some(mention.first).filter(|_| !mention.initials);
        std::iter::successors(first, move |n| units.next(*n)).map(move |n| (n, units.entry(n)))
    }

    /// How well a mention names a unit of one level: `None` if it cannot.
    fn quality(&self, m: &Mention, level: u16, kinds: u16) -> Option<i32> {
        let base = if m.typed() {
            if m.word.kinds & level == 0 {
                return None;
            }
            let fits = match kinds {
                0 => 4,
                _ if m.word.kinds & kinds != 0 => 6,
                _ => 0,
            };
            30 + fits + if m.right { 4 } else { -8 }
        } else if m.whole() {
            24
        } else if m.right && !self.behind_detail(m.name) {
            10
        } else {
            return None;
        };
        Some(base - 6 * i32::from(m.distance))
    }

    /// Whether a name is that of a street or a hamlet, by the word before it or by a house number ("12/4A").
    fn behind_detail(&self, name: usize) -> bool {
        let key = |back: usize| name.checked_sub(back).map_or(&[][..], |i| self.text.folded.key(i));
        let letter = key(1).len() == 1 && key(2).iter().all(u8::is_ascii_digit) && !key(2).is_empty();
        name > 0 && (detail_word(key(1)) || letter && self.text.folded.before(name - 1) == NOTHING)
    }

    /// Collects the districts and provinces that the mentions may be.
    fn claim(&mut self) {
        for i in (0..self.text.mentions.len()).rev() {
            self.claim_mention(i);
        }
        self.claim_initials();
    }

    /// Places by their initials: "Q. BT", "TP BMT", and a province at the end: "Hải Châu, ĐN". They choose among what the
    /// rest of the address allows, and say nothing alone.
    fn claim_initials(&mut self) {
        for i in 0..self.text.len {
            let word = self.text.words[i];
            let typed = word.kinds & (DISTRICTS | PROVINCES) != 0 && self.text.joined(i + word.len);
            let last = word.kinds == 0 && i > 0 && i + 1 == self.text.len && self.text.folded.before(i) >= BREAK;
            let name = i + word.len;
            let key = self.text.folded.key(name);
            let letters = key.iter().all(u8::is_ascii_lowercase);
            if !(typed || last) || !(2..=4).contains(&key.len()) || !letters || name >= self.text.len {
                continue;
            }
            if self.text.mentions.iter().any(|m| m.start <= name && name < m.end) || !self.text.closes(name + 1) {
                continue;
            }
            let (units, mention) = (self.units(), self.text.mentions.len());
            let stands = |n: usize| units.has_initials(n, key);
            let mut districts = Vec::new();
            let mut provinces = Vec::new();
            for (d, row) in units.districts.iter().enumerate() {
                if typed && bit(row.kind) & word.kinds != 0 && stands(units.name_of_district(d as u16)) {
                    districts.push(DistrictClaim { district: d as u16, codes: (0, 0), mention, quality: 30 });
                }
            }
            if last || word.kinds & PROVINCES != 0 {
                for n in units.names_of_provinces().filter(|n| stands(*n)) {
                    let (old, new) = match units.entry(n) {
                        Entry::OldProvince(p) => (Some(p), None),
                        Entry::Province(p) => (None, Some(p)),
                        _ => continue,
                    };
                    provinces.push(ProvinceClaim { old, new, mention, quality: 20 });
                }
            }
            if districts.is_empty() && provinces.is_empty() {
                continue;
            }
            self.districts.append(&mut districts);
            self.provinces.append(&mut provinces);
            self.text.mentions.push(Mention {
                start: i,
                name,
                name_end: name + 1,
                end: name + 1,
                first: 0,
                word,
                left: true,
                right: true,
                distance: 0,
                initials: true,
            });
        }
    }

    /// The signature of a mention that is written just like a district or province: "Thanh Hóa" is not Thạnh Hóa.
    fn exact_place(&self, m: &Mention) -> Option<u32> {
        let units = self.units();
        let sig = self.text.folded.sig(m.name, m.name_end);
        let place = |e: Entry| !matches!(e, Entry::Old(_) | Entry::New(_) | Entry::Alias(_) | Entry::Lost(_));
        let found =
            self.is_marked(m) && m.distance == 0 && self.entries(m).any(|(n, e)| place(e) && units.sig(n) == sig);
        found.then_some(sig)
    }

    fn is_marked(&self, m: &Mention) -> bool {
        self.text.folded.tokens[m.name..m.name_end].iter().any(|t| t.marked)
    }

    /// Whether a name stands there with just its own accents, or with none.
    fn as_written(&self, m: &Mention) -> bool {
        let sig = self.text.folded.sig(m.name, m.name_end);
        !self.is_marked(m) || self.entries(m).any(|(n, _)| self.units().sig(n) == sig)
    }

    /// Whether a name may be meant where no type word says that one follows: "Số nhà" is not Sơn Hà.
    fn words_fit(&self, m: &Mention, name: usize) -> bool {
        let units = self.units();
        m.typed()
            || m.distance > 0
            || !self.is_marked(m)
            || units.sig(name) == self.text.folded.sig(m.name, m.name_end)
            || units.name(name).split([' ', '-']).filter(|w| !w.is_empty()).count() == m.name_end - m.name
    }

    fn claim_mention(&mut self, i: usize) {
        let units = self.units();
        let m = *self.mention(i);
        let exact = self.exact_place(&m);
        for (name, entry) in self.entries(&m) {
            if exact.is_some_and(|sig| units.sig(name) != sig) || !self.words_fit(&m, name) {
                continue;
            }
            let (kind, province) = match entry {
                Entry::District(d) => (bit(units.districts[usize::from(d)].kind), false),
                Entry::Gone(g) => (bit(units.gone[usize::from(g)].kind), false),
                Entry::OldProvince(p) => (bit(units.old_provinces[usize::from(p)].kind), true),
                Entry::Province(p) => {
                    let row = &units.provinces[usize::from(p)];
                    (bit(row.kind) | bit(row.kind_2025), true)
                }
                Entry::ProvinceAlias(..) => (0, true),
                _ => continue,
            };
            let Some(mut quality) = self.quality(&m, if province { PROVINCES } else { DISTRICTS }, kind) else {
                continue;
            };
            if !province {
                let (list, codes): (&[u16], _) = match &entry {
                    Entry::Gone(g) => (&units.gone[usize::from(*g)].successors, units.gone[usize::from(*g)].codes),
                    Entry::District(d) => (std::slice::from_ref(d), (0, 0)),
                    _ => continue,
                };
                if self.districts.len() < MOST_PLACES * 2 {
                    let claims = list.iter().map(|d| DistrictClaim { district: *d, codes, mention: i, quality });
                    self.districts.extend(claims);
                }
                continue;
            }
            // "12 Lê Lợi TPHCM": no street and no house is called so
            let says_city = self.text.folded.range(m.name, m.name_end).starts_with(b"tp");
            let last = m.end >= self.text.len && (m.left || says_city);
            if !(m.typed() || last || m.whole() && m.start == 0 && self.reversed()) {
                continue; // "chung cư Hòa Bình, lầu 5", "12 Nguyễn Huệ", "xa lộ Hà Nội"
            }
            if m.typed() && kind != 0 && kind & m.word.kinds == 0 {
                if self.is_district(&m) {
                    continue; // "Thành phố Hải Dương" was the district, not the province
                }
                quality -= 6;
            }
            let (old, new) = match entry {
                Entry::OldProvince(p) => (Some(p), None),
                Entry::Province(p) => (None, Some(p)),
                // "Đắc Nông" is another name of the old province alone.
                Entry::ProvinceAlias(o, n) => (Some(o), Some(n).filter(|n| units.same_name(o, *n))),
                _ => continue,
            };
            // The old and the new province of one name are one claim.
            let room = self.provinces.len() < MOST_PLACES;
            match self.provinces.iter_mut().find(|c| c.mention == i) {
                Some(claim) => {
                    claim.old = claim.old.or(old);
                    claim.new = claim.new.or(new);
                    claim.quality = claim.quality.max(quality);
                }
                None if room => {
                    self.provinces.push(ProvinceClaim { old, new, mention: i, quality });
                }
                None => {}
            }
        }
    }

    /// Whether a mention has the name and the type word of a district.
    fn is_district(&self, m: &Mention) -> bool {
        let units = self.units();
        self.entries(m).any(|(_, entry)| match entry {
            Entry::District(d) => bit(units.districts[usize::from(d)].kind) & m.word.kinds != 0,
            Entry::Gone(g) => bit(units.gone[usize::from(g)].kind) & m.word.kinds != 0,
            _ => false,
        })
    }

    /// Whether the address may run from the province down: its second segment begins with a type word.
    fn reversed(&self) -> bool {
        let second = (1..self.text.len).find(|i| self.text.folded.before(*i) >= BREAK);
        second.is_some_and(|i| self.text.words[i].kinds & (DISTRICTS | COMMUNES) != 0)
    }

    /// Whether a claim's province is the one that a unit lies in (2); the one of the other system around it, for a commune of
    /// today one that a part of it lay in (1); or neither (0).
    fn agrees(&self, claim: &ProvinceClaim, unit: Unit) -> i32 {
        let units = self.units();
        match unit {
            Unit::Old(o) => self.agrees_old(claim, units.old_province_of(o)),
            Unit::New(n) if claim.new == Some(units.new[usize::from(n)].province) => 2,
            Unit::New(n) if claim.old.is_some_and(|o| units.lay_in(n, o)) => 1,
            Unit::New(_) => 0,
        }
    }

    fn agrees_old(&self, claim: &ProvinceClaim, old: u16) -> i32 {
        match claim {
            _ if claim.old == Some(old) => 2,
            _ if claim.new == Some(self.units().old_provinces[usize::from(old)].new) => 1,
            _ => 0,
        }
    }

    /// All readings with a commune.
    fn read(&mut self) {
        self.readings.clear();
        let mut communes = 0;
        for i in (0..self.text.mentions.len()).rev() {
            let before = self.readings.len();
            self.read_mention(i);
            communes += usize::from(self.readings.len() > before);
            if communes >= MOST_COMMUNES {
                break;
            }
        }
    }

    fn read_mention(&mut self, i: usize) {
        let units = self.units();
        let m = *self.mention(i);
        if m.typed() && m.word.kinds & COMMUNES == 0 || !m.typed() && self.closing_province(i) {
            return;
        }
        let numbered = units.key(m.first).iter().all(u8::is_ascii_digit);
        let sig = self.text.folded.sig(m.name, m.name_end);
        let accents = self.text.marked && !m.word.bare && !numbered && m.distance == 0;
        let exact = self.exact_place(&m).filter(|_| !m.typed());
        for (name, entry) in self.entries(&m) {
            if exact.is_some_and(|sig| units.sig(name) != sig) || !self.words_fit(&m, name) {
                continue;
            }
            let (unit, kinds) = match entry {
                Entry::Old(o) => {
                    let kind = units.old[usize::from(o)].kind;
                    (Unit::Old(o), if kind == Kind::Other { 0 } else { bit(kind) })
                }
                Entry::Alias(o) => (Unit::Old(o), 0),
                Entry::New(n) => {
                    let row = &units.new[usize::from(n)];
                    (Unit::New(n), bit(row.kind) | bit(row.kind_2025))
                }
                _ => continue,
            };
            let Some(mut score) = self.quality(&m, COMMUNES, kinds) else { continue };
            if matches!(entry, Entry::Alias(_)) {
                score -= 2;
            }
            if accents {
                score += if units.sig(name) == sig { 3 } else { -2 };
            }
            let misspelt = accents && self.is_marked(&m) && units.sig(name) != sig;
            let former = matches!(entry, Entry::Alias(_));
            let fits = kinds == 0 || !m.typed() || m.word.kinds & kinds != 0;
            self.complete(Reading { unit, score, commune: i, district: None, province: None, fits, misspelt, former });
        }
    }

    /// Whether a mention at the end is the province of a district before it: "Cần Giuộc, Long An" is not its xã Long An.
    fn closing_province(&self, mention: usize) -> bool {
        let m = self.mention(mention);
        let mut claims = self.provinces.iter().filter(|c| c.mention == mention);
        m.end >= self.text.len
            && claims.any(|claim| {
                self.districts.iter().any(|d| {
                    let place = self.mention(d.mention);
                    let province = self.units().districts[usize::from(d.district)].province;
                    place.end == m.start && place.typed() && self.agrees_old(claim, province) > 0
                })
            })
    }

    /// Adds the best district and province to a commune, and the reading to the list.
    fn complete(&mut self, reading: Reading) {
        let m = *self.mention(reading.commune);
        let mut best = Reading { score: i32::MIN, ..reading };
        for d in -1..self.districts.len() as isize {
            let district = usize::try_from(d).ok().map(|d| self.districts[d]);
            if let Some(claim) = &district
                && !self.in_district(reading.unit, claim)
            {
                continue;
            }
            for p in -1..self.provinces.len() as isize {
                let province = usize::try_from(p).ok().map(|p| self.provinces[p]);
                let mut score = reading.score;
                let mut parts = [Some(m), None, None];
                if let Some(claim) = &district {
                    let dm = *self.mention(claim.mention);
                    if dm.overlaps(&m) {
                        continue;
                    }
                    // A district of former times beside a commune of today: people still add it.
                    // "Vũng Tàu" is rather the city than the province.
                    score += 1 + claim.quality - if matches!(reading.unit, Unit::New(_)) { 8 } else { 0 };
                    parts[1] = Some(dm);
                }
                if let Some(claim) = &province {
                    let pm = *self.mention(claim.mention);
                    let agrees = self.agrees(claim, reading.unit);
                    if agrees == 0 || pm.overlaps(&m) || parts[1].is_some_and(|d| d.overlaps(&pm)) {
                        continue;
                    }
                    score += claim.quality - if agrees == 1 { 4 } else { 0 };
                    parts[2] = Some(pm);
                }
                match self.order(&parts) {
                    Some(order) => score += order,
                    None => continue,
                }
                if matches!(reading.unit, Unit::New(_)) && district.is_none() {
                    score += 1; // complete as it is: phường or xã, province
                }
                if score > best.score {
                    best = Reading {
                        score,
                        district: district.map(|c| c.mention),
                        province: province.map(|c| c.mention),
                        ..reading
                    };
                }
            }
        }
        self.readings.push(best);
    }

    fn in_district(&self, unit: Unit, claim: &DistrictClaim) -> bool {
        let units = self.units();
        match unit {
            Unit::Old(o) => {
                let row = &units.old[usize::from(o)];
                row.district == claim.district
                    && (claim.codes == (0, 0) || (claim.codes.0..=claim.codes.1).contains(&row.code))
            }
            Unit::New(n) => {
                let units_of = units.units_of(claim.district).iter();
                units.new[usize::from(n)].province == units.province_of_district(claim.district)
                    && units_of.flat_map(|o| units.edges(*o)).any(|e| e.0 == n)
            }
        }
    }

    /// Points for parts that follow one another, none if the order makes no sense: an untyped place must stand behind
    /// the commune, or the whole address runs the other way.
    fn order(&self, parts: &[Option<Mention>; 3]) -> Option<i32> {
        let [Some(commune), district, province] = parts else { return None };
        let mut score = 0;
        let reversed = |place: &Mention| place.end <= commune.start;
        for place in [district, province].into_iter().flatten() {
            if reversed(place) {
                let from_start = match (district, province) {
                    (Some(d), Some(p)) => p.end <= d.start,
                    _ => place.start == 0,
                };
                if !place.typed() && !from_start {
                    return None;
                }
                score -= 4;
            }
        }
        if let (Some(d), Some(p)) = (district, province)
            && p.start < d.start
            && !reversed(d)
        {
            score -= 4;
        }
        let mut spans: Vec<(usize, usize)> = parts.iter().flatten().map(|m| (m.start, m.end)).collect();
        super::sort_few(&mut spans, |a, b| a < b);
        for pair in spans.windows(2) {
            score += if pair[0].1 == pair[1].0 { 5 } else { -5 };
        }
        Some(score)
    }

    /// A misspelt province at the end, a misspelt district: read as the only name near to it.
    fn correct_places(&mut self) {
        let units = self.units();
        let len = self.text.len;
        let begins = |i: &usize| {
            let word = self.text.words[*i];
            self.text.folded.before(*i) >= BREAK || word.full && word.kinds & PROVINCES != 0
        };
        if self.provinces.is_empty()
            && let Some(start) = (0..len).rev().find(begins)
            && !self.covered(start)
        {
            let word = self.text.words[start];
            if word.kinds == 0 && (start > 0 || len <= 4) || word.kinds & PROVINCES != 0 {
                let name = start + word.len;
                // First among those that a stated district is in.
                let around = |n: &usize| {
                    self.districts.iter().any(|d| {
                        let old = units.districts[usize::from(d.district)].province;
                        match units.entry(*n) {
                            Entry::OldProvince(p) | Entry::ProvinceAlias(p, _) => p == old,
                            Entry::Province(p) => p == units.province_of_district(d.district),
                            _ => false,
                        }
                    })
                };
                let near: Vec<usize> = units.names_of_provinces().filter(around).collect();
                if near.is_empty() || !self.correct(name, len, word, start, near.into_iter(), 4) {
                    self.correct(name, len, word, start, units.names_of_provinces(), 5);
                }
            }
        }
        // A type word of a district with an unknown name behind it.
        for i in 0..len {
            let word = self.text.words[i];
            let name = i + word.len;
            if word.kinds & DISTRICTS == 0 || self.covered(i) || name >= len || !(word.full || self.starts(i)) {
                continue;
            }
            let end = self.segment_end(name);
            let names = self.names_of_districts();
            self.correct(name, end, word, i, names.into_iter(), 4);
        }
        // Between the commune and the province.
        if self.districts.is_empty()
            && let Some(p) = self.provinces.first().map(|c| *self.mention(c.mention))
            && p.start > 1
            && let Some(start) = (1..p.start).rev().find(|i| self.text.folded.before(*i) >= BREAK)
            && self.text.words[start].kinds == 0
            && !self.covered(start)
        {
            let names = self.names_of_districts();
            self.correct(start, p.start, TypeWord::default(), start, names.into_iter(), 6);
        }
    }

    /// The names of districts, only those in a stated province if there is one.
    fn names_of_districts(&self) -> Vec<usize> {
        let units = self.units();
        let agree = |old: u16| self.provinces.is_empty() || self.provinces.iter().any(|c| self.agrees_old(c, old) > 0);
        let inside = |n: &usize| match units.entry(*n) {
            Entry::District(d) => agree(units.districts[usize::from(d)].province),
            Entry::Gone(g) => {
                let successors = units.gone[usize::from(g)].successors.iter();
                successors.into_iter().any(|d| agree(units.districts[usize::from(*d)].province))
            }
            _ => false,
        };
        units.names_of_districts().filter(inside).collect()
    }

    /// Whether a token begins a segment, or follows what is understood.
    fn starts(&self, at: usize) -> bool {
        at == 0 || self.text.folded.before(at) >= BREAK || self.text.mentions.iter().any(|m| m.typed() && m.end == at)
    }

    /// Whether token `at` is part of a name that is understood.
    fn covered(&self, at: usize) -> bool {
        self.text.mentions.iter().enumerate().any(|(i, m)| {
            let commune = if m.typed() { m.word.kinds & COMMUNES != 0 } else { m.whole() };
            m.start <= at && at < m.end && (commune || m.right && self.is_place(i))
        })
    }

    /// Whether a mention is a district's or a province's.
    fn is_place(&self, mention: usize) -> bool {
        self.districts.iter().any(|c| c.mention == mention) || self.provinces.iter().any(|c| c.mention == mention)
    }

    fn segment_end(&self, from: usize) -> usize {
        // Two blanks or a line's end do not end it: a scanner writes them anywhere.
        let tokens = &self.text.folded.tokens;
        let ends = |i: usize| tokens[i].before == COMMA || tokens[i].before == BREAK && !tokens[i].loose;
        let stop = |i: &usize| ends(*i) || self.text.words[*i].kinds != 0;
        (from + 1..self.text.len).find(stop).unwrap_or(self.text.len)
    }

    /// Looks for the only name among `names` that is near to the tokens `from..to`, and adds it as a mention.
    fn correct(
        &mut self,
        from: usize,
        to: usize,
        word: TypeWord,
        start: usize,
        names: impl Iterator<Item = usize>,
        least: usize,
    ) -> bool {
        let units = self.units();
        let key = self.text.folded.range(from, to);
        let limit = edits(key.len());
        if key.len() < least || limit == 0 || key.len() > 40 {
            return false;
        }
        let folded = &self.text.folded;
        let misread = folded.as_letters(from, to);
        let near = |other: &[u8], limit: usize| {
            let read = misread.as_ref().and_then(|k| distance(k, other, limit.checked_sub(1)?)).map(|d| d + 1);
            match (distance(key, other, limit), read) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            }
        };
        let tail = (to > from + 1 && folded.key(to - 1).len() == 1).then(|| char::from(folded.key(to - 1)[0]));
        let digits = |k: &[u8]| k.iter().copied().filter(u8::is_ascii_digit).collect::<Vec<_>>();
        let own = digits(misread.as_deref().unwrap_or(key));
        let mut nearest: Option<(usize, usize)> = None;
        let mut tie = false;
        for name in names {
            let other = units.key(name);
            // Two slips, and the first letter is one of them: rather another name.
            let limit = if other.first() == key.first() { limit } else { 1 };
            if other.len().abs_diff(key.len()) > limit {
                continue;
            }
            let Some(distance) = near(other, nearest.map_or(limit, |n| n.1.min(limit))) else { continue };
            // Numbers and the letters A, B behind a name are never a slip of the pen: An Lạc, An Lạc A. Such a name is not
            // meant, but if it is the nearest then no other one is.
            let mut last = units.name(name).chars().rev();
            let other_tail = match (last.next(), last.next()) {
                (Some(letter), Some(' ')) => Some(crate::text::plain_char(letter).to_ascii_lowercase()),
                _ => None,
            };
            // Nor is one that is gone, nobody says where.
            let lost = matches!(units.entry(name), Entry::Lost(_));
            let apart = own != digits(other) || tail != other_tail || lost;
            match nearest {
                Some((n, d)) if d == distance => tie |= apart || units.key(n) != other,
                _ => {
                    nearest = Some((name, distance));
                    tie = apart;
                }
            }
        }
        let Some((name, distance)) = nearest.filter(|_| !tie) else { return false };
        let first = units.find(units.key(name)).unwrap_or(name);
        let mention = Mention {
            start,
            name: from,
            name_end: to,
            end: to,
            first,
            word,
            left: true,
            right: true,
            distance: distance as u8,
            initials: false,
        };
        self.text.mentions.push(mention);
        self.claim_mention(self.text.mentions.len() - 1);
        true
    }

    /// A misspelt commune, in the stated district or province.
    fn correct_commune(&mut self) {
        let units = self.units();
        let best = self.readings.iter().max_by_key(|r| r.score).copied();
        let places: Vec<DistrictClaim> = self.likely_districts();
        let unknown = self.unknown_commune();
        let sure = |b: &Reading| {
            let m = self.mention(b.commune);
            (b.district.is_some() || places.is_empty() && b.province.is_some()) && m.right && (m.typed() || !unknown)
        };
        if best.as_ref().is_some_and(sure) {
            return;
        }
        // A name that another district of the province has is no slip of the pen but a contradiction.
        let known = |r: &Reading| match r.unit {
            Unit::Old(o) => {
                places.iter().any(|c| units.districts[usize::from(c.district)].province == units.old_province_of(o))
            }
            Unit::New(_) => r.province.is_some(),
        };
        let complete = |m: &Mention| m.right && (m.typed() || !unknown);
        // Today's commune of the district's own name: "Khuê Mỹ, Ngũ Hành Sơn, Đà Nẵng".
        let namesake = |r: &Reading| places.iter().any(|c| c.mention == r.commune);
        if self.readings.iter().any(|r| complete(self.mention(r.commune)) && known(r) && !namesake(r)) {
            return;
        }
        let len = self.text.len;
        // Nor, where only the province is stated, one that is written just like a unit of another one.
        let exact = |r: &Reading| {
            let m = self.mention(r.commune);
            m.typed() && m.right && m.distance == 0 && !r.misspelt && self.is_marked(m)
        };
        if places.is_empty() && self.readings.iter().any(exact) {
            return;
        }
        // Where the name of the commune must be: behind its type word, or the whole segment before the district.
        let mut at: Option<(usize, usize, TypeWord, usize)> = None;
        for i in 0..len {
            let word = self.text.words[i];
            let name = i + word.len;
            if word.kinds & COMMUNES == 0 || name >= len || !self.text.joined(name) {
                continue;
            }
            let here = |r: &Reading| r.district.is_some() || places.is_empty() && r.province.is_some();
            if !word.full && !self.starts(i) || self.understood(i, here) {
                continue;
            }
            at = Some((name, self.segment_end(name), word, i));
        }
        if at.is_none()
            && let Some(d) = places.first().map(|c| *self.mention(c.mention))
            && d.start > 0
        {
            let start = (0..d.start).rev().find(|i| self.text.folded.before(*i) >= BREAK).unwrap_or(0);
            if !self.text.folded.key(start).iter().all(u8::is_ascii_digit) {
                at = Some((start, d.start, TypeWord::default(), start));
            }
        }
        let Some((from, to, word, start)) = at else { return };
        let before = self.text.mentions.len();
        let names: Vec<usize> = if places.is_empty() {
            if word.kinds == 0 {
                return;
            }
            let claims = &self.provinces;
            let old =
                (0..units.old.len()).filter(|o| claims.iter().any(|c| c.old == Some(units.old_province_of(*o as u16))));
            let inside = |d: u16| claims.iter().any(|c| c.old == Some(units.districts[usize::from(d)].province));
            let lost = units.names_of_lost().filter(|n| matches!(units.entry(*n), Entry::Lost(d) if inside(d)));
            let new = (0..units.new.len()).filter(|n| claims.iter().any(|c| c.new == Some(units.new[*n].province)));
            old.chain(new.map(|n| units.name_of_new(n as u16))).chain(lost).collect()
        } else {
            let mut names = Vec::new();
            for claim in &places {
                let of = units.units_of(claim.district);
                names.extend(of.iter().map(|o| usize::from(*o)));
                names.extend((units.names_of_aliases().start..units.names_of_lost().end).filter(|n| {
                    match units.entry(*n) {
                        Entry::Alias(o) => units.old[usize::from(o)].district == claim.district,
                        Entry::Lost(d) => d == claim.district,
                        _ => false,
                    }
                }));
            }
            names
        };
        let least = if word.kinds == 0 { 6 } else { 4 };
        if self.correct(from, to, word, start, names.into_iter(), least) {
            self.read_mention(before);
        }
    }

    /// The districts that the address names, those that agree with its province first of all.
    fn likely_districts(&self) -> Vec<DistrictClaim> {
        let units = self.units();
        let agree = |c: &DistrictClaim, p: &ProvinceClaim| {
            let row = &units.districts[usize::from(c.district)];
            self.agrees_old(p, row.province) > 0
        };
        let usable = |c: &&DistrictClaim| {
            let m = self.mention(c.mention);
            m.typed()
                || m.whole()
                    && (m.end >= self.text.len
                        || self
                            .provinces
                            .iter()
                            .any(|p| p.mention != c.mention && self.mention(p.mention).start == m.end))
        };
        let all: Vec<DistrictClaim> = self.districts.iter().filter(usable).copied().collect();
        let agreeing: Vec<DistrictClaim> = all
            .iter()
            .filter(|c| {
                self.provinces.iter().any(|p| agree(c, p) && !self.mention(p.mention).overlaps(self.mention(c.mention)))
            })
            .copied()
            .collect();
        if !agreeing.is_empty() {
            agreeing
        } else if self.provinces.iter().all(|p| all.iter().any(|c| c.mention == p.mention)) {
            all
        } else {
            Vec::new()
        }
    }
}

/// What the readings come to, before it is put into words.
#[derive(Default)]
struct Outcome {
    /// (commune of today, why, likeliest by an unofficial guess)
    candidates: Vec<(u16, Basis, bool)>,
    old: Vec<u16>,
    /// Every old unit among them has one destination only.
    settled: bool,
    current: bool,
}

impl<'a> Parse<'a> {
    fn outcome<'r>(&self, readings: impl Iterator<Item = &'r Reading>, subject: Subject) -> Outcome {
        let mut out = Outcome { settled: true, ..Outcome::default() };
        for r in readings {
            match r.unit {
                Unit::New(n) => {
                    out.current = true;
                    out.candidates.push((n, Basis::Current, false));
                }
                Unit::Old(o) if !out.old.contains(&o) => {
                    out.old.push(o);
                    let to = self.units().destinations(o, subject);
                    out.settled &= to.len() == 1;
                    out.candidates.extend(to);
                }
                Unit::Old(_) => {}
            }
        }
        if out.old.len() > 1 {
            out.candidates.iter_mut().for_each(|c| c.2 = false);
        }
        let mut seen = Vec::new();
        out.candidates.retain(|c| !seen.contains(&c.0) && (seen.push(c.0), true).1);
        out
    }

    fn answer(&self, text: &str, subject: Subject) -> Conversion {
        let parented = |r: &Reading| r.district.is_some() || r.province.is_some();
        let usable = self.readings.iter().filter(|r| parented(r) || self.mention(r.commune).typed());
        let Some(top) = usable.max_by_key(|r| (r.score, r.commune)).copied() else {
            return self.place_only(text);
        };
        let m = *self.mention(top.commune);
        if !m.typed() && self.unknown_commune() {
            return self.place_only(text); // "Xã Abc, Huyện Cần Giuộc, Long An": there is a xã Long An in it
        }
        if top.district.is_none() && self.lost(&top) {
            return self.place_only(text);
        }
        let of = |old: bool| -> Vec<&Reading> {
            let family = || {
                self.readings
                    .iter()
                    .filter(|r| r.commune == top.commune && matches!(r.unit, Unit::Old(_)) == old)
                    .filter(|r| parented(r) || !parented(&top))
            };
            let best = family().map(|r| r.score).max();
            family().filter(|r| Some(r.score) == best).collect()
        };
        let (olds, news) = (of(true), of(false));
        if !parented(&top) && self.elsewhere() {
            // The commune is in no stated district or province: it may be a name that we do not know there.
            let island = self.likely_districts().iter().any(|c| self.units().island(c.district).is_some());
            if olds.len() + news.len() > 3 || !m.typed() || island {
                return self.place_only(text);
            }
        }
        let mut also = Outcome::default();
        let mut outcome = match (olds.first(), news.first()) {
            (Some(o), Some(n)) => {
                let one_place = o.district.is_some()
                    && !o.former
                    && (!o.misspelt || n.misspelt)
                    && o.province.is_none()
                    && n.district.is_none()
                    && n.province == o.district
                    && self.city(n)
                    && o.district.is_some_and(|d| !self.mention(d).typed() || self.is_district(self.mention(d)));
                let by_kind = o.district.is_some() && n.district.is_some() && !o.fits && n.fits;
                if one_place || by_kind || !parented(&top) {
                    self.outcome(news.iter().chain(&olds).copied(), subject)
                } else if n.score >= o.score {
                    if (o.province.is_some() || o.district.is_some()) && o.score + 4 >= n.score {
                        also = self.outcome(olds.iter().copied(), subject);
                    }
                    self.outcome(news.iter().copied(), subject)
                } else {
                    self.outcome(olds.iter().copied(), subject)
                }
            }
            (Some(_), None) => self.outcome(olds.iter().copied(), subject),
            _ => self.outcome(news.iter().copied(), subject),
        };
        also.candidates.retain(|c| outcome.candidates.iter().all(|o| o.0 != c.0));
        let mut status = match (outcome.candidates.len(), outcome.current) {
            (1, true) => Status::AlreadyNew,
            (1, false) if outcome.settled => Status::Certain,
            _ => Status::Candidates,
        };
        // "Hà Đông, Hà Nội": the district of that name, or today's ward? A commune of old would not stand without its district.
        let namesakes: Vec<DistrictClaim> = self
            .districts
            .iter()
            .filter(|c| c.mention == top.commune && top.district.is_none() && !m.typed())
            .filter(|d| {
                let home = |c: &(u16, Basis, bool)| self.units().new[usize::from(c.0)].province;
                outcome.candidates.first().map(home) == Some(self.units().province_of_district(d.district))
            })
            .copied()
            .collect();
        if !namesakes.is_empty() {
            if !outcome.current || self.unknown_commune() {
                return self.place_only(text);
            }
            for n in self.within(&namesakes) {
                if outcome.candidates.iter().all(|c| c.0 != n) {
                    outcome.candidates.push((n, Basis::District, false));
                    status = Status::Candidates;
                }
            }
        }
        // A name without a type word in the middle of a text without commas, or without a district (it may be a hamlet's);
        // a name with something behind it ("An Lạc B"); a district that nobody knows.
        let bare = !m.typed() && (!m.left || top.district.is_none() && !outcome.current || m.distance > 1);
        let township = outcome.old.is_empty() && m.word.kinds == bit(Kind::Township); // there is none any more
        // Another accent, and then a name that it had before: too many ifs.
        let doubtful = top.former && top.misspelt;
        if bare || !m.right || township || doubtful || self.unknown_place(&m) {
            status = Status::Candidates;
        }
        // "Xã Tân Bình, Tỉnh Vĩnh Long": there was one in that province, and another one in what is now the same province.
        if status == Status::Certain && top.district.is_none() && top.province.is_some() {
            let old = |r: &&Reading| matches!(r.unit, Unit::Old(o) if !outcome.old.contains(&o));
            let near = |r: &&Reading| r.commune == top.commune && r.province.is_some() && r.score + 4 >= top.score;
            let others: Vec<&Reading> = self.readings.iter().filter(old).filter(near).collect();
            also = self.outcome(others.into_iter(), subject);
            also.candidates.retain(|c| outcome.candidates.iter().all(|o| o.0 != c.0));
        }
        // "Phường Đa Kao, Quận 1 (nay là phường Tân Định)": chosen already.
        let chosen = self.chosen(&top, &outcome).copied();
        if let Some(chosen) = &chosen
            && (status == Status::Candidates || self.mention(chosen.commune).start < m.start)
        {
            outcome = Outcome { old: outcome.old, ..self.outcome(std::iter::once(chosen), subject) };
            status = Status::AlreadyNew;
        }
        if let Some(other) = self.contradiction(&top) {
            status = Status::Contradictory;
            if let Some(r) = other {
                let more = self.outcome(std::iter::once(r), subject);
                also.candidates.extend(more.candidates);
                also.old.extend(more.old);
            }
            for c in std::mem::take(&mut also.candidates) {
                if outcome.candidates.iter().all(|o| o.0 != c.0) {
                    outcome.candidates.push(c);
                }
            }
            outcome.old.append(&mut also.old);
        }
        let mut used = vec![(Part::Commune, Some(top.commune)), (Part::District, top.district)];
        used.push((Part::Province, top.province));
        if let Some(chosen) = chosen {
            used.push((Part::Commune, Some(chosen.commune)));
            let again = chosen.province.filter(|p| Some(*p) != top.province);
            used.push((Part::Province, again));
        }
        let mut answer = self.conversion(text, status, outcome, also, &used);
        answer.corrected |= top.misspelt;
        answer
    }

    /// Whether a mention is the name of a unit that a stated district had, and that is gone.
    fn lost(&self, top: &Reading) -> bool {
        let mut stated = self.likely_districts();
        stated.retain(|c| c.mention != top.commune && Some(c.mention) != top.province);
        let among = |d: u16| stated.iter().any(|c| c.district == d);
        self.entries(self.mention(top.commune)).any(|(_, entry)| matches!(entry, Entry::Lost(d) if among(d)))
    }

    /// Another reading, complete and of today, that is one of the candidates.
    fn chosen(&self, top: &Reading, outcome: &Outcome) -> Option<&Reading> {
        self.readings.iter().find(|r| {
            let m = self.mention(r.commune);
            let among = |n: u16| outcome.candidates.iter().any(|c| c.0 == n && c.1 != Basis::Current);
            m.typed()
                && m.right
                && !m.overlaps(self.mention(top.commune))
                && matches!((r.unit, top.unit), (Unit::New(n), Unit::Old(_)) if among(n))
        })
    }

    /// Whether a reading's province is named by today's name, with today's type word if with any: "Thành phố Bắc Ninh",
    /// which was a district of the province of that name.
    fn city(&self, reading: &Reading) -> bool {
        let (Some(p), Unit::New(n)) = (reading.province, reading.unit) else { return false };
        let province = self.units().new[usize::from(n)].province;
        let m = self.mention(p);
        (!m.typed() || m.word.kinds & bit(self.units().provinces[usize::from(province)].kind) != 0)
            && self.entries(m).any(|e| e.1 == Entry::Province(province))
    }

    /// Whether a district or province is stated at all.
    fn elsewhere(&self) -> bool {
        !self.likely_districts().is_empty() || !self.provinces.is_empty()
    }

    /// The communes of today that the units of some districts went to, by code.
    fn within(&self, claims: &[DistrictClaim]) -> Vec<u16> {
        let units = self.units();
        let mut inside = vec![false; units.new.len()];
        for claim in claims {
            for old in units.units_of(claim.district) {
                if self.in_district(Unit::Old(*old), claim) {
                    units.edges(*old).iter().for_each(|e| inside[usize::from(e.0)] = true);
                }
            }
        }
        (0..units.new.len() as u16).filter(|n| inside[usize::from(*n)]).collect()
    }

    /// A district's or province's type word behind the commune, with a name that is in no table.
    fn unknown_place(&self, commune: &Mention) -> bool {
        (commune.end..self.text.len).any(|i| {
            let word = self.text.words[i];
            word.kinds & (DISTRICTS | PROVINCES) != 0
                && (word.full || self.text.folded.key(i) != b"t" && self.starts(i))
                && i + word.len < self.text.len
                && self.text.joined(i + word.len)
                && !self.covered(i)
        })
    }

    /// A commune's type word with a name that is in no table, or nowhere near what else is stated.
    fn unknown_commune(&self) -> bool {
        (0..self.text.len).any(|i| {
            let word = self.text.words[i];
            let name = i + word.len;
            let number = self.text.folded.key(name).iter().all(u8::is_ascii_digit);
            word.kinds & COMMUNES != 0
                && (word.full || self.starts(i) && !number)
                && name < self.text.len
                && self.text.joined(name)
                && !self.understood(i, |r| r.district.is_some() || r.province.is_some())
        })
    }

    /// Whether the type word at a token belongs to a complete name, or part of one, with a reading as wanted.
    fn understood(&self, word: usize, wanted: impl Fn(&Reading) -> bool) -> bool {
        self.readings.iter().any(|r| {
            let m = self.mention(r.commune);
            m.start <= word && word < m.end && m.right && wanted(r)
        })
    }

    /// What the text states beside a reading that cannot be true with it: another district, another province, or another
    /// commune (which is given).
    fn contradiction(&self, top: &Reading) -> Option<Option<&Reading>> {
        let used = [Some(top.commune), top.district, top.province];
        let commune = self.mention(top.commune);
        let free = |i: usize| {
            let m = self.mention(i);
            !m.initials
                && m.right
                && (m.start >= commune.end && (m.typed() || m.whole() && self.as_written(m)) || m.typed() && m.left)
                && used.iter().flatten().all(|u| *u != i && !self.mention(*u).overlaps(m))
        };
        // Whether a mention is no district's name, or that of the reading's district.
        let supports_as_district = |parse: &Self, i: usize| {
            let mut claims = parse.districts.iter().filter(|c| c.mention == i).peekable();
            claims.peek().is_none() || claims.any(|c| parse.in_district(top.unit, c))
        };
        let supports = |i: usize| {
            let mut claims = self.districts.iter().filter(|c| c.mention == i).peekable();
            // Beside the province the same name once more is the district ("Hà Giang, Hà Giang").
            let beside = |p: usize| {
                let (p, m) = (self.mention(p), self.mention(i));
                p.end == m.start || m.end == p.start
            };
            let second = claims.peek().is_some() && top.province.is_some_and(beside);
            claims.any(|c| self.in_district(top.unit, c))
                || !second && self.provinces.iter().any(|c| c.mention == i && self.agrees(c, top.unit) > 0)
        };
        // "Thành phố Bắc Ninh, Tỉnh Bắc Ninh": the first is the district then.
        if let Some(p) = top.province
            && top.district.is_none()
            && !supports_as_district(self, p)
            && self.provinces.iter().any(|c| c.mention != p && free(c.mention) && self.agrees(c, top.unit) > 0)
        {
            return Some(None);
        }
        let places = self.districts.iter().map(|c| c.mention).chain(self.provinces.iter().map(|c| c.mention));
        for i in places {
            if free(i) && !supports(i) {
                return Some(None);
            }
        }
        let here = |r: &Reading| -> Vec<u16> {
            self.outcome(std::iter::once(r), Subject::Land).candidates.iter().map(|c| c.0).collect()
        };
        // The same place by its old name and by today's is no contradiction.
        let same = |a: &Reading, b: &Reading| match (a.unit, b.unit) {
            (Unit::New(n), Unit::Old(_)) => here(b).contains(&n),
            (Unit::Old(_), Unit::New(n)) => here(a).contains(&n),
            _ => here(a) == here(b),
        };
        // "P. Đa Kao, Q.1" is another address; "P. Hòa Bình" alone may be a room
        let own_district = |r: &Reading, m: &Mention| {
            let beside = |d: &Mention| d.typed() && d.start == m.end;
            r.district.is_some_and(|d| Some(d) != top.district && beside(self.mention(d)))
        };
        let other = self.readings.iter().find(|r| {
            let m = self.mention(r.commune);
            r.commune != top.commune
                && m.typed()
                && (m.word.full || own_district(r, m))
                && m.whole()
                && used.iter().flatten().all(|u| !self.mention(*u).overlaps(m))
                && (r.district.is_some() || r.province.is_some())
                && r.score + 30 >= top.score
                && !same(r, top)
                && !self.readings.iter().any(|x| {
                    x.commune == r.commune && matches!(x.unit, Unit::New(_)) && x.province.is_some() && same(x, top)
                })
        });
        other.map(Some)
    }

    /// No commune: a district, a province, or nothing.
    fn place_only(&self, text: &str) -> Conversion {
        let units = self.units();
        let stated = self.likely_districts();
        let mut districts: Vec<u16> = Vec::new();
        let mut homes: Vec<u16> = Vec::new();
        for claim in &stated {
            let home = units.province_of_district(claim.district);
            if !districts.contains(&claim.district) {
                districts.push(claim.district);
            }
            if !homes.contains(&home) {
                homes.push(home);
            }
        }
        let province = self.provinces.iter().find(|c| {
            let m = self.mention(c.mention);
            let short = m.initials || self.text.folded.range(m.name, m.name_end).len() <= 2 && !m.typed();
            (m.typed() || m.whole() || m.end >= self.text.len) && !(short && districts.is_empty())
        });
        let home = |c: &ProvinceClaim| c.new.or(c.old.map(|o| units.old_provinces[usize::from(o)].new));
        let district_mention = stated.first().map(|c| c.mention);
        let mut used = [(Part::District, district_mention), (Part::Province, None)];
        if let Some(c) = province
            && district_mention.is_none_or(|d| !self.mention(d).overlaps(self.mention(c.mention)))
        {
            used[1].1 = Some(c.mention);
        }
        let mut outcome = Outcome::default();
        let mut status = Status::ProvinceOnly;
        let mut place = None;
        match (homes.as_slice(), province) {
            ([one], _) => {
                place = Some(*one);
                if let [district] = districts.as_slice()
                    && let Some(island) = units.island(*district)
                {
                    outcome = self.outcome(
                        [Reading {
                            unit: Unit::Old(island),
                            score: 0,
                            commune: 0,
                            district: None,
                            province: None,
                            fits: true,
                            misspelt: false,
                            former: false,
                        }]
                        .iter(),
                        Subject::People,
                    );
                    status = Status::Certain;
                }
            }
            ([], Some(c)) => {
                place = home(c);
                // A district of another province.
                let strong = |d: &DistrictClaim| {
                    self.mention(d.mention).typed()
                        && self.mention(d.mention).right
                        && d.mention != c.mention
                        && !self.mention(d.mention).overlaps(self.mention(c.mention))
                };
                if self.districts.iter().any(strong) {
                    status = Status::Contradictory;
                }
            }
            _ => {}
        }
        let Some(place) = place else { return nothing() };
        let mut answer = self.conversion(text, status, outcome, Outcome::default(), &used);
        if status == Status::ProvinceOnly {
            let codes = self.within(&stated).into_iter();
            answer.within = codes.map(|n| units.commune(n).code).collect();
        }
        if status != Status::Contradictory {
            answer.law = units.law(place);
            answer.province = Some(units.province(place));
        }
        answer
    }

    fn conversion(
        &self,
        text: &str,
        status: Status,
        outcome: Outcome,
        also: Outcome,
        used: &[(Part, Option<usize>)],
    ) -> Conversion {
        let units = self.units();
        let list = |o: &Outcome| -> Vec<Candidate> {
            o.candidates.iter().map(|(n, basis, likely)| units.candidate(*n, *basis, *likely)).collect()
        };
        let mut provinces: Vec<u16> = outcome.candidates.iter().map(|c| units.new[usize::from(c.0)].province).collect();
        provinces.dedup();
        let province = match provinces.as_slice() {
            [only] if status != Status::Contradictory => Some(*only),
            _ => None,
        };
        let mut parts: Vec<(Part, Mention)> =
            used.iter().filter_map(|(part, m)| m.map(|m| (*part, *self.mention(m)))).collect();
        super::sort_few(&mut parts, |a, b| a.1.start < b.1.start);
        let tokens = &self.text.folded.tokens;
        let mut spans: Vec<Span> = Vec::new();
        let mut detail = String::new();
        let mut from = 0;
        let ends = tokens.get(self.text.len).map_or(text.len(), |t| t.start);
        let mut rest = |from: usize, to: usize, spans: &mut Vec<Span>| {
            let piece = text.get(from..to).unwrap_or_default();
            let kept = trim_detail(piece);
            if !kept.is_empty() {
                if !detail.is_empty() {
                    detail.push_str(", ");
                }
                detail.push_str(kept);
                let start = from + (kept.as_ptr() as usize - piece.as_ptr() as usize);
                spans.push(Span { part: Part::Detail, start, end: start + kept.len() });
            }
        };
        for (part, m) in &parts {
            let (Some(first), Some(last)) = (tokens.get(m.start), tokens.get(m.end - 1)) else { continue };
            rest(from, first.start.max(from), &mut spans);
            spans.push(Span { part: *part, start: first.start, end: last.end });
            from = last.end;
        }
        rest(from, ends.max(from), &mut spans);
        Conversion {
            status,
            detail,
            candidates: list(&outcome),
            old: outcome.old.iter().map(|o| units.old_unit(*o)).collect(),
            province: province.map(|p| units.province(p)),
            within: Vec::new(),
            also: list(&also),
            law: province.map(|p| units.law(p)).unwrap_or_default(),
            corrected: parts.iter().any(|p| p.1.distance > 0),
            spans,
        }
    }
}

/// A piece of the detail without what only separates it from its neighbours: separators, half a pair of brackets, "cũ", "nay
/// là"; empty if nothing else is in it.
fn trim_detail(piece: &str) -> &str {
    let outer = |c: char| {
        c.is_whitespace()
            || is_invisible(c)
            || !c.is_alphanumeric() && !matches!(c, '(' | ')' | '#' | '%' | '"' | '\'' | '°')
    };
    let mut kept = piece.trim_matches(outer);
    loop {
        let shorter = match (kept.strip_prefix('('), kept.strip_suffix(')')) {
            (Some(rest), _) if !rest.contains(')') => rest,
            (_, Some(rest)) if !rest.contains('(') => rest,
            (Some(rest), Some(_)) if rest.len() == 1 => "",
            _ => break,
        };
        kept = shorter.trim_matches(outer);
    }
    let folded = Folded::new(kept, 5);
    let remark =
        |i: usize| matches!(folded.key(i), b"nai" | b"la" | b"cu" | b"moi" | b"thuoc" | b"truoc" | b"dai" | b"tuc");
    if (0..folded.tokens.len()).all(remark) { "" } else { kept }
}
