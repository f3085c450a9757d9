//! The reader: RFC 8259, with limits, and with a place for every refusal.
//!
//! Our own, because `serde_json`'s cannot read without its table for exact decimal numbers: that
//! alone is 2.4 KB which brotli cannot shrink, and nothing here needs a fraction exactly. A test compares what both accept and read.

use super::{FORBIDDEN_KEYS, Json, JsonErrorCode as Code, Limits, push_token};
use crate::text::number::decimal;
use std::rc::Rc;

/// Reads one text. After a refusal `path` and `at` are its place.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// Bytes that have been read.
    pub at: usize,
    limits: &'t Limits,
    nodes: usize,
    depth: usize,
    pub path: String,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, limits: &'t Limits) -> Self {
        Reader { text, at: 0, limits, nodes: 0, depth: 0, path: String::new() }
    }

    /// The one value of the text.
    pub fn document(&mut self) -> Result<Json, Code> {
        let value = self.value()?;
        if self.space().is_none() { Ok(value) } else { Err(Code::Syntax) }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Past white space: what comes then.
    fn space(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    /// What is said when something else is here than must be.
    fn unexpected(&self) -> Code {
        if self.at < self.text.len() { Code::Syntax } else { Code::Truncated }
    }

    fn take(&mut self, wanted: u8) -> Result<(), Code> {
        if self.peek() != Some(wanted) {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<Json, Code> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            return Err(Code::TooMany);
        }
        match self.space() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Json::Text),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.unexpected()),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, Code> {
        word.bytes().try_for_each(|b| self.take(b))?;
        Ok(value)
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Json, Code>) -> Result<Json, Code> {
        self.at += 1;
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(Code::Depth);
        }
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// Past the comma before an element that is not the first; whether this is the end instead.
    fn ended(&mut self, end: u8, first: bool) -> Result<bool, Code> {
        match self.space() {
            Some(b) if b == end => {
                self.at += 1;
                Ok(true)
            }
            _ if first => Ok(false),
            _ => {
                self.take(b',')?;
                Ok(false)
            }
        }
    }

    fn array(&mut self) -> Result<Json, Code> {
        let mut items = Vec::new();
        let mark = self.path.len();
        loop {
            self.path.push('/');
            self.path.push_str(&items.len().to_string());
            if self.ended(b']', items.is_empty())? {
                self.path.truncate(mark);
                return Ok(Json::Array(items));
            }
            let item = self.value()?;
            self.path.truncate(mark); // only on success: on failure the path is the place
            items.push(item);
        }
    }

    fn object(&mut self) -> Result<Json, Code> {
        let mut entries: Vec<(Rc<str>, Json)> = Vec::new();
        let mut sorted: Vec<u32> = Vec::new(); // positions in `entries`, by key: many keys must not cost their square
        let mark = self.path.len();
        while !self.ended(b'}', entries.is_empty())? {
            self.space();
            let key = self.string()?;
            push_token(&mut self.path, &key);
            if FORBIDDEN_KEYS.contains(&&*key) {
                return Err(Code::ForbiddenKey);
            }
            match sorted.binary_search_by(|&i| entries[i as usize].0.cmp(&key)) {
                Ok(_) => return Err(Code::DuplicateKey),
                Err(_) if entries.len() >= self.limits.keys => return Err(Code::TooMany),
                Err(at) => sorted.insert(at, entries.len() as u32),
            }
            self.space();
            self.take(b':')?;
            let value = self.value()?;
            self.path.truncate(mark);
            entries.push((key, value));
        }
        Ok(Json::Object(entries))
    }

    fn string(&mut self) -> Result<Rc<str>, Code> {
        self.take(b'"')?;
        let mut start = self.at;
        let mut whole = String::new(); // what came before the last escape
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    whole.push_str(&self.text[start..self.at]);
                    self.at += 1;
                    whole.push(self.escape()?);
                    start = self.at;
                }
                // RFC 8259 §7: control characters are written as escapes.
                None | Some(0..=0x1f) => return Err(self.unexpected()),
                Some(_) => self.at += 1,
            }
        }
        let last = &self.text[start..self.at];
        self.at += 1;
        if whole.len() + last.len() > self.limits.string {
            return Err(Code::StringLength);
        }
        if whole.is_empty() {
            return Ok(last.into());
        }
        whole.push_str(last);
        Ok(whole.into())
    }

    fn escape(&mut self) -> Result<char, Code> {
        let Some(letter) = self.peek() else { return Err(Code::Truncated) };
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => letter.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.hex()?;
                // A character beyond the first plane is written as two halves; half a character is none.
                if (0xd800..0xdc00).contains(&code) {
                    self.take(b'\\')?;
                    self.take(b'u')?;
                    let low = self.hex()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(Code::Syntax);
                    }
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                }
                return char::from_u32(code).ok_or(Code::Syntax);
            }
            _ => return Err(Code::Syntax),
        })
    }

    fn hex(&mut self) -> Result<u32, Code> {
        if self.text.len() - self.at < 4 {
            self.at = self.text.len();
            return Err(Code::Truncated);
        }
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|b| char::from(b).to_digit(16)).ok_or(Code::Syntax)?;
            self.at += 1;
            code = code << 4 | digit;
        }
        Ok(code)
    }

    fn digits(&mut self) -> Result<(), Code> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.unexpected()) }
    }

    fn number(&mut self) -> Result<Json, Code> {
        let start = self.at;
        let mut whole = true;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            // No digit may follow a leading zero.
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if let Some(b'0'..=b'9') = self.peek() {
            return Err(Code::Syntax);
        }
        if self.peek() == Some(b'.') {
            whole = false;
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            whole = false;
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        let text = &self.text[start..self.at];
        if let (true, Ok(n)) = (whole, text.parse()) {
            return Ok(Json::Int(n));
        }
        let (number, _) = decimal(text);
        if number.is_finite() { Ok(Json::Float(number)) } else { Err(Code::Syntax) }
    }
}
