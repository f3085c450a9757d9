//! Addresses and places: where one ends that a label announces, and those that only their shape tells.

use super::token::{Kind, Tokens};
use super::value::{FULL_DATES, date, phone};
use super::words::{What, words};
use crate::{
    address::{AddressBook, Status, Subject},
    identity::PROVINCES,
    text::{clean, fold},
};
use std::sync::LazyLock;

/// Provinces as they are called beside their official names.
const NICKNAMES: &[&str] = &[
    "hcm",
    "tphcm",
    "tp hcm",
    "hcmc",
    "sai gon",
    "sg",
    "hn",
    "hue",
    "br vt",
    "brvt",
    "vung tau",
    "dak lac",
    "thua thien hue",
    "ha noi",
    "t t hue",
];

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut all: Vec<String> = PROVINCES.iter().map(|p| fold(p.name).replace(" - ", " ")).collect();
    all.extend(NICKNAMES.iter().map(|n| (*n).to_owned()));
    all.sort();
    all
});

/// Whether these keys, with blanks between them, are the name of a province.
pub(super) fn is_province(key: &str) -> bool {
    NAMES.binary_search_by(|n| n.as_str().cmp(key)).is_ok()
}

/// Where the name of a province ends that begins with token `i`.
fn province(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let mut key = String::new();
    let mut found = None;
    let mut at = i;
    for n in 0..5 {
        if n > 0 && tokens.is(at, '-') {
            at += 1;
        }
        if !tokens.get(at).is_some_and(|t| t.word()) || n > 0 && tokens.key(at).is_empty() {
            break;
        }
        if n > 0 {
            key.push(' ');
        }
        key.push_str(tokens.key(at));
        at += 1;
        if is_province(&key) {
            found = Some(at);
        }
    }
    found
}

const COMMUNE: u8 = 1;
const DISTRICT: u8 = 2;
const CITY: u8 = 4;

/// The type word of a unit at token `i`: its level, and how many tokens it has.
fn unit_word(tokens: &Tokens<'_>, i: usize) -> Option<(u8, usize)> {
    if !tokens.get(i)?.word() {
        return None;
    }
    // "P.6", "Q1"; not the letters of a plate or a time of day ("59X3", "7h30").
    let apart = i.checked_sub(1).and_then(|b| tokens.get(b)).is_none_or(|b| !b.number())
        || tokens.get(i).is_some_and(|t| t.gap);
    let abbreviated = apart && (tokens.is(i + 1, '.') || tokens.get(i + 1).is_some_and(|t| t.number()));
    let marks = |word: &str| !tokens.get(i).is_some_and(|t| t.marked) || tokens.exact(i) == word;
    Some(match (tokens.key(i), tokens.key(i + 1)) {
        ("phuong", _) if marks("phường") => (COMMUNE, 1),
        ("xa", next) if marks("xã") && next != "hoi" => (COMMUNE, 1),
        ("thi", "tran") => (COMMUNE, 2),
        ("dac", "khu") => (COMMUNE, 2),
        ("p" | "f" | "x" | "tt", _) if abbreviated => (COMMUNE, 1),
        ("ward" | "commune", _) => (COMMUNE, 1),
        ("quan", _) if marks("quận") => (DISTRICT, 1),
        ("huyen", _) if marks("huyện") => (DISTRICT, 1),
        ("thi", "xa") => (DISTRICT, 2),
        ("q" | "h" | "tx", _) if abbreviated => (DISTRICT, 1),
        ("district", _) => (DISTRICT, 1),
        ("thanh", "pho") => (CITY, 2),
        ("tp", _) => (CITY, 1),
        ("tinh", _) if marks("tỉnh") => (CITY, 1),
        ("city" | "province", _) => (CITY, 1),
        _ => return None,
    })
}

/// Words in small letters that stand inside addresses.
const PLACE_WORDS: &str = " duong pho ngo ngach hem kiet thon ap xom lang ban buon to khu khom so nha dan cu vuc phuong xa thi tran quan huyen thanh tinh dac chung lo toa can ho block tang phong kp tdp p q tp tx tt x h f doi \
quoc ql tl km cho cau tram y te benh vien bv da khoa phu san nhi doi dien ward district city street st road rd province hcm hn tphcm cum bon lau nhanh duong's sn d khoi ";

pub(super) fn place_word(tokens: &Tokens<'_>, i: usize) -> bool {
    PLACE_WORDS.contains(&[" ", tokens.key(i), " "].concat())
}

/// Words that go on with the sentence, not with the address.
const GOES_ON: &str = " nay mà và giờ thì nha nhé nhe ạ đó nên do cho hiện trước không của là để được cũng rồi với nè á nhen hen từ vào làm giúp dùm tên ma gio thi nay roi giup dum ten va hien ";

/// Full stops behind these are no ends of sentences.
const SHORT: &str = " p q tp tx tt h x t kp f d s st no ng ph ";

/// The longest address, in tokens.
const LONGEST: usize = 80;

/// An address or place that was read.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The token behind it.
    pub end: usize,
    levels: u8,
    province: bool,
    commas: usize,
}

