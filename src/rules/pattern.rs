//! Regular expressions of `matches`: the part that every engine reads alike, on an engine of our own.
//!
//! The engine follows all states at once (Thompson), so time is text × states whatever the pattern; a counted repetition
//! is unrolled, so states are counted and bounded. It takes the place of 28 KB of wasm that were `regex-lite`, and is the
//! same everywhere. Tests compare it with `regex` and with `regex-lite`.
//!
//! Syntax: literals, `.` (anything but a line break), `[a-z]`, `[^a-z]`, `\d` `\w` `\s` (ASCII), a backslash before ASCII
//! punctuation, `(…)` and `(?:…)`, `|`, `* + ? {n} {n,} {n,m}` (also lazy, which changes nothing here), `^` and `$` (ends of the text).

/// Longest pattern, in bytes.
const MAX_LENGTH: usize = 512;
/// Most states after unrolling repetitions.
const MAX_STATES: usize = 4_000;
/// Deepest nesting of groups.
const MAX_DEPTH: u32 = 16;

const DIGIT: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACE: &[(char, char)] = &[('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')];

/// A pattern, ready to be looked for.
#[derive(Clone, Debug)]
pub struct Pattern(pub(super) Vec<State>);

#[derive(Clone, Debug)]
pub(super) enum State {
    /// One character in one of these ranges, or in none of them.
    Class(bool, Vec<(char, char)>),
    /// At the beginning of the text.
    Start,
    /// At its end.
    End,
    /// Goes on here as well as with the next state.
    Fork(usize),
    /// Goes on here instead.
    Jump(usize),
}

/// Reads a pattern; `None` if it is not one, or too big.
pub(super) fn compile(pattern: &str) -> Option<Pattern> {
    if pattern.len() > MAX_LENGTH {
        return None;
    }
    let mut reader = Reader { rest: pattern.chars().peekable(), states: Vec::new() };
    reader.alternatives(0)?;
    reader.rest.peek().is_none().then_some(Pattern(reader.states))
}

impl Pattern {
    /// Whether it is found somewhere in the text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let mut now = Threads::new(self.0.len());
        let mut next = Threads::new(self.0.len());
        let mut rest = text.chars();
        let mut start = true;
        loop {
            let c = rest.next();
            // A match may begin anywhere
            if now.add(&self.0, 0, start, c.is_none()) {
                return true;
            }
            start = false;
            let Some(c) = c else { return false };
            let end = rest.as_str().is_empty();
            for i in 0..now.list.len() {
                let at = now.list[i];
                if let State::Class(negated, ranges) = &self.0[at]
                    && ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
                    && next.add(&self.0, at + 1, false, end)
                {
                    return true;
                }
            }
            std::mem::swap(&mut now, &mut next);
            next.clear();
        }
    }
}

/// Steps that the search for a text that can match may take.
const MAX_SEARCH: i64 = 400_000;

impl Pattern {
    /// Whether some text of `min` to `max` characters (digits only, if `digits`) can match. True also when that would take
    /// too long to find out.
    pub(super) fn may_match(&self, min: i64, max: i64, digits: bool) -> bool {
        // Where a text of more characters matches, so does one that is shorter by a loop: states are at most its length.
        let states = self.0.len() as i64 + 1;
        let longest = max.min(min.saturating_add(states));
        if longest.saturating_mul(states) > MAX_SEARCH {
            return true;
        }
        // Where a text may be in the pattern after so many characters.
        let mut at: Vec<usize> = Vec::new();
        let mut threads = Threads::new(self.0.len());
        for length in 0..=longest {
            at.push(0); // a match may begin anywhere
            // With more to follow; then as the end of the text.
            for end in [true, false] {
                threads.clear();
                let found = at.iter().any(|state| threads.add(&self.0, *state, length == 0, end));
                if found && (length >= min || !end) {
                    return true;
                }
            }
            let passes =
                |at: &usize| matches!(&self.0[*at], State::Class(negated, ranges) if any(*negated, ranges, digits));
            at = threads.list.iter().copied().filter(passes).map(|at| at + 1).collect();
        }
        false
    }
}

