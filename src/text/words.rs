//! Numbers, years and dates in Vietnamese words, both ways.
//!
//! Written is the northern form of official papers ("ngày mùng bốn, tháng tư, năm hai nghìn không trăm linh năm"; the
//! pattern is that of civil-status extracts). Read are the regional and older forms too: lẻ, ngàn, tỉ, mồng, nhăm, bẩy,
//! hăm, chục, vạn, rưỡi, a "mươi" left out (hai mốt, chín trăm năm tám), tháng bốn, tháng giêng, no "mùng"; words without
//! accents; and digits where a number may stand ("ngày 15 tháng tư năm 2026", "1,5 triệu"). What can mean two numbers ("hai
//! nghìn năm": 2005 or 2500; "hai ba nghìn": 23,000, or two or three thousand) is refused, not guessed.

use super::{
    date::{DateError, PartialDate},
    fold, number as decimal,
};
use std::cell::Cell;

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// A number in words: 1005 → "một nghìn không trăm linh năm". Any `u64`; from 10^12 on as people say it, "nghìn tỷ".
pub fn number(n: u64) -> String {
    let mut out = String::new();
    push_number(&mut out, n, false);
    out
}

/// As [`number`], with "âm" before a negative one.
pub fn signed(n: i64) -> String {
    let mut out = String::new();
    if n < 0 {
        out.push_str("âm");
    }
    push_number(&mut out, n.unsigned_abs(), false);
    out
}

/// An amount of money, as receipts and declarations spell it: "một triệu năm trăm nghìn đồng".
pub fn money(dong: i64) -> String {
    let mut out = signed(dong);
    push(&mut out, "đồng");
    out
}

fn push(out: &mut String, word: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(word);
}

/// `padded`: a larger unit stands before, so the hundreds are said even when there are none ("không trăm linh năm").
fn push_number(out: &mut String, n: u64, padded: bool) {
    if n == 0 && !padded {
        push(out, DIGITS[0]);
        return;
    }
    let mut rest = n;
    let mut padded = padded;
    // Milliards count what stands before them as a number of its own: 10^12 is "một nghìn tỷ".
    if rest >= 1_000_000_000 {
        push_number(out, rest / 1_000_000_000, padded);
        push(out, "tỷ");
        rest %= 1_000_000_000;
        padded = true;
    }
    for (size, unit) in [(1_000_000, "triệu"), (1_000, "nghìn"), (1, "")] {
        let group = rest / size % 1000;
        if group > 0 {
            push_group(out, group as usize, padded);
            if !unit.is_empty() {
                push(out, unit);
            }
            padded = true;
        }
    }
}

/// 1 to 999.
fn push_group(out: &mut String, n: usize, padded: bool) {
    let (hundreds, tens, ones) = (n / 100, n / 10 % 10, n % 10);
    let hundred = padded || hundreds > 0;
    if hundred {
        push(out, DIGITS[hundreds % 10]);
        push(out, "trăm");
    }
    match tens {
        0 if ones == 0 => return,
        0 if hundred => push(out, "linh"),
        0 => {}
        1 => push(out, "mười"),
        _ => {
            push(out, DIGITS[tens]);
            push(out, "mươi");
        }
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => push(out, "mốt"),
        (2.., 4) => push(out, "tư"),
        (1.., 5) => push(out, "lăm"),
        _ => push(out, DIGITS[ones]),
    }
}

/// A day of the month: "ngày mùng một", "ngày mùng mười", "ngày mười lăm".
pub fn day(day: u8) -> String {
    let mut out = String::from(if (1..=10).contains(&day) { "ngày mùng" } else { "ngày" });
    push_number(&mut out, day.into(), false);
    out
}

/// A month: "tháng một", "tháng tư", "tháng mười hai".
pub fn month(month: u8) -> String {
    let mut out = String::from("tháng");
    if month == 4 {
        push(&mut out, "tư");
    } else {
        push_number(&mut out, month.into(), false);
    }
    out
}

/// A year: "năm một nghìn chín trăm bảy mươi lăm".
pub fn year(year: i32) -> String {
    let mut out = String::from("năm");
    push_number(&mut out, year.unsigned_abs().into(), false);
    out
}

/// A date as official papers spell it; of a partial date what is known.
///
/// "ngày mười lăm, tháng tám, năm hai nghìn không trăm hai mươi sáu".
pub fn date(date: PartialDate) -> String {
    let mut parts = Vec::with_capacity(3);
    if let Some(d) = date.day() {
        parts.push(day(d));
    }
    if let Some(m) = date.month() {
        parts.push(month(m));
    }
    parts.push(year(date.year()));
    parts.join(", ")
}

type ReadDate = fn(&str) -> Result<PartialDate, WordsError>;

thread_local! {
    /// What reads words. In the browser it comes with the pages around the form: hardly anybody types a date in words, and
    /// what a rule says about such words can wait for them.
    static READ_DATE: Cell<Option<ReadDate>> = const { Cell::new(if cfg!(target_arch = "wasm32") { None } else { Some(parse_date) }) };
}

/// Makes words readable.
pub fn load() {
    READ_DATE.set(Some(parse_date));
}

