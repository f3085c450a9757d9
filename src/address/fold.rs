//! Text as folded tokens that remember where they stand, the one form in which names are compared.
//!
//! A token is a run of letters or a run of digits. Its *key* is plain small letters: no accents, đ as d, y as i (Mỹ and
//! Mĩ are one name), i, ii, iii, iv as digits (Cây Trường II), no leading zeros (Phường 01). Apostrophes vanish
//! (Cư M'gar, Cư Mgar). Names are looked up by the keys of their tokens run together, so blanks and hyphens inside a
//! name do not matter. The *signature* is a hash of the letters with their marks, the tone at the end of the syllable:
//! it is the same for either tone placement (hòa, hoà), and tells Nga Thanh from Nga Thành.

use crate::text::{is_invisible, narrow, plain_char};

/// What stands before a token.
pub(super) const NOTHING: u8 = 0; // a letter against a digit: "Q1"
pub(super) const BLANK: u8 = 1; // a blank, a full stop, a hyphen without blanks
pub(super) const BREAK: u8 = 2; // a hyphen with blanks, two blanks: may also stand inside a name (Bà Rịa - Vũng Tàu)
pub(super) const COMMA: u8 = 3; // a comma, a slash, a line end: never inside a name

pub(super) const FNV: u32 = 0x811c_9dc5;

/// One step of the hash FNV-1a, with which keys are looked up.
pub(super) fn fnv(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    /// Bytes of [`Folded::keys`].
    pub key: (usize, usize),
    /// Hash of the letters with their marks.
    pub sig: u32,
    /// [`NOTHING`] to [`COMMA`].
    pub before: u8,
    /// Whether it has an accent, a tone mark or đ.
    pub marked: bool,
    /// Whether only blanks, a line end or a colon stand before it: a type word may belong to it ("Xã: Tân Lập").
    pub loose: bool,
    /// Whether a colon stands before it, and whether a slash.
    pub colon: bool,
    pub slash: bool,
}

#[derive(Default)]
pub(super) struct Folded {
    pub keys: Vec<u8>,
    pub tokens: Vec<Token>,
}

impl Folded {
    /// Folds `text`, which is in Form C. At most `limit` tokens; more are not read.
    pub fn new(text: &str, limit: usize) -> Self {
        let mut folded = Folded::default();
        folded.read(text, limit);
        folded
    }

    pub fn key(&self, i: usize) -> &[u8] {
        self.tokens.get(i).and_then(|t| self.keys.get(t.key.0..t.key.1)).unwrap_or_default()
    }

