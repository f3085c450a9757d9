//! A message as words, numbers and signs that remember where they stand. Offsets are bytes of the text as it was pasted:
//! nothing is normalised before, so that what is shown is what was there.

use crate::text::{fold, is_invisible, lower, narrow, nfc, plain_char};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, with their marks; an apostrophe between two of them belongs to them.
    Word,
    /// Digits.
    Number,
    /// Any other character, narrow.
    Sign(char),
    /// The end of a line.
    Line,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    /// A capital first.
    Title,
    /// Two or more letters, capitals all.
    Upper,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    key: (usize, usize),
    exact: (usize, usize),
    pub line: usize,
    /// Blanks stand before it, or it is the first of its line.
    pub gap: bool,
    pub case: Case,
    /// Has an accent, a tone mark or đ.
    pub marked: bool,
}

impl Token {
    pub fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    pub fn word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub fn number(&self) -> bool {
        self.kind == Kind::Number
    }

    /// Begins with a capital.
    pub fn capital(&self) -> bool {
        self.word() && self.case != Case::Lower
    }
}

pub(super) struct Tokens<'t> {
    pub text: &'t str,
    pub all: Vec<Token>,
    keys: String,
    exacts: String,
    /// Of each line, whether any of its words has an accent.
    pub marked: Vec<bool>,
}

/// A longer run of letters is no word: its beginning stands for it.
const LONGEST_WORD: usize = 40;

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36F}')
}

/// Whether the apostrophe at the beginning of `rest` belongs to the word around it (H'Lan), not to an English genitive.
fn apostrophe(rest: &str) -> bool {
    let mut chars = rest.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('s'), next) => next.is_some_and(char::is_alphabetic),
        (Some(c), _) => c.is_alphabetic(),
        _ => false,
    }
}

impl<'t> Tokens<'t> {
    pub fn new(text: &'t str) -> Self {
        let mut tokens = Tokens {
            text,
            all: Vec::with_capacity(text.len() / 4),
            keys: String::with_capacity(text.len()),
            exacts: String::with_capacity(text.len()),
            marked: vec![false],
        };
        let mut chars = text.char_indices().peekable();
        let mut gap = true;
        let mut word = String::new();
        while let Some((start, c)) = chars.next() {
            if is_invisible(c) {
                continue;
            }
            if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') {
                if c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n') {
                    chars.next();
                }
                let end = chars.peek().map_or(text.len(), |(at, _)| *at);
                tokens.push(start, end, Kind::Line, gap, "");
                tokens.marked.push(false);
                gap = true;
                continue;
            }
            if c.is_whitespace() && c != '\t' {
                gap = true;
                continue;
            }
            let c = narrow(c);
            let mut end = chars.peek().map_or(text.len(), |(at, _)| *at);
            word.clear();
            if c.is_ascii_digit() {
                word.push(c);
                while let Some((_, next)) = chars.next_if(|(_, next)| narrow(*next).is_ascii_digit()) {
                    word.push(narrow(next));
                    end = chars.peek().map_or(text.len(), |(at, _)| *at);
                }
                tokens.push(start, end, Kind::Number, gap, &word);
            } else if is_letter(c) {
                word.push(c);
                while let Some((at, next)) = chars.peek().copied() {
                    let next = narrow(next);
                    let inside = is_letter(next)
                        || is_invisible(next)
                        || next == '\'' && apostrophe(text.get(at..).unwrap_or_default());
                    if !inside {
                        break;
                    }
                    chars.next();
                    if word.len() < LONGEST_WORD * 4 && !is_invisible(next) {
                        word.push(next);
                    }
                    end = chars.peek().map_or(text.len(), |(at, _)| *at);
                }
                tokens.push(start, end, Kind::Word, gap, &word);
            } else {
                tokens.push(start, end, Kind::Sign(c), gap, "");
            }
            gap = false;
        }
        tokens
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind, gap: bool, word: &str) {
        let (key, exact) = (self.keys.len(), self.exacts.len());
        let mut case = Case::Lower;
        let mut marked = false;
        match kind {
            Kind::Word => {
                let composed = nfc(word);
                let (mut letters, mut capitals) = (0, 0);
                for c in composed.chars() {
                    let small = lower(c);
                    letters += 1;
                    if small != c {
                        capitals += 1;
                        if letters == 1 {
                            case = Case::Title;
                        }
                    }
                    self.exacts.push(small);
                    let plain = plain_char(small);
                    marked |= plain != small;
                    if plain != '\'' && !matches!(plain, '\u{300}'..='\u{36F}') {
                        self.keys.push(plain);
                    }
                }
                if letters > 1 && capitals == letters {
                    case = Case::Upper;
                }
                if let Some(line) = self.marked.last_mut() {
                    *line |= marked;
                }
            }
            _ => self.keys.push_str(word),
        }
        let line = self.marked.len() - 1;
        let (key, exact) = ((key, self.keys.len()), (exact, self.exacts.len()));
        self.all.push(Token { start, end, kind, key, exact, line, gap, case, marked });
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn get(&self, i: usize) -> Option<&Token> {
        self.all.get(i)
    }

    /// Plain small letters of a word, digits of a number; nothing of a sign.
    pub fn key(&self, i: usize) -> &str {
        self.get(i).and_then(|t| self.keys.get(t.key.0..t.key.1)).unwrap_or_default()
    }

    /// Small letters of a word, with its accents.
    pub fn exact(&self, i: usize) -> &str {
        self.get(i).and_then(|t| self.exacts.get(t.exact.0..t.exact.1)).unwrap_or_default()
    }

    pub fn is(&self, i: usize, sign: char) -> bool {
        self.get(i).is_some_and(|t| t.is(sign))
    }

    pub fn is_line(&self, i: usize) -> bool {
        self.get(i).is_none_or(|t| t.kind == Kind::Line)
    }

    /// Whether token `i` begins its line.
    pub fn begins_line(&self, i: usize) -> bool {
        i.checked_sub(1).is_none_or(|before| self.is_line(before))
    }

    pub fn line_marked(&self, i: usize) -> bool {
        self.get(i).is_some_and(|t| self.marked.get(t.line).copied().unwrap_or(false))
    }

    /// Whether token `i` is this word. A word without accents is any that it may be, where accents are left out; in a
    /// phrase (`lenient`) also where only this word lacks them, or has others (scanners).
    pub fn means(&self, i: usize, word: &str, key: &str, lenient: bool) -> bool {
        if self.key(i) != key || !self.get(i).is_some_and(Token::word) {
            return false;
        }
        let exact = self.exact(i);
        exact == word || lenient || !self.all[i].marked && !self.line_marked(i)
    }

    /// From the first byte of token `from` to the last of token `to - 1`.
    pub fn span(&self, from: usize, to: usize) -> (usize, usize) {
        let start = self.get(from).map_or(self.text.len(), |t| t.start);
        (start, to.checked_sub(1).and_then(|last| self.get(last)).map_or(start, |t| t.end).max(start))
    }

    /// The first token that begins at byte `at` or behind.
    pub fn at(&self, at: usize) -> usize {
        self.all.partition_point(|t| t.start < at)
    }
}

/// A word of a list as it is compared: (with accents, without).
pub(super) fn both(word: &str) -> (String, String) {
    (word.to_owned(), fold(word).replace('\'', ""))
}