/// [`parse_date`], once the code for it is there; before, no word is known.
///
/// # Errors
/// [`WordsError`].
pub fn read_date(text: &str) -> Result<PartialDate, WordsError> {
    READ_DATE.get().map_or(Err(WordsError::Unknown { at: 0 }), |read| read(text))
}

/// Why words are not a number or a date. `at` counts words from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordsError {
    /// There are no words.
    Empty,
    /// Not a word of numbers or dates (misspelt, or something else).
    Unknown {
        /// Which word.
        at: usize,
    },
    /// A word that cannot stand here ("hai mười", "nghìn" before "triệu", text after the end).
    Order {
        /// Which word.
        at: usize,
    },
    /// The text ends where a number has to follow.
    Unfinished,
    /// Common speech that can mean two numbers: "một trăm năm" (105 or 150), "hai nghìn năm" (2005 or 2500).
    Ambiguous {
        /// Which word.
        at: usize,
    },
    /// Beyond 2^64.
    TooLarge,
    /// The words are a date that does not exist.
    Date(DateError),
}

impl WordsError {
    /// Stable code of this error.
    pub fn code(self) -> &'static str {
        match self {
            WordsError::Empty => "words.empty",
            WordsError::Unknown { .. } => "words.unknown",
            WordsError::Order { .. } => "words.order",
            WordsError::Unfinished => "words.unfinished",
            WordsError::Ambiguous { .. } => "words.ambiguous",
            WordsError::TooLarge => "words.too-large",
            WordsError::Date(e) => e.code(),
        }
    }

    /// Which word, counted from 0, if it is about one.
    pub fn at(self) -> Option<usize> {
        match self {
            WordsError::Unknown { at } | WordsError::Order { at } | WordsError::Ambiguous { at } => Some(at),
            _ => None,
        }
    }
}

/// What a word can be. `One` and `Four` are the forms that only follow "mươi" (mốt) or need a place of their own (tư).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Digit(u8),
    /// mốt, lăm, nhăm: a digit that needs tens before it.
    Tail(u8),
    /// tư: four, after mươi or linh or as a month.
    Fourth,
    /// mười: ten.
    Ten,
    /// mươi: tens after a digit.
    Tens,
    /// Without accents, either.
    TenOrTens,
    /// Without accents, một or mốt.
    AnyOne,
    /// hăm: two tens.
    Twenty,
    Hundred,
    /// linh, lẻ.
    And,
    Thousand,
    Million,
    Milliard,
    /// chục: tens after a digit, with no ones behind them.
    RoundTens,
    /// vạn: ten thousand.
    Myriad,
    /// rưỡi: and a half of the unit before.
    Half,
    /// đồng.
    Currency,
    /// What may stand behind the currency: chẵn.
    Even,
    /// Digits, as typed; so many of them behind the comma.
    Figures(u64, u8),
    /// mùng, mồng.
    Early,
    Day,
    Month,
    /// giêng and chạp, the first and the twelfth month.
    NamedMonth(u8),
    /// âm.
    Minus,
    Unknown,
}

/// Spelled forms. A word counts with its accents, or with none at all (`fold`); where two share a plain form it is
/// listed as what both may be.
const SPELLED: &[(&str, Word)] = &[
    ("không", Word::Digit(0)),
    ("khong", Word::Digit(0)),
    ("một", Word::Digit(1)),
    ("mốt", Word::Tail(1)),
    ("mot", Word::AnyOne),
    ("hai", Word::Digit(2)),
    ("ba", Word::Digit(3)),
    ("bốn", Word::Digit(4)),
    ("bon", Word::Digit(4)),
    ("tư", Word::Fourth),
    ("tu", Word::Fourth),
    ("năm", Word::Digit(5)),
    ("nam", Word::Digit(5)),
    ("lăm", Word::Tail(5)),
    ("lam", Word::Tail(5)),
    ("nhăm", Word::Tail(5)),
    ("nham", Word::Tail(5)),
    ("sáu", Word::Digit(6)),
    ("sau", Word::Digit(6)),
    ("bảy", Word::Digit(7)),
    ("bẩy", Word::Digit(7)),
    ("bay", Word::Digit(7)),
    ("tám", Word::Digit(8)),
    ("tam", Word::Digit(8)),
    ("chín", Word::Digit(9)),
    ("chin", Word::Digit(9)),
    ("mười", Word::Ten),
    ("mươi", Word::Tens),
    ("muoi", Word::TenOrTens),
    ("hăm", Word::Twenty),
    ("ham", Word::Twenty),
    ("chục", Word::RoundTens),
    ("chuc", Word::RoundTens),
    ("vạn", Word::Myriad),
    ("van", Word::Myriad),
    ("rưỡi", Word::Half),
    ("rưởi", Word::Half),
    ("ruoi", Word::Half),
    ("đồng", Word::Currency),
    ("dong", Word::Currency),
    ("đ", Word::Currency),
    ("vnđ", Word::Currency),
    ("vnd", Word::Currency),
    ("chẵn", Word::Even),
    ("chan", Word::Even),
    ("trăm", Word::Hundred),
    ("tram", Word::Hundred),
    ("linh", Word::And),
    ("lẻ", Word::And),
    ("le", Word::And),
    ("nghìn", Word::Thousand),
    ("nghin", Word::Thousand),
    ("ngàn", Word::Thousand),
    ("ngan", Word::Thousand),
    ("triệu", Word::Million),
    ("trieu", Word::Million),
    ("tỷ", Word::Milliard),
    ("tỉ", Word::Milliard),
    ("ty", Word::Milliard),
    ("ti", Word::Milliard),
    ("mùng", Word::Early),
    ("mung", Word::Early),
    ("mồng", Word::Early),
    ("mong", Word::Early),
    ("ngày", Word::Day),
    ("ngay", Word::Day),
    ("tháng", Word::Month),
    ("thang", Word::Month),
    ("giêng", Word::NamedMonth(1)),
    ("gieng", Word::NamedMonth(1)),
    ("chạp", Word::NamedMonth(12)),
    ("chap", Word::NamedMonth(12)),
    ("âm", Word::Minus),
    ("am", Word::Minus),
];

