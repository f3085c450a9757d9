//! Which units a text may be naming, and where: every run of tokens that is the name of a unit, with the type word before
//! it (Phường, P., TP) or behind it (Ward, City).

use super::Kind;
use super::fold::{BLANK, BREAK, COMMA, Folded};
use super::units::{Inner, roman};

pub(super) const fn bit(kind: Kind) -> u16 {
    1 << kind as u16
}

const CITY: u16 = bit(Kind::City);
const PROVINCE: u16 = bit(Kind::Province);
const WARD: u16 = bit(Kind::Ward);
const XA: u16 = bit(Kind::Commune);
const TOWNSHIP: u16 = bit(Kind::Township);
const ZONE: u16 = bit(Kind::SpecialZone);
const QUAN: u16 = bit(Kind::UrbanDistrict);
const HUYEN: u16 = bit(Kind::RuralDistrict);
const THI_XA: u16 = bit(Kind::TownDistrict);

/// The type words that may stand before the name of a unit of each level.
pub(super) const COMMUNES: u16 = WARD | XA | TOWNSHIP | ZONE;
pub(super) const DISTRICTS: u16 = QUAN | HUYEN | THI_XA | CITY;
pub(super) const PROVINCES: u16 = PROVINCE | CITY;

/// A type word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TypeWord {
    /// The kinds that it can stand for; 0: none.
    pub kinds: u16,
    /// How many tokens it has.
    pub len: usize,
    /// Written out, not abbreviated.
    pub full: bool,
    /// Written out without its accents: whoever wrote it leaves accents out.
    pub bare: bool,
}

/// A run of tokens that is a name in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    /// Tokens: from the type word, from the name, to behind the name and what belongs to it.
    pub start: usize,
    pub name: usize,
    pub name_end: usize,
    pub end: usize,
    /// The first name of the file with this key.
    pub first: usize,
    pub word: TypeWord,
    /// Nothing else stands in its segment before it, and behind it.
    pub left: bool,
    pub right: bool,
    /// Edit distance to the name, if it is misspelt.
    pub distance: u8,
}

impl Mention {
    pub fn typed(&self) -> bool {
        self.word.kinds != 0
    }

    pub fn whole(&self) -> bool {
        self.left && self.right
    }

    pub fn overlaps(&self, other: &Mention) -> bool {
        self.start < other.end && other.start < self.end
    }
}

pub(super) struct Text<'a> {
    pub units: &'a Inner,
    pub folded: Folded,
    /// Tokens to be read; behind them stands only "Việt Nam" or a postal code.
    pub len: usize,
    pub words: Vec<TypeWord>,
    pub mentions: Vec<Mention>,
    /// Whether any token has an accent.
    pub marked: bool,
}

/// Longest name, in tokens.
const LONGEST: usize = 8;

impl<'a> Text<'a> {
    pub fn new(units: &'a Inner, folded: Folded) -> Self {
        let marked = folded.tokens.iter().any(|t| t.marked);
        let len = without_country(&folded);
        let mut text = Text { units, folded, len, words: Vec::new(), mentions: Vec::new(), marked };
        text.find_words();
        text.find_mentions();
        text
    }

    fn find_words(&mut self) {
        self.words = vec![TypeWord::default(); self.len + 1];
        let mut i = 0;
        while i < self.len {
            let word = type_word(&self.folded, i, self.len);
            self.words[i] = word;
            // The second word of "thị xã" is no type word of its own.
            i += word.len.max(1);
        }
    }

    /// Whether a name that ends before token `at` ends there for sure.
    fn closes(&self, at: usize) -> bool {
        at >= self.len || self.folded.before(at) >= BREAK || self.words[at].kinds != 0
    }

