//! The commune picker: what someone has typed so far → communes of today, best first.

use super::fold::Folded;
use super::mention::{distance, type_word};
use super::units::{Entry, Inner};
use super::{Hit, Status, Subject};

/// A longer text is pasted, not typed: it is only converted, not searched for.
const LONGEST: usize = 64;

/// How a name answers what was typed, best first.
const EXACT: u8 = 0;
const BEGINS: u8 = 1;
const INSIDE: u8 = 2;
const NEAR: u8 = 3;

/// `within`: of this province alone.
pub(super) fn search(units: &Inner, query: &str, within: Option<u16>, limit: usize) -> Vec<Hit> {
    let mut found = Found { units, within, limit, hits: Vec::new(), seen: Vec::new() };
    if within.is_some() && query.trim().is_empty() {
        (0..units.new.len() as u16).for_each(|n| found.add(n, None, false));
        return found.hits;
    }
    if query.len() > super::convert::MOST_BYTES {
        return found.hits;
    }
    // A whole address, or as much of it as says which commune is meant.
    let answer = super::convert::convert(units, query, Subject::People);
    for c in &answer.candidates {
        if let Ok(code) = c.code.parse::<u16>()
            && let Ok(i) = units.new.binary_search_by_key(&code, |r| r.code)
        {
            let via = answer.old.iter().find(|o| !o.name.is_empty() && units.leads(o, i as u16)).map(|o| o.line());
            found.add(i as u16, via, answer.old.len() == 1 && answer.candidates.len() > 1);
            if let Some(hit) = found.hits.last_mut().filter(|hit| hit.commune.code == c.code) {
                hit.detail.clone_from(&answer.detail);
                // A name alone is still being typed
                hit.sure = matches!(answer.status, Status::Certain | Status::AlreadyNew)
                    && answer.also.is_empty()
                    && answer.spans.len() > 1;
            }
        }
    }
    let text = crate::text::nfc(query);
    let folded = Folded::new(&text, LONGEST);
    if text.len() > LONGEST * 3 || folded.tokens.len() >= LONGEST || folded.tokens.is_empty() {
        return found.hits;
    }
    let typed = Typed::new(&folded);
    // Rank, whether of old, length and number of the name, in this order of weight.
    let mut names: Vec<u32> = Vec::new();
    let weigh = |rank: u8, name: usize| {
        let old = !matches!(units.entry(name), Entry::New(_));
        u32::from(rank) << 25 | u32::from(old) << 24 | (units.key(name).len() as u32).min(255) << 16 | name as u32
    };
    let all = units.names_of_aliases().end;
    for name in 0..all {
        if let Some(rank) = typed.rank(units, name) {
            names.push(weigh(rank, name));
        }
    }
    let enough = |names: &[u32]| within.is_none() && names.len() >= limit;
    if !enough(&names) && typed.plain.len() >= 4 {
        let most = if typed.plain.len() <= 8 { 1 } else { 2 };
        for name in 0..all {
            if distance(&typed.plain, units.key(name), most).is_some_and(|d| d > 0) {
                names.push(weigh(NEAR, name));
            }
        }
    }
    names.sort_unstable();
    for name in names.into_iter().map(|weight| (weight & 0xFFFF) as usize) {
        if found.hits.len() >= limit {
            break;
        }
        match units.entry(name) {
            Entry::New(n) => found.add(n, None, false),
            Entry::Old(o) | Entry::Alias(o) => {
                let old = units.old_unit(o);
                let to = units.destinations(o, Subject::People);
                for (n, _, _) in &to {
                    found.add(*n, Some(old.line()).filter(|_| !old.name.is_empty()), to.len() > 1);
                }
            }
            _ => {}
        }
    }
    // A province or district alone: what lies in it.
    if answer.status == Status::ProvinceOnly {
        let province = answer.province.map(|p| p.code).unwrap_or_default();
        for n in 0..units.new.len() {
            if found.hits.len() >= limit {
                break;
            }
            let row = &units.new[n];
            let code = units.commune(n as u16).code;
            let inside = if answer.within.is_empty() {
                units.province(row.province).code == province
            } else {
                answer.within.contains(&code)
            };
            if inside {
                found.add(n as u16, None, false);
            }
        }
    }
    found.hits
}

struct Found<'a> {
    units: &'a Inner,
    within: Option<u16>,
    limit: usize,
    hits: Vec<Hit>,
    seen: Vec<u16>,
}

impl Found<'_> {
    fn add(&mut self, new: u16, via: Option<String>, split: bool) {
        let inside = self.within.is_none_or(|p| self.units.new[usize::from(new)].province == p);
        if inside && self.hits.len() < self.limit && !self.seen.contains(&new) {
            self.seen.push(new);
            let commune = self.units.commune(new);
            self.hits.push(Hit { commune, via, split, detail: String::new(), sure: false });
        }
    }
}

/// What was typed, as keys.
struct Typed {
    /// All of it run together.
    plain: Vec<u8>,
    /// The same without type words, and where its tokens begin.
    bare: Vec<u8>,
    begins: Vec<usize>,
}

impl Typed {
    fn new(folded: &Folded) -> Self {
        let count = folded.tokens.len();
        let mut typed = Typed { plain: folded.range(0, count).to_vec(), bare: Vec::new(), begins: Vec::new() };
        let mut i = 0;
        while i < count {
            let word = type_word(folded, i, count);
            if word.kinds != 0 && i + word.len < count {
                i += word.len;
                continue;
            }
            typed.begins.push(typed.bare.len());
            typed.bare.extend_from_slice(folded.key(i));
            i += 1;
        }
        typed
    }

    fn rank(&self, units: &Inner, name: usize) -> Option<u8> {
        let key = units.key(name);
        if key == self.bare || key == self.plain {
            return Some(EXACT);
        }
        // A number alone is as good as nothing: "Phường 1" to "Phường 19".
        if key.starts_with(&self.bare) || key.starts_with(&self.plain) {
            return Some(BEGINS);
        }
        // The name, and the beginning of what it lies in: "bến nghé quận 1", "sài gòn hồ chí".
        if self.bare.starts_with(key) && self.begins.contains(&key.len()) && !key.is_empty() {
            let rest = &self.bare[key.len()..];
            if units.places_of(name).iter().flatten().any(|place| {
                let place = units.key(*place);
                place.starts_with(rest) || rest.starts_with(place)
            }) {
                return Some(EXACT);
            }
        }
        if self.bare.len() >= 3 && key.windows(self.bare.len()).any(|w| w == self.bare) {
            return Some(INSIDE);
        }
        None
    }
}