    /// The keys of tokens `from..to`, run together.
    pub fn range(&self, from: usize, to: usize) -> &[u8] {
        match (self.tokens.get(from), self.tokens.get(to.wrapping_sub(1))) {
            (Some(a), Some(b)) => self.keys.get(a.key.0..b.key.1).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The key of tokens `from..to` with what scanners read for something else put right: "rn" for m, digits inside a word;
    /// `None` if there is no such thing in it.
    pub fn as_letters(&self, from: usize, to: usize) -> Option<Vec<u8>> {
        let mut key = Vec::new();
        for i in from..to {
            let inside = i > from && self.before(i) == NOTHING || i + 1 < to && self.before(i + 1) == NOTHING;
            key.extend(self.key(i).iter().map(|c| match c {
                b'0' if inside => b'o',
                b'1' if inside => b'l',
                b'5' if inside => b's',
                b'6' | b'8' if inside => b'b',
                c => *c,
            }));
        }
        while let Some(at) = key.windows(2).position(|w| w == b"rn") {
            key[at] = b'm';
            key.remove(at + 1);
        }
        (key != self.range(from, to)).then_some(key)
    }

    /// The signature of tokens `from..to`.
    pub fn sig(&self, from: usize, to: usize) -> u32 {
        self.tokens.get(from..to).unwrap_or_default().iter().fold(FNV, |h, t| (h ^ t.sig).wrapping_mul(0x0100_0193))
    }

    pub fn before(&self, i: usize) -> u8 {
        self.tokens.get(i).map_or(COMMA, |t| t.before)
    }

    /// Empties it and reads another text, keeping the allocations.
    pub fn read(&mut self, text: &str, limit: usize) {
        self.keys.clear();
        self.tokens.clear();
        let mut open = false; // whether the last token can grow
        let mut digits = false;
        let mut tone = 0;
        let mut before = COMMA;
        let (mut loose, mut colon, mut slash, mut line, mut small) = (true, false, false, false, false);
        let bytes = text.as_bytes();
        let mut behind = 0;
        while let Some(byte) = bytes.get(behind) {
            // Most letters are ASCII: no need to decode them.
            let at = behind;
            let c = if byte.is_ascii() {
                behind += 1;
                char::from(*byte)
            } else {
                let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
                behind += c.len_utf8();
                narrow(c)
            };
            let (letter, quality, mark) = letter(c);
            let is_digit = c.is_ascii_digit();
            if letter == 0 && !is_digit {
                // Inside a word an apostrophe is dropped (M'Drắk), and so is what nobody sees.
                if c == '\'' && open && !digits || is_invisible(c) {
                    continue;
                }
                let next = bytes.get(behind).map_or(' ', |b| char::from(*b));
                let kind = match c {
                    ',' | ';' | '|' | '\t' | '(' | ')' | '[' | ']' | '"' | ':' | '\\' | '•' | '·' | '、' | '<'
                    | '>' | '=' | '*' | '+' | '{' | '}' => COMMA,
                    // A name may run on into the next line, but not past an empty one.
                    '\n' if line => COMMA,
                    '\n' => BREAK,
                    '/' if !(digits && next.is_ascii_digit()) => COMMA,
                    '-' if before != NOTHING || !open || next == ' ' => BREAK,
                    ' ' | '\u{a0}' if next == ' ' => BREAK,
                    _ => BLANK,
                };
                self.finish(open, tone);
                (open, tone) = (false, 0);
                before = before.max(kind);
                loose &= c.is_whitespace() || c == '.' || c == ':';
                colon |= c == ':';
                slash |= c == '/';
                line |= c == '\n';
                continue;
            }
            // "XãTânLập": a capital behind a small letter begins a word. Names are run together anyway.
            let long = || self.tokens.last().is_some_and(|t| t.key.0 + 1 < self.keys.len());
            if open && (digits != is_digit || small && c.is_uppercase() && long()) {
                self.finish(open, tone);
                (open, tone) = (false, 0);
            }
            small = c.is_lowercase();
            if !open {
                if self.tokens.len() >= limit {
                    return;
                }
                let at_key = self.keys.len();
                let key = (at_key, at_key);
                self.tokens.push(Token {
                    start: at,
                    end: at,
                    key,
                    sig: FNV,
                    before,
                    marked: false,
                    loose,
                    colon,
                    slash,
                });
                open = true;
                digits = is_digit;
                before = NOTHING;
                (loose, colon, slash, line) = (true, false, false, false);
            }
            let key = if is_digit { c as u8 } else { letter };
            if let Some(token) = self.tokens.last_mut() {
                token.end = behind;
                token.sig = fnv(token.sig, key ^ (quality << 6));
                token.marked |= quality != 0 || mark != 0;
                if mark != 0 {
                    tone = mark;
                }
            }
            self.keys.push(key);
        }
        self.finish(open, tone);
    }

    /// The last token is complete: its tone goes to the end of its signature, its key takes its final form.
    fn finish(&mut self, open: bool, tone: u8) {
        let Some(token) = self.tokens.last_mut().filter(|_| open) else { return };
        token.sig = fnv(token.sig, 0x30 | tone);
        let key = self.keys.get(token.key.0..).unwrap_or_default();
        let zeros = key.iter().take_while(|b| **b == b'0').count().min(key.len().saturating_sub(1));
        let roman = match key {
            b"i" => b'1',
            b"ii" => b'2',
            b"iii" => b'3',
            b"iv" => b'4',
            _ => 0,
        };
        // "Ng0i": what a digit hangs on to is no number.
        let roman = if token.before == NOTHING { 0 } else { roman };
        if roman != 0 {
            self.keys.truncate(token.key.0);
            self.keys.push(roman);
            token.sig = fnv(fnv(FNV, roman), 0x30);
        } else if zeros > 0 {
            self.keys.drain(token.key.0..token.key.0 + zeros);
        }
        token.key.1 = self.keys.len();
    }
}

/// The vowels of U+1EA0 to U+1EF9, in pairs of capital and small: index into [`VOWELS`] × 8 + tone.
const ADDITIONAL: [u8; 45] = [
    5, 3, 18, 17, 19, 20, 21, 10, 9, 11, 12, 13, 29, 27, 28, 34, 33, 35, 36, 37, 43, 45, 53, 51, 58, 57, 59, 60, 61,
    66, 65, 67, 68, 69, 77, 75, 82, 81, 83, 84, 85, 89, 93, 91, 92,
];

const VOWELS: &[u8; 12] = b"aaaeeiooouui"; // a ă â e ê i o ô ơ u ư y
const QUALITY: &[u8; 12] = &[0, 1, 2, 0, 2, 0, 0, 2, 3, 0, 3, 0];

/// A letter as (plain small letter, quality, tone); the letter is 0 for anything else. Letters of other scripts are "~".
fn letter(c: char) -> (u8, u8, u8) {
    let vowel = match c as u32 {
        n @ (0x41..=0x5A | 0x61..=0x7A) => {
            let small = n as u8 | 0x20;
            return (if small == b'y' { b'i' } else { small }, 0, 0);
        }
        0..=0x7F => return (0, 0, 0),
        0x110 | 0x111 | 0xD0 | 0xF0 | 0x189 => return (b'd', 1, 0), // Đ, and the two letters that look like it
        n @ 0x1EA0..=0x1EF9 => ADDITIONAL[(n as usize - 0x1EA0) / 2],
        0xC0 | 0xE0 => 1,
        0xC1 | 0xE1 => 2,
        0xC2 | 0xE2 => 16,
        0xC3 | 0xE3 => 4,
        0xC8 | 0xE8 => 25,
        0xC9 | 0xE9 => 26,
        0xCA | 0xEA => 32,
        0xCC | 0xEC => 41,
        0xCD | 0xED => 42,
        0xD2 | 0xF2 => 49,
        0xD3 | 0xF3 => 50,
        0xD4 | 0xF4 => 56,
        0xD5 | 0xF5 => 52,
        0xD9 | 0xF9 => 73,
        0xDA | 0xFA => 74,
        0xDD | 0xFD => 90,
        0x102 | 0x103 => 8,
        0x128 | 0x129 => 44,
        0x168 | 0x169 => 76,
        0x1A0 | 0x1A1 => 64,
        0x1AF | 0x1B0 => 80,
        _ => {
            let plain = plain_char(c);
            return match plain {
                'a'..='z' => (plain as u8, 3, 0),
                _ if c.is_alphabetic() => (b'~', 0, 0),
                _ => (0, 0, 0),
            };
        }
    };
    let row = usize::from(vowel / 8);
    (VOWELS[row], QUALITY[row], vowel % 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> String {
        let f = Folded::new(text, 100);
        String::from_utf8_lossy(f.range(0, f.tokens.len())).into_owned()
    }

    fn sig(text: &str) -> u32 {
        let f = Folded::new(text, 100);
        f.sig(0, f.tokens.len())
    }

    #[test]
    fn one_name_has_one_key_however_it_is_written() {
        for forms in [
            &["Cư M'gar", "CƯ M’GAR", "cu mgar", "Cư Mgar"][..],
            &["Mỹ Quý", "Mĩ Quí", "MY QUY"],
            &["Tam Xuân II", "tam xuan 2", "Tam Xuân 02"],
            &["Phường 01", "phuong 1", "PHƯỜNG I"],
            &["Bà Rịa - Vũng Tàu", "Bà Rịa – Vũng Tàu", "ba ria vung tau", "Bà Rịa-Vũng Tàu"],
            &["Đắk R'Lấp", "Ðăk Rlấp"],
        ] {
            for form in forms {
                assert_eq!(key(form), key(forms[0]), "{form}");
            }
        }
        assert_eq!(sig("Hòa Bình"), sig("HOÀ BÌNH"));
        assert_eq!(sig("Mỹ Quý"), sig("Mĩ Quí"));
        assert_ne!(sig("Nga Thanh"), sig("Nga Thành"));
        assert_ne!(sig("Đông"), sig("Dông"));
        assert_ne!(sig("Tân An"), sig("Tân Ân"));
    }

    #[test]
    fn separators_have_their_strength() {
        let before = |text: &str| Folded::new(text, 100).tokens.iter().map(|t| t.before).collect::<Vec<_>>();
        assert_eq!(before("P.12,Q1"), [COMMA, BLANK, COMMA, NOTHING]);
        assert_eq!(before("396/20 A - B/C"), [COMMA, BLANK, BLANK, BREAK, COMMA]);
        assert_eq!(before("BR-VT  HN"), [COMMA, BLANK, BREAK]);
    }

    proptest! {
        #[test]
        fn tokens_stand_on_character_boundaries(text in "\\PC*", odd in any::<String>()) {
            for t in [text, odd] {
                let f = Folded::new(&t, 50);
                for token in &f.tokens {
                    prop_assert!(t.get(token.start..token.end).is_some());
                    prop_assert!(f.keys.get(token.key.0..token.key.1).is_some());
                }
            }
        }
    }
}
