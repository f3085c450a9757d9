//! Which units a text may be naming, and where: every run of tokens that is the name of a unit, with the type word before
//! it (Phường, P., TP) or behind it (Ward, City).

use super::Kind;
use super::fold::{BLANK, BREAK, COMMA, Folded, NOTHING};
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
    /// The initials of one or more places; `first` says nothing then.
    pub initials: bool,
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
/// Longest type word: "Tỉnh/Thành phố trực thuộc" is none, "Phường/Xã/Thị trấn/Đặc khu" is.
const LONGEST_WORD: usize = 6;

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
        // The labels of a form: "Quận/Huyện: Đan Phượng" is either of them.
        for colon in 1..self.len {
            if !self.folded.tokens[colon].colon {
                continue;
            }
            let (mut start, mut kinds, mut parts) = (colon, 0, 0);
            while let Some((at, word)) =
                self.word_ending(start).filter(|_| parts == 0 || self.folded.tokens[start].slash)
            {
                kinds |= word.kinds;
                (start, parts) = (at, parts + 1);
            }
            if parts > 1 {
                // "Xã/Phường" on a form stands for towns as well.
                kinds |= match () {
                    () if kinds & PROVINCE != 0 => PROVINCES,
                    () if kinds & DISTRICTS != 0 => DISTRICTS,
                    () => COMMUNES,
                };
                self.words[start..colon].fill(TypeWord::default());
                self.words[start] = TypeWord { kinds, len: colon - start, full: true, bare: false };
            }
        }
    }

    /// The type word that ends before a token, and where it begins.
    fn word_ending(&self, end: usize) -> Option<(usize, TypeWord)> {
        (end.saturating_sub(LONGEST_WORD)..end)
            .rev()
            .map(|at| (at, self.words[at]))
            .find(|(at, word)| word.kinds != 0 && at + word.len == end)
    }

    /// Whether a name that ends before token `at` ends there for sure.
    pub fn closes(&self, at: usize) -> bool {
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
                // "tt phung dan phuong ha noi": without accents a type word may be the end of the name before it.
                begins[mention.name] |= mention.right && mention.word.bare;
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
        let mut kept: Vec<Mention> = all.iter().filter(|m| !inside(m)).copied().collect();
        // "huyen Dan Phuong Ha Noi": a type word that is part of the name before it is none.
        for i in 0..kept.len() {
            let m = kept[i];
            let inside = |o: &Mention| o.right && o.name < m.start && m.start < o.name_end && o.name_end <= m.name;
            let first = |o: &Mention| o.right && o.name == m.start && o.name_end < m.name_end;
            let bare = Mention { start: m.name, word: TypeWord::default(), ..m };
            if m.start == m.name {
                continue;
            } else if kept.iter().any(|o| o.typed() && (inside(o) || first(o))) {
                kept[i] = bare;
            } else if m.word.bare && kept.iter().any(inside) {
                kept.push(bare); // "van quan ha dong": either
            }
        }
        kept.sort_by_key(|m| (m.name, m.start));
        // "Huyện Sơn Động" is no Huyền Sơn: a name that begins with a type word is not meant where the word has a name.
        let typed: Vec<Mention> = kept.iter().filter(|m| m.typed() && m.right).copied().collect();
        kept.retain(|m| m.typed() || !typed.iter().any(|t| t.start == m.start && t.name_end > m.name_end));
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
        let mut distance = 0;
        let misread;
        if word.kinds & (WARD | QUAN) != 0 && end == name + 1 {
            key = roman(key).filter(|_| word.kinds & WARD != 0).unwrap_or(key);
        }
        if word.kinds & (WARD | QUAN) != 0
            && let Some(number) = self.misread_number(name, end)
        {
            misread = number;
            key = &misread;
            distance = 1;
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
        // "Phường Bến Nghé (cũ)", "Quận 1 cũ"
        if self.is_remark(behind) && (self.closes(behind + 1) || begins[behind + 1]) {
            behind += 1;
        }
        let right = self.closes(behind) || begins[behind];
        let left = start == 0 || self.folded.before(start) >= BREAK;
        Some(Mention { start, name, name_end: end, end: behind, first, word, left, right, distance, initials: false })
    }

    /// Whether a token says that the unit before it is one of old, or of today.
    fn is_remark(&self, at: usize) -> bool {
        let Some(token) = self.folded.tokens[..self.len].get(at) else { return false };
        let mark = match self.folded.key(at) {
            b"cu" => "cũ",
            b"moi" => "mới",
            _ => return false,
        };
        !self.marked || token.sig == sig_of(mark)
    }

    /// A number that a scanner read with letters in it, behind "Phường" or "Quận": "O1", "1O", "l".
    fn misread_number(&self, name: usize, end: usize) -> Option<Vec<u8>> {
        let joined = (name + 1..end).all(|i| self.folded.before(i) == NOTHING);
        let whole = end >= self.len || self.folded.before(end) != NOTHING;
        let key = self.folded.range(name, end);
        if !joined || !whole || key.len() > 2 || key.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let digits = key.iter().map(|c| match c {
            b'o' => Some(b'0'),
            b'l' | b'i' => Some(b'1'),
            b'0'..=b'9' => Some(*c),
            _ => None,
        });
        let mut digits = digits.collect::<Option<Vec<u8>>>()?;
        if digits.len() > 1 && digits[0] == b'0' {
            digits.remove(0);
        }
        Some(digits)
    }

    /// Whether a type word before a token can belong to it.
    pub fn joined(&self, at: usize) -> bool {
        self.folded.tokens.get(at).is_some_and(|t| t.before <= BLANK || t.loose)
    }

    /// The type word that ends where a name begins, and where it begins itself.
    pub fn word_before(&self, name: usize) -> (usize, TypeWord) {
        let tokens = &self.folded.tokens;
        match self.word_ending(name) {
            Some((at, word)) if self.joined(name) && !english_only(self.folded.key(at)) => {
                // "Phường Phường 8": the same word twice. "Quận/Huyện: Quận 1": a label before it.
                let twice = self.word_ending(at).filter(|(before, other)| {
                    let level = |kinds: u16| kinds & COMMUNES != 0;
                    tokens[at].colon && level(other.kinds) == level(word.kinds)
                        || other.kinds == word.kinds && tokens[*before].sig == tokens[at].sig
                });
                (twice.map_or(at, |t| t.0), word)
            }
            _ => (name, TypeWord::default()),
        }
    }
}