impl Place {
    /// Whether its parts leave no doubt that it is an address.
    pub fn certain(&self) -> bool {
        (self.province || self.levels & (DISTRICT | CITY) != 0) && (self.commas > 0 || self.levels != 0)
    }

    /// Whether it may be one where a label asks for one.
    pub fn likely(&self) -> bool {
        self.province || self.levels != 0
    }
}

/// Whether a label or another finding begins with token `i`, inside an address.
fn other(tokens: &Tokens<'_>, i: usize, first: bool) -> bool {
    let small = |key: &str| {
        matches!(
            key,
            "sdt"
                | "dt"
                | "cccd"
                | "cmnd"
                | "sinh"
                | "sn"
                | "email"
                | "mail"
                | "ten"
                | "hktt"
                | "tel"
                | "phone"
                | "mst"
                | "bhxh"
                | "bhyt"
                | "zalo"
                | "mobile"
                | "cmt"
        )
    };
    words().all(tokens, i).any(|(what, end)| {
        let label = matches!(what, What::Label(_) | What::OtherDate | What::NotPersonal | What::RelationTo);
        let long = end > i + 1;
        let inside = matches!(tokens.key(i), "duong" | "quan" | "thi" | "so" | "o") && !long;
        label && !first && !inside && (long || tokens.is(end, ':') || small(tokens.key(i)))
            || matches!(what, What::Kin(_)) && tokens.is(end, ':')
    })
}

/// Whether the address goes on in the next line, whose first token is `next`.
fn goes_on(tokens: &Tokens<'_>, last: usize, next: usize, so_far: &Place) -> bool {
    if tokens.is_line(next) || !tokens.get(next).is_some_and(|t| t.word() || t.number()) || other(tokens, next, false) {
        return false;
    }
    // A number of a list.
    if tokens.get(next).is_some_and(|t| t.number()) && (tokens.is(next + 1, '.') || tokens.is(next + 1, ')')) {
        return false;
    }
    if tokens.is(last, ',') || unit_word(tokens, next).is_some() && !so_far.province {
        return true;
    }
    // A line that ends with a province, while this one did not.
    let mut end = next;
    while end < next + 24 && !tokens.is_line(end) {
        if tokens.is(end, ':') {
            return false;
        }
        end += 1;
    }
    !so_far.province
        && (next..end).any(|k| province(tokens, k).is_some_and(|e| e >= end || tokens.is(e, '.') && e + 1 >= end))
}

/// Reads a place from token `i`. `broken`: it may go on in the next line.
pub(super) fn place(tokens: &Tokens<'_>, i: usize, broken: bool, taken: impl Fn(usize) -> bool) -> Option<Place> {
    let mut place = Place { end: i, levels: 0, province: false, commas: 0 };
    let mut at = i;
    let mut breaks = 0;
    let mut capitals = false;
    let mut depth = 0usize;
    let mut unit_before = 0;
    while at < i + LONGEST && at < tokens.len() && !taken(at) {
        let token = tokens.get(at)?;
        match token.kind {
            Kind::Line => {
                if place.end == i || breaks >= 3 || !broken || !goes_on(tokens, at - 1, at + 1, &place) {
                    break;
                }
                breaks += 1;
                at += 1;
                continue;
            }
            Kind::Sign(c) => {
                let gap_behind = tokens.get(at + 1).is_none_or(|t| t.gap || t.kind == Kind::Line);
                match c {
                    ',' => place.commas += 1,
                    '.' => {
                        let before = at.checked_sub(1).map_or("", |b| tokens.key(b));
                        let short = SHORT.contains(&[" ", before, " "].concat());
                        if gap_behind && !short {
                            break;
                        }
                    }
                    '/' if !token.gap && !gap_behind => {}
                    '-' if !token.gap && !gap_behind => {}
                    '-' => {
                        // "phường X - quận Y".
                        let joins = unit_word(tokens, at + 1).is_some()
                            || at.checked_sub(1).map_or("", |b| tokens.key(b)) == "ria" && tokens.key(at + 1) == "vung"
                            || province(tokens, at + 1).is_some_and(|e| e > at + 1);
                        if !joins {
                            break;
                        }
                        place.commas += 1;
                    }
                    '(' if place.end > i => {
                        // "(nay là …)" and the like: not part of what is asked for.
                        break;
                    }
                    '(' => depth += 1,
                    ')' if depth > 0 => depth -= 1,
                    '\'' => {}
                    _ => break,
                }
                at += 1;
                continue;
            }
            Kind::Number => {
                let digits = token.end - token.start;
                if digits >= 9 || phone(tokens.text, token.start).is_some() || date(tokens, at, FULL_DATES).is_some() {
                    break;
                }
                at += 1;
                place.end = at;
                unit_before = 0;
                continue;
            }
            Kind::Word => {}
        }
        if at > i && other(tokens, at, false) || at == i && other(tokens, at, true) {
            break;
        }
        if at > i
            && !token.capital()
            && GOES_ON.contains(&[" ", tokens.exact(at), " "].concat())
            && !(place_word(tokens, at) && unit_word(tokens, at).is_some())
        {
            break;
        }
        if let Some((level, count)) = unit_word(tokens, at) {
            place.levels |= level;
            unit_before = level;
            at += count + usize::from(tokens.is(at + count, '.'));
            place.end = at.min(tokens.len());
            // "thành phố Huế", "TP.HCM".
            if level == CITY
                && let Some(end) = province(tokens, at)
                && finish(tokens, end, &mut place)
            {
                return Some(place);
            } else if level == CITY
                && let Some(end) = province(tokens, at)
            {
                at = end;
            }
            continue;
        }
        let begins = at == i
            || tokens.is(at - 1, ',')
            || tokens.is(at - 1, '-')
            || tokens.begins_line(at)
            || tokens.get(at - 1).is_some_and(|t| t.number()) && tokens.key(at).len() <= 5;
        if unit_before == 0
            && begins
            && let Some(end) = province(tokens, at)
            && !(tokens.get(end).is_some_and(|t| t.capital() && t.gap)
                && !other(tokens, end, false)
                && unit_word(tokens, end).is_none())
        {
            if finish(tokens, end, &mut place) {
                return Some(place);
            }
            at = end;
            continue;
        }
        if !token.capital() && capitals && tokens.line_marked(at) && !place_word(tokens, at) {
            break;
        }
        capitals |= token.capital();
        unit_before = 0;
        at += 1;
        place.end = at;
    }
    (place.end > i).then_some(place)
}