/// The longest text that can be a number or a date: the longest `u64` has 51 words. More is not read.
const MAX_WORDS: usize = 96;

/// The words of a cleaned text with the places of their characters. A number in digits is one word, with its points and its
/// comma.
fn pieces(text: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for (at, c) in text.chars().map(|c| fold::lower(fold::narrow(c))).enumerate() {
        // Behind a digit a point or a comma is one of the number's, if another digit follows: seen when that comes.
        let numeral = |word: &str| word.ends_with(|c: char| c.is_ascii_digit());
        match c {
            '.' | ',' if inside && out.last().is_some_and(|(_, word)| numeral(word)) => {
                if let Some((_, word)) = out.last_mut() {
                    word.push(c);
                }
            }
            ' ' | ',' | '.' | ';' | '-' | '(' | ')' => inside = false,
            c => {
                let continued = inside && {
                    let last = out.last().map_or("", |(_, word)| word);
                    !last.ends_with(['.', ',']) || c.is_ascii_digit()
                };
                match out.last_mut() {
                    Some((_, word)) if continued => word.push(c),
                    _ => out.push((at, c.to_string())),
                }
                inside = true;
            }
        }
    }
    for (_, word) in &mut out {
        word.truncate(word.trim_end_matches(['.', ',']).len());
    }
    out.retain(|(_, word)| word != "/"); // of "./." at the end of an amount
    out
}

/// A number in digits: with points between groups of three, with a comma before decimals.
fn figures(word: &str) -> Option<Word> {
    let (whole, places) = match word.split_once(',') {
        Some((whole, places)) => (whole, places),
        // A point that cannot stand between groups is taken for a comma.
        None if decimal::whole(word).is_none() => word.split_once('.')?,
        None => (word, ""),
    };
    let whole: u64 = decimal::whole(whole)?.try_into().ok()?;
    if !places.bytes().all(|b| b.is_ascii_digit()) || places.len() > 9 {
        return None;
    }
    let scale = 10u64.pow(places.len() as u32);
    let behind: u64 = if places.is_empty() { 0 } else { places.parse().ok()? };
    Some(Word::Figures(whole.checked_mul(scale)?.checked_add(behind)?, places.len() as u8))
}

fn read(text: &str) -> Result<Vec<Word>, WordsError> {
    let mut words = Vec::new();
    for (at, (_, small)) in pieces(&fold::clean(text)).into_iter().enumerate() {
        if at == MAX_WORDS {
            return Err(WordsError::Order { at });
        }
        let known = || SPELLED.iter().find(|(s, _)| *s == small).map(|(_, w)| *w);
        let numeral = if small.starts_with(|c: char| c.is_ascii_digit()) { figures(&small) } else { None };
        words.push(numeral.or_else(known).unwrap_or(Word::Unknown));
    }
    if words.is_empty() { Err(WordsError::Empty) } else { Ok(words) }
}

/// Where a word that an error names stands in [`super::clean`]ed text: the range of its characters.
pub fn place(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let (start, word) = pieces(&fold::clean(text)).into_iter().nth(at)?;
    Some(start..start + word.chars().count())
}

/// Reads a number in words (see the module for the forms accepted); capitals and punctuation do not matter.
pub fn parse_number(text: &str) -> Result<u64, WordsError> {
    parse_whole(&read(text)?, 0)
}

/// As [`parse_number`], with "âm" before a negative number.
pub fn parse_signed(text: &str) -> Result<i64, WordsError> {
    signed_of(&read(text)?)
}

fn signed_of(words: &[Word]) -> Result<i64, WordsError> {
    match words {
        [Word::Minus, rest @ ..] => {
            let n = parse_whole(rest, 1)?;
            0i64.checked_sub_unsigned(n).ok_or(WordsError::TooLarge)
        }
        all => i64::try_from(parse_whole(all, 0)?).map_err(|_| WordsError::TooLarge),
    }
}