/// Whether a class has a character at all (a digit, if `digits`).
fn any(negated: bool, ranges: &[(char, char)], digits: bool) -> bool {
    if digits {
        return ('0'..='9').any(|c| ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != negated);
    }
    if !negated {
        return !ranges.is_empty();
    }
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut next = Some('\0');
    for (low, high) in sorted {
        match next {
            Some(c) if low > c => return true,
            Some(c) if high >= c => next = (high..=char::MAX).nth(1),
            _ => {}
        }
    }
    next.is_some()
}

/// The states that are being followed.
struct Threads {
    list: Vec<usize>,
    seen: Vec<bool>,
    todo: Vec<usize>,
}

impl Threads {
    fn new(states: usize) -> Self {
        Threads { list: Vec::new(), seen: vec![false; states], todo: Vec::new() }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.todo.clear();
        self.seen.fill(false);
    }

    /// Follows a state to where it needs a character. Whether the end of the pattern is reached on the way.
    fn add(&mut self, states: &[State], at: usize, start: bool, end: bool) -> bool {
        self.todo.push(at);
        while let Some(at) = self.todo.pop() {
            let (Some(state), Some(seen)) = (states.get(at), self.seen.get_mut(at)) else {
                return true;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            match state {
                State::Class(..) => self.list.push(at),
                State::Start if start => self.todo.push(at + 1),
                State::End if end => self.todo.push(at + 1),
                State::Start | State::End => {}
                State::Fork(to) => self.todo.extend([at + 1, *to]),
                State::Jump(to) => self.todo.push(*to),
            }
        }
        false
    }
}

struct Reader<'p> {
    rest: std::iter::Peekable<std::str::Chars<'p>>,
    states: Vec<State>,
}