    fn find_mentions(&mut self) {
        let mut begins = vec![false; self.len + 1]; // where a name begins that itself ends for sure
        for name in (0..self.len).rev() {
            let mut found: Option<Mention> = None;
            for end in name + 1..=self.len.min(name + LONGEST) {
                if end > name + 1 && self.folded.before(end - 1) == COMMA {
                    break;
                }
                let Some(mention) = self.mention(name, end, &begins) else { continue };
                // The longest name wins that ends for sure; names inside it are not meant.
                match found {
                    Some(f) if f.right && !mention.right => {}
                    _ => found = Some(mention),
                }
            }
            if let Some(mention) = found {
                begins[mention.start] |= mention.right;
                self.mentions.push(mention);
            }
        }
        self.mentions.reverse();
        // Names inside a longer name that is complete.
        let all = std::mem::take(&mut self.mentions);
        let inside = |m: &Mention| {
            all.iter().any(|o| {
                (o.name < m.name && m.name_end <= o.name_end || o.name <= m.name && m.name_end < o.name_end)
                    && (o.typed() || o.whole() && !m.typed())
            })
        };
        let kept: Vec<Mention> = all.iter().filter(|m| !inside(m)).copied().collect();
        self.mentions = kept;
        // Behind a complete name begins something new, even without a comma.
        let ends: Vec<usize> = self.mentions.iter().filter(|m| m.typed() || m.left).map(|m| m.end).collect();
        for m in &mut self.mentions {
            m.left |= ends.contains(&m.start);
        }
    }

    fn mention(&self, name: usize, end: usize, begins: &[bool]) -> Option<Mention> {
        let mut key = self.folded.range(name, end);
        let (start, mut word) = self.word_before(name);
        if word.kinds == WARD && end == name + 1 {
            key = roman(key).unwrap_or(key);
        }
        let first = self.units.find(key)?;
        let mut behind = end;
        if word.kinds == 0 {
            // English puts the type word behind the name; before a number it belongs to the number (Ward 5).
            let suffix = self.words.get(end).copied().unwrap_or_default();
            let next = self.folded.key(end + 1);
            if suffix.kinds != 0
                && self.folded.before(end) <= BLANK
                && english(self.folded.key(end))
                && !(end + 1 < self.len && self.folded.before(end + 1) <= BLANK && next.iter().all(u8::is_ascii_digit))
            {
                word = suffix;
                behind = end + suffix.len;
            }
        }
        // A number alone is a house number, not a ward.
        if word.kinds == 0 && key.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let right = self.closes(behind) || begins[behind];
        let left = start == 0 || self.folded.before(start) >= BREAK;
        Some(Mention { start, name, name_end: end, end: behind, first, word, left, right, distance: 0 })
    }

    /// The type word that ends where a name begins, and where it begins itself.
    pub fn word_before(&self, name: usize) -> (usize, TypeWord) {
        for len in [1, 2] {
            if let Some(at) = name.checked_sub(len)
                && let word @ TypeWord { kinds: 1.., .. } = self.words[at]
                && word.len == len
                && self.folded.before(name) <= BLANK
                && !english_only(self.folded.key(at), self.folded.key(name))
            {
                // "Phường Phường 8": the same word twice.
                let tokens = &self.folded.tokens;
                let twice = at.checked_sub(1).filter(|p| word.kinds == WARD && tokens[*p].sig == tokens[at].sig);
                return (twice.unwrap_or(at), word);
            }
        }
        (name, TypeWord::default())
    }
}

/// Words that in English stand behind a name ("Cu Chi District"), and before a number ("District 1").
fn english(key: &[u8]) -> bool {
    matches!(key, b"ward" | b"commune" | b"town" | b"township" | b"district" | b"citi" | b"province")
}

/// City and Province never stand before a name.
fn english_only(key: &[u8], _name: &[u8]) -> bool {
    matches!(key, b"citi" | b"province" | b"township")
}