/// Reads an amount of money: a number as [`parse_signed`] reads it, with or without "đồng" (đ, VND), "Việt Nam" and "chẵn"
/// behind it.
pub fn parse_money(text: &str) -> Result<i64, WordsError> {
    let words = read(text)?;
    let end = words.iter().rposition(|w| *w == Word::Currency).unwrap_or(words.len());
    let behind = words.get(end + 1..).unwrap_or_default();
    // "Việt Nam" are two words; the second, without its accents, is also one of numbers.
    let texts: Vec<String> =
        pieces(&fold::clean(text)).into_iter().skip(end + 1).map(|(_, w)| fold::fold(&w)).collect();
    let country = if texts.starts_with(&["viet".into(), "nam".into()]) { 2 } else { 0 };
    if let Some(bad) = behind.iter().skip(country).position(|w| *w != Word::Even) {
        return Err(WordsError::Order { at: end + 1 + country + bad });
    }
    let mut number = &words[..end];
    if end == words.len() {
        // "một triệu chẵn" says money by itself.
        number = number.strip_suffix(&[Word::Even]).unwrap_or(number);
    }
    signed_of(number)
}

/// All of `words` as one number; `base` is the index of the first of them in the text.
fn parse_whole(words: &[Word], base: usize) -> Result<u64, WordsError> {
    let mut p = Reader { words, next: 0, base };
    let n = p.number()?;
    match p.peek() {
        None => Ok(n),
        Some(_) => Err(p.misplaced()),
    }
}