/// Notes a province that ends before token `end`; whether the address ends with it.
fn finish(tokens: &Tokens<'_>, end: usize, place: &mut Place) -> bool {
    place.end = end;
    place.province = true;
    // "Hai Phong City".
    if matches!(tokens.key(end), "city" | "province") {
        place.end = end + 1;
    }
    let mut next = place.end;
    next += usize::from(tokens.is(next, ',') || tokens.is(next, '-') && !tokens.key(next + 1).is_empty());
    if (tokens.key(next), tokens.key(next + 1)) == ("viet", "nam") && next > place.end {
        place.end = next + 2;
        return true;
    }
    // "TP Hà Tĩnh, tỉnh Hà Tĩnh".
    !(next > place.end
        && tokens.is(place.end, ',')
        && (province(tokens, next).is_some() || unit_word(tokens, next).is_some_and(|(l, _)| l == CITY)))
}

/// An address of which only the shape tells that it is one, around the type word of a unit at token `at`: its first
/// token, and what was read.
pub(super) fn by_shape(
    tokens: &Tokens<'_>,
    at: usize,
    book: Option<&dyn AddressBook>,
    taken: impl Fn(usize) -> bool,
) -> Option<(usize, Place)> {
    let (level, _) = unit_word(tokens, at)?;
    if level == CITY {
        return None;
    }
    let mut start = at;
    let mut best = at;
    while start > 0 && start + 40 > at {
        let before = start - 1;
        let token = tokens.get(before)?;
        let fits = match token.kind {
            Kind::Number => token.end - token.start < 7 && date(tokens, before, FULL_DATES).is_none(),
            Kind::Word => {
                let label = words().all(tokens, before).any(|(what, end)| {
                    matches!(what, What::Label(_) | What::NotPersonal)
                        && end >= start
                        && tokens.key(before).len() > 1
                        && !token.capital()
                });
                (token.capital() || place_word(tokens, before)) && !label
            }
            Kind::Sign(',') => true,
            Kind::Sign('/' | '.' | '-') => {
                !tokens.get(start).is_some_and(|t| t.gap)
                    || token.is('.') && !token.gap && tokens.key(start.saturating_sub(2)).len() <= 2
            }
            _ => false,
        };
        if !fits || taken(before) {
            break;
        }
        start = before;
        let head = tokens.get(start)?;
        let opens = head.gap || tokens.begins_line(start);
        if opens
            && (head.number()
                || head.word() && place_word(tokens, start) && !tokens.is(start + 1, ',')
                || tokens.key(start) == "k")
        {
            best = start;
        }
    }
    // An office's name is no address.
    let office = best.checked_sub(1).map_or("", |b| tokens.key(b));
    if matches!(office, "ubnd" | "ca" | "an" | "dan" | "tand" | "hdnd" | "dang" | "tru" | "thue")
        && tokens.get(best)?.word()
    {
        return None;
    }
    let read = place(tokens, best, true, taken)?;
    if read.end <= at {
        return None;
    }
    let full = read.levels & COMMUNE != 0 && (read.province || read.levels & DISTRICT != 0)
        || read.levels & DISTRICT != 0 && read.province && tokens.get(best)?.number();
    let known = book.is_some_and(|book| known(tokens, best, read.end, book));
    (full || known && read.commas > 0 && tokens.get(best)?.number()).then_some((best, read))
}

/// Whether the administrative units have what is named.
pub(super) fn known(tokens: &Tokens<'_>, from: usize, to: usize, book: &dyn AddressBook) -> bool {
    let (start, end) = tokens.span(from, to);
    let answer = book.convert(&clean(tokens.text.get(start..end).unwrap_or_default()), Subject::People);
    matches!(answer.status, Status::Certain | Status::Candidates | Status::AlreadyNew)
}