/// Words that in English stand behind a name ("Cu Chi District"), and before a number ("District 1").
fn english(key: &[u8]) -> bool {
    matches!(key, b"ward" | b"commune" | b"town" | b"township" | b"district" | b"citi" | b"province")
}

/// City and Province never stand before a name.
fn english_only(key: &[u8]) -> bool {
    matches!(key, b"citi" | b"province" | b"township")
}

pub(super) fn type_word(f: &Folded, at: usize, len: usize) -> TypeWord {
    let next: &[u8] = match f.tokens[..len].get(at + 1) {
        Some(token) if token.before <= BLANK || token.loose && !token.colon => f.key(at + 1),
        _ => &[],
    };
    let (kinds, words, full) = match (f.key(at), next) {
        (b"phuong", _) => (WARD, 1, true),
        (b"xa", b"lo") if !f.tokens[at].marked && f.range(at + 2, at + 4) == b"hanoi" => return TypeWord::default(),
        (b"xa", _) => (XA, 1, true),
        (b"thi", b"tran") => (TOWNSHIP, 2, true),
        (b"thi", b"xa") => (THI_XA, 2, true),
        (b"dac", b"khu") => (ZONE, 2, true),
        (b"quan", _) => (QUAN, 1, true),
        (b"huien", b"dao") => (HUYEN, 2, true),
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
        (b"tt" | b"ttr", _) => (TOWNSHIP, 1, false),
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
    // "H0 Chi Minh" has a letter o in it: no unit is called 0.
    if !full && f.key(at + 1) == b"0" && f.before(at + 1) == NOTHING {
        return TypeWord::default();
    }
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
    sig_of(word)
}

fn sig_of(syllable: &str) -> u32 {
    Folded::new(syllable, 1).tokens.first().map_or(0, |t| t.sig)
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