struct Reader<'a> {
    words: &'a [Word],
    next: usize,
    base: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<Word> {
        self.words.get(self.next).copied()
    }

    fn peek_after(&self) -> Option<Word> {
        self.words.get(self.next + 1).copied()
    }

    fn eat(&mut self, accepted: &[Word]) -> bool {
        let found = self.peek().is_some_and(|w| accepted.contains(&w));
        self.next += usize::from(found);
        found
    }

    /// The error for the word that stands here.
    fn misplaced(&self) -> WordsError {
        let at = self.base + self.next;
        match self.peek() {
            None => WordsError::Unfinished,
            Some(Word::Unknown) => WordsError::Unknown { at },
            Some(_) => WordsError::Order { at },
        }
    }

    fn digit(&mut self) -> Option<u8> {
        let d = match self.peek() {
            Some(Word::Digit(d)) => d,
            Some(Word::AnyOne) => 1,
            _ => return None,
        };
        self.next += 1;
        Some(d)
    }

    /// A number up to where no word of a number follows.
    fn number(&mut self) -> Result<u64, WordsError> {
        if self.words.is_empty() {
            return Err(WordsError::Unfinished);
        }
        let mut total: u64 = 0; // in milliards, as soon as a "tỷ" was read
        let mut block: u64 = 0; // below a milliard
        let mut smallest = u64::MAX; // the smallest unit read in this block
        let mut first = true;
        loop {
            let start = self.next;
            if !first && !matches!(self.peek(), Some(w) if starts_group(w)) {
                break;
            }
            let places = match self.peek() {
                Some(Word::Figures(_, places)) => places,
                _ => 0,
            };
            let (group, bare) = self.group(first)?;
            let unit = if self.eat(&[Word::Million]) {
                1_000_000
            } else if self.eat(&[Word::Myriad]) {
                10_000
            } else if self.eat(&[Word::Thousand]) {
                1_000
            } else {
                1
            };
            if places > 0 {
                // "1,5 triệu": all of the number, and a whole one.
                let unit = if unit == 1 && self.eat(&[Word::Milliard]) { 1_000_000_000 } else { unit };
                let scale = 10u64.pow(places.into());
                let n = group.checked_mul(unit).ok_or(WordsError::TooLarge)?;
                if !first || !n.is_multiple_of(scale) {
                    return Err(WordsError::Order { at: self.base + start });
                }
                return Ok(n / scale);
            }
            if unit >= smallest || (group == 0 && !first && unit > 1) {
                return Err(WordsError::Order { at: self.base + start });
            }
            if bare && !first && unit == 1 && self.peek() != Some(Word::Milliard) {
                return Err(WordsError::Ambiguous { at: self.base + start });
            }
            smallest = unit;
            first = false;
            let sum = group.checked_mul(unit).and_then(|n| block.checked_add(n));
            block = sum.ok_or(WordsError::TooLarge)?;
            if unit > 1 && self.eat(&[Word::Half]) {
                block = block.checked_add(unit / 2).ok_or(WordsError::TooLarge)?;
                break;
            }
            if self.eat(&[Word::Milliard]) {
                total =
                    total.checked_add(block).and_then(|t| t.checked_mul(1_000_000_000)).ok_or(WordsError::TooLarge)?;
                while self.eat(&[Word::Milliard]) {
                    total = total.checked_mul(1_000_000_000).ok_or(WordsError::TooLarge)?;
                }
                block = 0;
                smallest = u64::MAX;
                if total == 0 {
                    return Err(WordsError::Order { at: self.base + start });
                }
                if self.eat(&[Word::Half]) {
                    block = 500_000_000;
                    break;
                }
            } else if unit == 1 {
                break;
            }
        }
        total.checked_add(block).ok_or(WordsError::TooLarge)
    }

    /// 0 to 999 and whether it was a lone digit, which after a larger unit can be read in two ways.
    fn group(&mut self, first: bool) -> Result<(u64, bool), WordsError> {
        if let Some(Word::Figures(n, places)) = self.peek()
            && (first || n < 1000 && places == 0)
        {
            self.next += 1;
            // "1 triệu 500" may be 1,000,500 and is more often 1,500,000.
            return Ok((n, !first));
        }
        let mut n: u64 = 0;
        let mut hundreds = false;
        if self.peek_after() == Some(Word::Hundred) {
            let Some(d) = self.digit() else { return Err(self.misplaced()) };
            if d == 0 && first {
                self.next -= 1;
                return Err(self.misplaced()); // "không trăm" only pads
            }
            self.next += 1;
            n = u64::from(d) * 100;
            hundreds = true;
            if d > 0 && self.eat(&[Word::Half]) {
                return Ok((n + 50, false));
            }
        }
        if self.eat(&[Word::And]) {
            // "linh" stands for the tens: after hundreds, or after a larger unit whose hundreds went unsaid.
            if first && !hundreds {
                self.next -= 1;
                return Err(self.misplaced());
            }
            let ones = match self.peek() {
                Some(Word::Fourth) => {
                    self.next += 1;
                    4
                }
                _ => self.digit().filter(|d| *d > 0).ok_or_else(|| self.misplaced())?,
            };
            return Ok((n + u64::from(ones), false));
        }
        let tens = if self.eat(&[Word::Ten]) || (self.peek() == Some(Word::TenOrTens) && self.eat(&[Word::TenOrTens])) {
            1
        } else if self.eat(&[Word::Twenty]) {
            2
        } else if self.peek_after() == Some(Word::RoundTens) {
            return match self.digit() {
                Some(d @ 1..) => {
                    self.next += 1;
                    Ok((n + u64::from(d) * 10, false))
                }
                _ => Err(self.misplaced()),
            };
        } else if matches!(self.peek_after(), Some(Word::Tens | Word::TenOrTens)) {
            match self.digit() {
                Some(d @ 2..) => {
                    self.next += 1;
                    d
                }
                _ => return Err(self.misplaced()),
            }
        } else {
            0
        };
        if tens > 0 {
            let ones = match (tens, self.peek()) {
                (_, Some(Word::Tail(5))) => 5,
                (2.., Some(Word::Tail(1))) => 1,
                (_, Some(Word::AnyOne)) => 1,
                (_, Some(Word::Fourth)) => 4,
                // "hai mươi năm" is twenty years, never 25; and a year may follow a day or month in tens.
                (_, Some(Word::Digit(d @ (1..=4 | 6..=9)))) => d,
                _ => 0,
            };
            // The digit of a next group ("hai mươi hai nghìn" has none): hundreds never follow tens.
            self.next += usize::from(ones > 0);
            return Ok((n + u64::from(tens) * 10 + u64::from(ones), false));
        }
        let digit = self.digit();
        if let Some(d @ 2..) = digit {
            // "mươi" left out. Of two bare digits it is certain only behind hundreds: "hai ba" may be "two or three".
            let round =
                matches!(self.peek_after(), Some(Word::Hundred | Word::Tens | Word::TenOrTens | Word::RoundTens));
            let ones = match self.peek() {
                Some(Word::Tail(ones)) => ones,
                Some(Word::Fourth) => 4,
                Some(Word::AnyOne) if !round => 1,
                Some(Word::Digit(ones @ (1..=4 | 6..=9))) if hundreds && !round => ones,
                Some(Word::Digit(1..=9)) if !hundreds => {
                    return Err(WordsError::Ambiguous { at: self.base + self.next - 1 });
                }
                _ => 0,
            };
            if ones > 0 {
                self.next += 1;
                return Ok((n + u64::from(d) * 10 + u64::from(ones), false));
            }
        }
        match digit {
            Some(_) if hundreds => {
                self.next -= 1;
                Err(WordsError::Ambiguous { at: self.base + self.next })
            }
            Some(d) => Ok((d.into(), true)),
            None if hundreds => Ok((n, false)),
            None => Err(self.misplaced()),
        }
    }
}

fn starts_group(w: Word) -> bool {
    use Word::*;
    matches!(w, Digit(_) | AnyOne | Ten | TenOrTens | Twenty | And | Figures(..))
}

/// A year said digit by digit: "một chín bảy lăm", "hai không hai sáu".
fn spelled_year(words: &[Word]) -> Option<u64> {
    let digit = |(place, word): (usize, &Word)| match word {
        Word::Digit(d) => Some(u64::from(*d)),
        Word::AnyOne => Some(1),
        Word::Tail(d) if place == 3 => Some(u64::from(*d)),
        Word::Fourth if place == 3 => Some(4),
        _ => None,
    };
    let all: Option<Vec<u64>> = words.iter().enumerate().map(digit).collect();
    all.filter(|d| d.len() == 4 && d[0] > 0).map(|d| d.iter().fold(0, |year, d| year * 10 + d))
}