impl Reader<'_> {
    fn push(&mut self, state: State) -> Option<usize> {
        self.states.push(state);
        (self.states.len() <= MAX_STATES).then(|| self.states.len() - 1)
    }

    fn eat(&mut self, c: char) -> bool {
        self.rest.next_if_eq(&c).is_some()
    }

    /// One or several branches, up to a bracket or the end.
    fn alternatives(&mut self, depth: u32) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let (mut begin, mut ends) = (self.states.len(), Vec::new());
        while let Some(&c) = self.rest.peek() {
            match c {
                ')' => break,
                '|' => {
                    self.rest.next();
                    self.shift(begin, 1)?;
                    let end = self.push(State::Jump(0))?;
                    self.states[begin] = State::Fork(end + 1);
                    ends.push(end);
                    begin = end + 1;
                }
                _ => self.piece(depth)?,
            }
        }
        let last = self.states.len();
        for end in ends {
            self.states[end] = State::Jump(last);
        }
        Some(())
    }

    /// Makes room for `by` states at `at`; what lies behind moves.
    fn shift(&mut self, at: usize, by: usize) -> Option<()> {
        let moved: Vec<State> = self.states.drain(at..).map(|s| s.moved(by)).collect();
        for _ in 0..by {
            self.push(State::Jump(0))?;
        }
        self.states.extend(moved);
        (self.states.len() <= MAX_STATES).then_some(())
    }

    fn piece(&mut self, depth: u32) -> Option<()> {
        let begin = self.states.len();
        match self.rest.next()? {
            '(' => {
                // Only plain groups: no flags, names or lookaround.
                if self.eat('?') && !self.eat(':') {
                    return None;
                }
                self.alternatives(depth + 1)?;
                if !self.eat(')') {
                    return None;
                }
            }
            '[' => self.class()?,
            '\\' => {
                let ranges = self.escape()?.to_vec();
                self.push(State::Class(false, ranges))?;
            }
            // An anchor cannot be repeated
            '^' => return self.push(State::Start).map(drop),
            '$' => return self.push(State::End).map(drop),
            '.' => drop(self.push(State::Class(true, vec![('\n', '\n')]))?),
            '*' | '+' | '?' | '{' | '}' | ']' => return None,
            c => drop(self.push(State::Class(false, vec![(c, c)]))?),
        }
        let (low, high) = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let low = self.number()?;
                let high = match self.eat(',') {
                    true if self.rest.peek() == Some(&'}') => None,
                    true => Some(self.number()?),
                    false => Some(low),
                };
                if self.rest.peek() != Some(&'}') || high.is_some_and(|high| high < low) {
                    return None;
                }
                (low, high)
            }
            _ => return Some(()),
        };
        self.rest.next();
        self.eat('?'); // as few as possible: matters to nobody here, but is common
        if matches!(self.rest.peek(), Some('*' | '+' | '?' | '{')) {
            return None;
        }
        self.repeat(begin, low, high)
    }

    /// Repeats what was read since `begin`.
    fn repeat(&mut self, begin: usize, low: usize, high: Option<usize>) -> Option<()> {
        let piece: Vec<State> = self.states.drain(begin..).collect();
        let copy = |reader: &mut Self| {
            let by = reader.states.len() - begin;
            reader.states.extend(piece.iter().map(|s| s.clone().moved(by)));
            (reader.states.len() <= MAX_STATES).then_some(())
        };
        for _ in 0..low {
            copy(self)?;
        }
        match high {
            None => {
                let fork = self.push(State::Fork(0))?;
                copy(self)?;
                let back = self.push(State::Jump(fork))?;
                self.states[fork] = State::Fork(back + 1);
            }
            Some(high) => {
                let mut forks = Vec::new();
                for _ in low..high {
                    forks.push(self.push(State::Fork(0))?);
                    copy(self)?;
                }
                let end = self.states.len();
                for fork in forks {
                    self.states[fork] = State::Fork(end);
                }
            }
        }
        Some(())
    }

    fn number(&mut self) -> Option<usize> {
        let (mut n, mut digits) = (0, 0);
        while let Some(d) = self.rest.peek().and_then(|c| c.to_digit(10)) {
            n = n * 10 + d as usize;
            digits += 1;
            if digits > 3 {
                return None;
            }
            self.rest.next();
        }
        (digits > 0).then_some(n)
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Option<Escaped> {
        Some(match self.rest.next()? {
            'd' => Escaped::Set(DIGIT),
            'w' => Escaped::Set(WORD),
            's' => Escaped::Set(SPACE),
            c if c.is_ascii_punctuation() => Escaped::One([(c, c)]),
            _ => return None,
        })
    }

    /// What follows an opening square bracket. What means nested or combined classes to some engines is refused.
    fn class(&mut self) -> Option<()> {
        let negated = self.eat('^');
        let mut ranges: Vec<(char, char)> = Vec::new();
        loop {
            let low = match self.rest.next()? {
                ']' if !ranges.is_empty() => break,
                '[' | ']' => return None,
                '\\' => match self.escape()? {
                    Escaped::One([(c, _)]) => c,
                    Escaped::Set(set) => {
                        ranges.extend_from_slice(set);
                        if self.rest.peek() == Some(&'-') {
                            return None; // a set cannot begin a range
                        }
                        continue;
                    }
                },
                c => c,
            };
            if matches!(low, '&' | '~' | '-') && self.rest.peek() == Some(&low) {
                return None;
            }
            if self.rest.peek() != Some(&'-') {
                ranges.push((low, low));
                continue;
            }
            self.rest.next();
            let high = match self.rest.next()? {
                ']' => {
                    ranges.extend([(low, low), ('-', '-')]);
                    break;
                }
                '[' | '-' => return None,
                '\\' => match self.escape()? {
                    Escaped::One([(c, _)]) => c,
                    Escaped::Set(_) => return None,
                },
                c => c,
            };
            if high < low {
                return None;
            }
            ranges.push((low, high));
        }
        self.push(State::Class(negated, ranges)).map(drop)
    }
}

