//! Regular expressions of `matches`, cut down to what means the same to `regex` (native) and `regex-lite` (browser), and
//! to what cannot grow: both engines run in linear time, but a counted repetition of a counted repetition is big.

use regex::Regex;

/// Longest pattern, in bytes.
const MAX_LENGTH: usize = 512;
/// Most states, counted as literals and classes after unrolling repetitions.
const MAX_COST: u32 = 2_000;
/// Deepest nesting of groups.
const MAX_DEPTH: u32 = 16;

/// Reads a pattern; `None` if it is not one, or too big.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    if pattern.len() > MAX_LENGTH {
        return None;
    }
    let mut reader = Reader { rest: pattern.chars().peekable(), out: String::with_capacity(pattern.len() + 16) };
    let cost = reader.alternatives(0)?;
    if reader.rest.peek().is_some() || cost > MAX_COST {
        return None;
    }
    Regex::new(&reader.out).ok()
}

struct Reader<'p> {
    rest: std::iter::Peekable<std::str::Chars<'p>>,
    out: String,
}

impl Reader<'_> {
    fn alternatives(&mut self, depth: u32) -> Option<u32> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut cost = 0u32;
        while let Some(&c) = self.rest.peek() {
            if c == ')' {
                break;
            }
            cost = cost.saturating_add(if c == '|' { self.copy() } else { self.piece(depth)? });
        }
        Some(cost)
    }

    /// Copies one character; counts as one.
    fn copy(&mut self) -> u32 {
        self.out.extend(self.rest.next());
        1
    }

    fn eat(&mut self, c: char) -> bool {
        let there = self.rest.peek() == Some(&c);
        if there {
            self.copy();
        }
        there
    }

    fn piece(&mut self, depth: u32) -> Option<u32> {
        let cost = match *self.rest.peek()? {
            '(' => {
                self.copy();
                // Only plain groups: no flags, names or lookaround.
                if self.eat('?') && !self.eat(':') {
                    return None;
                }
                let inner = self.alternatives(depth + 1)?;
                if !self.eat(')') {
                    return None;
                }
                inner + 1
            }
            '[' => self.class()?,
            '\\' => {
                self.rest.next();
                self.escape(false)?
            }
            '^' | '$' => return Some(self.copy()), // an anchor cannot be repeated
            '*' | '+' | '?' | '{' | '}' | ']' => return None,
            _ => self.copy(),
        };
        let times = match self.rest.peek() {
            Some('*' | '+' | '?') => {
                self.copy();
                1
            }
            Some('{') => {
                self.copy();
                let low = self.number()?;
                let high = if self.eat(',') {
                    if self.rest.peek() == Some(&'}') { low + 1 } else { self.number()? }
                } else {
                    low
                };
                if !self.eat('}') || high < low {
                    return None;
                }
                high.max(1)
            }
            _ => return Some(cost),
        };
        self.eat('?'); // as few as possible: matters to nobody here, but is common
        if matches!(self.rest.peek(), Some('*' | '+' | '?' | '{')) { None } else { Some(cost.saturating_mul(times)) }
    }

    fn number(&mut self) -> Option<u32> {
        let mut n = 0u32;
        let mut digits = 0;
        while let Some(d) = self.rest.peek().and_then(|c| c.to_digit(10)) {
            n = n * 10 + d;
            digits += 1;
            if digits > 3 {
                return None;
            }
            self.copy();
        }
        (digits > 0).then_some(n)
    }

    /// What follows a backslash. The classes are spelled out: in Unicode they are not the same in both engines.
    fn escape(&mut self, in_class: bool) -> Option<u32> {
        let c = self.rest.next()?;
        let class = match c {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            's' => r"\t\n\f\r ",
            c if c.is_ascii_punctuation() => {
                self.out.push('\\');
                self.out.push(c);
                return Some(1);
            }
            _ => return None,
        };
        if in_class {
            self.out.push_str(class);
        } else {
            self.out.push('[');
            self.out.push_str(class);
            self.out.push(']');
        }
        Some(1)
    }

    fn class(&mut self) -> Option<u32> {
        self.copy();
        self.eat('^');
        let mut empty = true;
        let mut last = ' ';
        loop {
            let c = *self.rest.peek()?;
            match c {
                ']' if !empty => {
                    self.copy();
                    return Some(1);
                }
                // `[`, `]` and doubled signs mean nested or combined classes to one engine only.
                '[' | ']' => return None,
                '&' | '~' if last == c => return None,
                '-' if last == '-' => return None,
                '\\' => {
                    self.rest.next();
                    self.escape(true)?;
                    last = ' ';
                    empty = false;
                    continue;
                }
                _ => {}
            }
            self.copy();
            last = c;
            empty = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accepts_the_documented_part_only() {
        for (pattern, yes, no) in [
            (r"^\d{3}-\w+$", "012-a_1", "012-é"),
            ("^(?:Phường|Xã|Đặc khu) ", "Xã Bà Điểm", "phường X"),
            (r"[^\d\s]", "a", "1 2"),
            (r"^[A-Za-zÀ-ỹ' -]+$", "Nguyễn Đức", "a1"),
            (r"\.\(", "a.(", "a.b"),
        ] {
            let r = compile(pattern).expect(pattern);
            assert!(r.is_match(yes) && !r.is_match(no), "{pattern}");
        }
        for pattern in [
            "(?=a)",
            "(?i)a",
            "(?P<x>a)",
            r"\bword",
            r"\p{L}",
            r"(a)\1",
            "a{1000}{9}",
            "((a{99}){99}){99}",
            "a**",
            "[a&&b]",
            "[[:alpha:]]",
            "(",
            ")",
            "[a",
            "a{2,1}",
            "*",
            "a{",
            r"\",
            &"(".repeat(99),
            &"a".repeat(513),
        ] {
            assert!(compile(pattern).is_none(), "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn both_engines_agree(pattern in r"(\\[dws.]|[ab0é.]|\[[\^]?[a-c0é_-]{1,3}\]|[()|*+?^$]|\{[0-3](,[0-4]?)?\}){0,8}", text in "[ab0_é .\n-]{0,12}") {
            let ours = compile(&pattern);
            let mut reader = Reader { rest: pattern.chars().peekable(), out: String::new() };
            if reader.alternatives(0).is_some() && reader.rest.peek().is_none() {
                let lite = regex_lite::Regex::new(&reader.out).ok();
                prop_assert_eq!(ours.map(|r| r.is_match(&text)), lite.map(|r| r.is_match(&text)), "{}", reader.out);
            }
        }
    }
}