/// Reads a date in words: "ngày … tháng … năm …", "tháng … năm …" or "năm …". "năm" is both "year" and "five"; the month
/// has one or two words, which settles it ("tháng năm năm hai nghìn …").
pub fn parse_date(text: &str) -> Result<PartialDate, WordsError> {
    let words = read(text)?;
    let mut next = 0;
    let mut day = None;
    if matches!(words.first(), Some(Word::Day | Word::Early)) {
        next += usize::from(words[0] == Word::Day);
        next += usize::from(words.get(next) == Some(&Word::Early));
        let end = words.iter().position(|w| *w == Word::Month).ok_or(WordsError::Unfinished)?;
        day = Some(match words.get(next..end).unwrap_or_default() {
            // "ngày hai ba": no day is "two or three".
            [Word::Digit(tens @ 2..=3), Word::Digit(ones @ (1..=4 | 6..=9))] => u64::from(tens * 10 + ones),
            rest => parse_whole(rest, next)?,
        });
        next = end;
    }
    let mut month = None;
    if words.get(next) == Some(&Word::Month) {
        next += 1;
        let rest = words.get(next..).unwrap_or_default();
        let (m, used) = match rest {
            [Word::Ten | Word::TenOrTens, Word::Digit(1) | Word::AnyOne, ..] => (11, 2),
            [Word::Ten | Word::TenOrTens, Word::Digit(2), ..] => (12, 2),
            [Word::Ten | Word::TenOrTens, ..] => (10, 1),
            [Word::Digit(d @ 1..), ..] => (u64::from(*d), 1),
            [Word::AnyOne, ..] => (1, 1),
            [Word::Fourth, ..] => (4, 1),
            [Word::NamedMonth(m), ..] => (u64::from(*m), 1),
            [Word::Figures(n, 0), ..] => (*n, 1),
            [] => return Err(WordsError::Unfinished),
            [Word::Unknown, ..] => return Err(WordsError::Unknown { at: next }),
            _ => return Err(WordsError::Order { at: next }),
        };
        month = Some(m);
        next += used;
    }
    match words.get(next) {
        Some(Word::Digit(5)) => next += 1,
        None => return Err(WordsError::Unfinished),
        Some(Word::Unknown) => return Err(WordsError::Unknown { at: next }),
        Some(_) => return Err(WordsError::Order { at: next }),
    }
    let rest = words.get(next..).unwrap_or_default();
    let year = spelled_year(rest).map_or_else(|| parse_whole(rest, next), Ok)?;
    let year = i32::try_from(year).map_err(|_| WordsError::Date(DateError::Year))?;
    let small = |n: u64| u8::try_from(n).unwrap_or(u8::MAX);
    match (day, month) {
        (Some(d), Some(m)) => PartialDate::from_ymd(year, small(m), small(d)),
        (_, Some(m)) => PartialDate::from_month(year, small(m)),
        _ => PartialDate::from_year(year),
    }
    .map_err(WordsError::Date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold as plain;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn every_row_of_the_table() {
        let table = include_str!("../../tests/fixtures/cases/words_cases.csv");
        let mut n = 0;
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.expect("a well-formed row");
            let also = row[3].split('|').map(str::trim).filter(|w| !w.is_empty());
            match &row[0] {
                "date" => {
                    let d = PartialDate::parse_loose(&row[1]).expect("a date of the table");
                    assert_eq!(date(d), row[2]);
                    for words in also.chain([&row[2]]) {
                        assert_eq!(parse_date(words), Ok(d), "{words}");
                        assert_eq!(parse_date(&plain(words)), Ok(d), "{words}, without accents");
                    }
                }
                "number" => {
                    let value: u64 = row[1].parse().expect("a number of the table");
                    assert_eq!(number(value), row[2]);
                    for words in also.chain([&row[2]]) {
                        assert_eq!(parse_number(words), Ok(value), "{words}");
                        assert_eq!(parse_number(&plain(words)), Ok(value), "{words}, without accents");
                    }
                }
                kind => panic!("unknown kind {kind}"),
            }
            n += 1;
        }
        assert_eq!(n, 68);
    }

    #[test]
    fn large_and_negative_numbers() {
        for (n, words) in [
            (1_000_000_000_000, "một nghìn tỷ"),
            (1_000_000_000_005, "một nghìn tỷ không trăm linh năm"),
            (1_005_000_000_000, "một nghìn không trăm linh năm tỷ"),
            (2_000_000_000_000_000, "hai triệu tỷ"),
            (1_000_000_000_000_000_000, "một tỷ tỷ"),
            (1_000_000_001_000_000_000, "một tỷ không trăm linh một tỷ"),
            (1_005_000, "một triệu không trăm linh năm nghìn"),
        ] {
            assert_eq!(number(n), words);
            assert_eq!(parse_number(words), Ok(n));
        }
        assert_eq!(parse_number(&number(u64::MAX)), Ok(u64::MAX));
        assert_eq!(signed(-15), "âm mười lăm");
        assert_eq!(parse_signed(&signed(i64::MIN)), Ok(i64::MIN));
        assert_eq!(parse_number("mười chín tỷ tỷ"), Err(WordsError::TooLarge));
    }

    #[test]
    fn reads_regional_forms_and_everyday_dates() {
        for (words, n) in [
            ("hai mươi nhăm", 25),
            ("Hai Mươi Một", 21),
            ("hăm mốt", 21),
            ("một ngàn lẻ một", 1001),
            ("hai nghìn mười", 2010),
            ("hai nghìn hai mươi tư", 2024),
            ("bẩy mươi", 70),
            ("một trăm linh tư", 104),
            ("một triệu năm nghìn", 1_005_000),
            ("hai mốt", 21),
            ("ba tư", 34),
            ("bốn nhăm", 45),
            ("chín trăm năm tám", 958),
            ("một nghìn chín trăm năm tám", 1958),
            ("một nghìn chín trăm bảy lăm", 1975),
            ("hai chục", 20),
            ("ba chục nghìn", 30_000),
            ("hai trăm rưỡi", 250),
            ("một triệu rưỡi", 1_500_000),
            ("hai tỷ rưỡi", 2_500_000_000),
            ("ba vạn năm nghìn", 35_000),
            ("mười vạn", 100_000),
            ("1.500.000", 1_500_000),
            ("1,5 triệu", 1_500_000),
            ("2.25 tỷ", 2_250_000_000),
            ("1 triệu 500 nghìn", 1_500_000),
            ("500 nghìn", 500_000),
            ("1.500 triệu", 1_500_000_000),
        ] {
            assert_eq!(parse_number(words), Ok(n), "{words}");
        }
        for (words, iso) in [
            ("Ngày 15 tháng 8 năm 2026", "2026-08-15"),
            ("mồng năm tháng năm năm hai nghìn không trăm linh năm", "2005-05-05"),
            ("ngày năm tháng năm năm hai ngàn lẻ năm", "2005-05-05"),
            ("ngày hai mươi lăm tháng mười năm một nghìn chín trăm năm mươi lăm.", "1955-10-25"),
            ("ngày mùng một tháng giêng năm 1958", "1958-01-01"),
            ("tháng tư, năm một nghìn chín trăm bảy mươi lăm", "1975-04"),
            ("năm một nghìn chín trăm năm mươi", "1950"),
            ("ngày hai mốt tháng hai năm 1991", "1991-02-21"),
            ("ngày hai ba tháng hai năm một chín chín mốt", "1991-02-23"),
            ("ngày ba mốt tháng chạp năm hai không không lăm", "2005-12-31"),
            ("năm một chín bảy lăm", "1975"),
            ("ngày 5, tháng 3,năm 2026.", "2026-03-05"),
        ] {
            assert_eq!(parse_date(words).map(|d| d.to_string()).as_deref(), Ok(iso), "{words}");
        }
    }

    #[test]
    fn refuses_what_is_wrong_or_could_be_two_things_and_says_where() {
        use WordsError::*;
        for (words, error) in [
            ("", Empty),
            (" , ", Empty),
            ("hai mười", Order { at: 1 }),
            ("hai mươi năm", Order { at: 2 }),
            ("một trăm năm", Ambiguous { at: 2 }),
            ("hai nghìn năm", Ambiguous { at: 2 }),
            ("một nghìn hai triệu", Order { at: 2 }),
            ("không trăm linh năm", Order { at: 0 }),
            ("hai nghì", Unknown { at: 1 }),
            ("hai trăm linh", Unfinished),
            ("linh năm", Order { at: 0 }),
            ("năm tháng", Order { at: 1 }),
            ("hai ba nghìn", Ambiguous { at: 0 }),
            ("năm sáu mươi", Ambiguous { at: 0 }),
            ("hai trăm năm sáu mươi", Ambiguous { at: 2 }),
            ("1 triệu 500", Ambiguous { at: 2 }),
            ("1,5", Order { at: 0 }),
            ("1,2345 nghìn", Order { at: 0 }),
            ("hai triệu rưỡi nghìn", Order { at: 3 }),
            ("rưỡi", Order { at: 0 }),
            ("1.23.4", Unknown { at: 0 }),
            ("hai đồng", Order { at: 1 }),
        ] {
            assert_eq!(parse_number(words), Err(error), "{words}");
        }
        for (words, error) in [
            ("ngày ba mươi mốt, tháng hai, năm hai nghìn", Date(DateError::Day)),
            ("ngày mùng một", Unfinished),
            ("tháng mười ba năm hai nghìn", Order { at: 2 }),
            ("ngày một tháng tư năm hai nghìn ạ", Unknown { at: 7 }),
            ("một nghìn", Order { at: 0 }),
        ] {
            assert_eq!(parse_date(words), Err(error), "{words}");
        }
        assert_eq!(parse_number(&"tỷ ".repeat(100_000)), Err(Order { at: MAX_WORDS }));
    }

    #[test]
    fn money_both_ways() {
        for (dong, words) in [
            (1_500_000, "một triệu năm trăm nghìn đồng"),
            (0, "không đồng"),
            (-15_000, "âm mười lăm nghìn đồng"),
            (1_000_000_000_000, "một nghìn tỷ đồng"),
        ] {
            assert_eq!(money(dong), words);
            for typed in
                [words.to_owned(), plain(words), words.to_uppercase() + " CHẴN./.", words.to_owned() + " Việt Nam"]
            {
                assert_eq!(parse_money(&typed), Ok(dong), "{typed}");
            }
        }
        for (typed, dong) in [
            ("1.500.000 đ", 1_500_000),
            ("1500000 VNĐ", 1_500_000),
            ("1,5 triệu đồng", 1_500_000),
            ("Hai trăm ngàn đồng chẵn", 200_000),
            ("một triệu rưỡi", 1_500_000),
            ("năm mươi ngàn dong viet nam", 50_000),
        ] {
            assert_eq!(parse_money(typed), Ok(dong), "{typed}");
        }
        for (typed, error) in [
            ("đồng", WordsError::Unfinished),
            ("", WordsError::Empty),
            ("hai đồng ba", WordsError::Order { at: 2 }),
            ("hai nghìn năm đồng", WordsError::Ambiguous { at: 2 }),
            ("hai nghìn đô", WordsError::Unknown { at: 2 }),
        ] {
            assert_eq!(parse_money(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn says_where_a_word_stands() {
        for (text, at, word) in
            [("hai  nghì", 1, "nghì"), ("1.500.000 đồngg", 1, "đồngg"), ("ngày 5,tháng", 2, "tháng"), ("3.5.x", 1, "x")]
        {
            let clean = fold::clean(text);
            let range = place(text, at).expect("a word");
            assert_eq!(clean.chars().skip(range.start).take(range.len()).collect::<String>(), word, "{text}");
        }
        assert_eq!(place("hai", 1), None);
    }

    #[test]
    fn every_date_of_three_centuries_comes_back() {
        let mut day = time::Date::from_calendar_date(1900, time::Month::January, 1).expect("a date");
        while day.year() <= 2100 {
            let d = PartialDate::from(day);
            let words = date(d);
            assert_eq!(parse_date(&words), Ok(d));
            // As it is said and written elsewhere in the country.
            let south = words.replace("linh", "lẻ").replace("nghìn", "ngàn").replace("mùng", "mồng");
            let bare = words.replace("mùng ", "").replace("mươi mốt", "mốt").replace("mươi tư", "tư").replace(',', "");
            let other =
                words.replace("mươi tư", "mươi bốn").replace("mươi lăm", "mươi nhăm").replace("tháng tư", "tháng bốn");
            for regional in [south, bare, other] {
                assert_eq!(parse_date(&regional), Ok(d), "{regional}");
            }
            day = day.next_day().expect("before the end of the calendar");
        }
        for year in crate::text::date::YEARS {
            let y = PartialDate::from_year(year).expect("a year in range");
            let m = PartialDate::from_month(year, 4).expect("a month in range");
            assert_eq!((parse_date(&date(y)), parse_date(&date(m))), (Ok(y), Ok(m)));
        }
    }

    #[test]
    fn every_number_to_a_hundred_thousand_comes_back() {
        for n in 0..100_000 {
            let words = number(n);
            assert_eq!(parse_number(&words), Ok(n), "{words}");
            assert_eq!(parse_number(&plain(&words)), Ok(n), "{words}, without accents");
        }
    }

    proptest! {
        #[test]
        fn numbers_come_back(n in any::<u64>(), small in 0u64..1_000_000_000_000) {
            for n in [n, small] {
                let words = number(n);
                prop_assert_eq!(parse_number(&words), Ok(n), "{}", words);
                prop_assert_eq!(parse_number(&words.to_uppercase().nfd().collect::<String>()), Ok(n));
                // As it is said elsewhere in the country.
                let south = words.replace("linh", "lẻ").replace("nghìn", "ngàn").replace("tỷ", "tỉ");
                let south = south.replace("mươi lăm", "mươi nhăm").replace("mươi tư", "mươi bốn").replace("mươi mốt", "mươi một");
                prop_assert_eq!(parse_number(&south), Ok(n), "{}", south);
                prop_assert_eq!(parse_number(&words.replace("mươi mốt", "mốt").replace("mươi tư", "tư")), Ok(n), "{}", words);
            }
        }

        #[test]
        fn no_words_panic_and_what_is_read_is_stable(
            text in any::<String>(),
            words in proptest::collection::vec(proptest::sample::select(SPELLED.iter().map(|s| s.0).chain(["7", "12", "1.500", "1,5", "x"]).collect::<Vec<_>>()), 0..12),
        ) {
            for t in [text, words.join(" ")] {
                if let Ok(n) = parse_number(&t) {
                    prop_assert_eq!(parse_number(&number(n)), Ok(n));
                }
                if let Ok(d) = parse_date(&t) {
                    prop_assert_eq!(parse_date(&date(d)), Ok(d));
                }
                if let Ok(n) = parse_money(&t) {
                    prop_assert_eq!(parse_money(&money(n)), Ok(n));
                }
                let error = parse_signed(&t).err().and_then(WordsError::at);
                prop_assert!(error.is_none_or(|at| place(&t, at).is_some() || at == MAX_WORDS), "{}", t);
            }
        }
    }
}