enum Escaped {
    One([(char, char); 1]),
    Set(&'static [(char, char)]),
}

impl Escaped {
    fn to_vec(&self) -> Vec<(char, char)> {
        match self {
            Escaped::One(one) => one.to_vec(),
            Escaped::Set(set) => set.to_vec(),
        }
    }
}

impl State {
    /// The same, `by` places further on; targets move with it, since only whole pieces are moved.
    fn moved(self, by: usize) -> State {
        match self {
            State::Fork(to) => State::Fork(to + by),
            State::Jump(to) => State::Jump(to + by),
            other => other,
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
            ("^(a|bc){2,3}$", "abca", "abcabc"),
            ("^(|a)$", "", "aa"),
            ("(^| )quan ", "o quan 1", "oquan 1"),
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
            "[z-a]",
            r"[\d-z]",
            r"\",
            &"(".repeat(99),
            &"a".repeat(513),
        ] {
            assert!(compile(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn says_whether_a_text_can_match() {
        for (pattern, min, max, digits, may) in [
            ("a^b", 0, 99, false, false),
            ("$.", 0, 99, false, false),
            ("^(a|$b)$", 0, 99, false, true),
            (r"^\d{9}$", 12, 12, false, false),
            (r"^\d{9}$|^\d{12}$", 12, 12, true, true),
            (r"\d{9}", 12, 12, true, true),
            ("[a-f]", 12, 12, true, false),
            ("^(aaa)+$", 4, 5, false, false),
            ("^(aaa)+$", 4, 6, false, true),
            ("^.{5,}$", 0, 4, false, false),
            ("", 0, 0, false, true),
            ("^$", 1, 9, false, false),
            ("[^\0-\u{10ffff}]", 0, 9, false, false),
            ("[^\0-a\u{63}-\u{10ffff}]", 0, 9, false, true),
        ] {
            let compiled = compile(pattern).expect(pattern);
            assert_eq!(compiled.may_match(min, max, digits), may, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_makes_others_hang_does_not() {
        let pattern = compile("^(a|a|aa)*(a*)*$").expect("a pattern");
        assert!(!pattern.is_match(&["a".repeat(5_000), "b".into()].concat()));
    }

    /// The same pattern for other engines, to which `\d`, `\w` and `\s` mean more than ASCII.
    fn spelled_out(pattern: &str) -> String {
        let (mut out, mut in_class, mut chars) = (String::new(), false, pattern.chars());
        while let Some(c) = chars.next() {
            let set = match c {
                '\\' => match chars.next() {
                    Some('d') => "0-9",
                    Some('w') => "0-9A-Za-z_",
                    Some('s') => r"\t\n\f\r ",
                    next => {
                        out.push('\\');
                        out.extend(next);
                        continue;
                    }
                },
                _ => {
                    in_class = c == '[' || (in_class && c != ']');
                    out.push(c);
                    continue;
                }
            };
            out.push_str(&if in_class { set.to_owned() } else { format!("[{set}]") });
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn three_engines_agree(
            pattern in r"(\\[dws.]|[ab0é.]|\[[\^]?([a-c0é_-]|\\[dws.]){1,3}\]|\(|\)|[|*+?^$]|\{[0-3](,[0-4]?)?\}|\(\?:){0,10}",
            text in "[ab0_é .\n-]{0,12}"
        ) {
            if let Some(ours) = compile(&pattern) {
                let others = spelled_out(&pattern);
                let full = regex::Regex::new(&others);
                let lite = regex_lite::Regex::new(&others);
                prop_assert!(full.is_ok() && lite.is_ok(), "only we take {pattern}");
                let length = text.chars().count() as i64;
                prop_assert!(!ours.is_match(&text) || ours.may_match(length, length, false), "{} may match", pattern);
                prop_assert_eq!(Some(ours.is_match(&text)), full.ok().map(|r| r.is_match(&text)), "{}", pattern);
                prop_assert_eq!(Some(ours.is_match(&text)), lite.ok().map(|r| r.is_match(&text)), "{}", pattern);
            }
        }
    }
}