pub(super) fn type_word(f: &Folded, at: usize, len: usize) -> TypeWord {
    let next: &[u8] = if at + 1 < len && f.before(at + 1) <= BLANK { f.key(at + 1) } else { &[] };
    let (kinds, words, full) = match (f.key(at), next) {
        (b"phuong", _) => (WARD, 1, true),
        (b"xa", _) => (XA, 1, true),
        (b"thi", b"tran") => (TOWNSHIP, 2, true),
        (b"thi", b"xa") => (THI_XA, 2, true),
        (b"dac", b"khu") => (ZONE, 2, true),
        (b"quan", _) => (QUAN, 1, true),
        (b"huien", _) => (HUYEN, 1, true),
        (b"thanh", b"pho") => (CITY, 2, true),
        (b"tinh", _) => (PROVINCE, 1, true),
        (b"p" | b"f" | b"w", _) => (WARD, 1, false),
        (b"x", _) => (XA, 1, false),
        (b"t", b"p") => (CITY, 2, false),
        (b"t", b"x") => (THI_XA, 2, false),
        (b"t", b"t") => (TOWNSHIP, 2, false),
        (b"t", _) => (PROVINCE, 1, false),
        (b"tp", _) => (CITY, 1, false),
        (b"tx", _) => (THI_XA, 1, false),
        (b"tt", _) => (TOWNSHIP, 1, false),
        (b"dk", _) => (ZONE, 1, false),
        (b"q", _) => (QUAN, 1, false),
        (b"h", _) => (HUYEN, 1, false),
        (b"ward", _) => (WARD, 1, false),
        (b"commune", _) => (XA, 1, false),
        (b"town" | b"township", _) => (TOWNSHIP | THI_XA, 1, false),
        (b"district" | b"dist", _) => (QUAN | HUYEN, 1, false),
        (b"citi", _) => (CITY, 1, false),
        (b"province", _) => (PROVINCE, 1, false),
        _ => return TypeWord::default(),
    };
    // Inside a segment a word with other accents is part of a name: "Phường Văn Quán Hà Đông". At its beginning it is a
    // slip: "Quân 1".
    let marked = f.tokens[at].marked;
    if full && marked && f.before(at) < BREAK && f.tokens[at].sig != sig_of_word(f.key(at)) {
        return TypeWord::default();
    }
    // One marked word is enough to see that marks are written.
    let bare = full && !f.tokens[at..at + words].iter().any(|t| t.marked);
    TypeWord { kinds, len: words, full, bare }
}

/// The signature of a type word's first syllable, written with its accents.
fn sig_of_word(key: &[u8]) -> u32 {
    let word = match key {
        b"phuong" => "phường",
        b"xa" => "xã",
        b"thi" => "thị",
        b"dac" => "đặc",
        b"quan" => "quận",
        b"huien" => "huyện",
        b"thanh" => "thành",
        _ => "tỉnh",
    };
    Folded::new(word, 1).tokens.first().map_or(0, |t| t.sig)
}

/// Tokens without "Việt Nam" and a postal code at the end.
fn without_country(f: &Folded) -> usize {
    let mut len = f.tokens.len();
    loop {
        let last = f.key(len.wrapping_sub(1));
        let postal = last.iter().all(u8::is_ascii_digit) && (5..=6).contains(&last.len());
        let country = (last == b"vn" || last == b"vietnam") && f.before(len.wrapping_sub(1)) >= BLANK;
        if len >= 2 && (postal || country) {
            len -= 1;
        } else if len >= 3 && last == b"nam" && f.key(len - 2) == b"viet" && f.before(len - 2) >= BREAK {
            len -= 2;
        } else {
            return len;
        }
    }
}

/// Edits (insert, drop, replace, swap neighbours) between two keys, if there are at most `limit`.
pub(super) fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    const MOST: usize = 48;
    if a.len() > MOST || b.len() > MOST || a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before = [0_u8; MOST + 1];
    let mut last: [u8; MOST + 1] = std::array::from_fn(|j| j as u8);
    let mut row = [0_u8; MOST + 1];
    for (i, x) in a.iter().enumerate() {
        row[0] = i as u8 + 1;
        let mut least = row[0];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + u8::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if usize::from(least) > limit {
            return None;
        }
        before = last;
        last = row;
    }
    let distance = usize::from(last[b.len()]);
    (distance <= limit).then_some(distance)
}
