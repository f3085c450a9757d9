//! JSON read with limits and with places: the one door through which definitions, dossiers and records come in.
//!
//! RFC 8259, and what a hostile text needs beyond it: a size, depth, string and node limit, duplicate keys refused (RFC 8259 §4 leaves their meaning open, so two readers could see two documents), the
//! three key names that mean something else to JavaScript refused, and a JSON pointer (RFC 6901) in every error.

mod read;
mod write;

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};
use std::{ops::Range, rc::Rc};

/// A JSON value; objects keep the order of their keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number in the range of `i64`, written without fraction and exponent.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(Rc<str>),
    /// An array.
    Array(Vec<Json>),
    /// An object, keys unique, in the order of the text.
    Object(Vec<(Rc<str>, Json)>),
}

/// The greatest whole number that JavaScript keeps exact (2^53 − 1); definitions may not name a greater one.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// Keys with a meaning of their own in JavaScript; refused wherever they stand.
pub const FORBIDDEN_KEYS: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// What a text may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the whole text.
    pub bytes: usize,
    /// Nested arrays and objects: the reader recurses so far, so at most some hundreds.
    pub depth: usize,
    /// Bytes of one string (in UTF-8, unescaped).
    pub string: usize,
    /// Values in all.
    pub nodes: usize,
    /// Keys of one object.
    pub keys: usize,
}

impl Limits {
    /// For definitions, dossiers and records: 1 MB, depth 32, strings of 10 kB, 200,000 values, 10,000 keys an object.
    pub const DEFAULT: Limits = Limits { bytes: 1 << 20, depth: 32, string: 10_000, nodes: 200_000, keys: 10_000 };

    /// For dossiers: 8 MB, and strings of 1 MB, as each record stands in them as one text.
    pub const DOSSIER: Limits = Limits { bytes: 8 << 20, string: 1 << 20, ..Self::DEFAULT };
}

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonErrorCode {
    /// Longer than [`Limits::bytes`].
    TooLong,
    /// Not JSON.
    Syntax,
    /// Ends too early: probably cut off.
    Truncated,
    /// Nested deeper than [`Limits::depth`].
    Depth,
    /// A string longer than [`Limits::string`].
    StringLength,
    /// More values than [`Limits::nodes`], or more keys in one object than [`Limits::keys`].
    TooMany,
    /// The same key twice in one object.
    DuplicateKey,
    /// One of [`FORBIDDEN_KEYS`].
    ForbiddenKey,
}

impl JsonErrorCode {
    /// Every code.
    pub const ALL: [JsonErrorCode; 8] = [
        JsonErrorCode::TooLong,
        JsonErrorCode::Syntax,
        JsonErrorCode::Truncated,
        JsonErrorCode::Depth,
        JsonErrorCode::StringLength,
        JsonErrorCode::TooMany,
        JsonErrorCode::DuplicateKey,
        JsonErrorCode::ForbiddenKey,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            JsonErrorCode::TooLong => "json.too-long",
            JsonErrorCode::Syntax => "json.syntax",
            JsonErrorCode::Truncated => "json.truncated",
            JsonErrorCode::Depth => "json.depth",
            JsonErrorCode::StringLength => "json.string-length",
            JsonErrorCode::TooMany => "json.too-many",
            JsonErrorCode::DuplicateKey => "json.duplicate-key",
            JsonErrorCode::ForbiddenKey => "json.forbidden-key",
        }
    }
}

/// A refused text: what, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub code: JsonErrorCode,
    /// JSON pointer of the value that was being read.
    pub pointer: String,
    /// Line, from 1; 0 when the text was not read at all.
    pub line: usize,
    /// Column in bytes, from 1; 0 likewise.
    pub column: usize,
}

impl Json {
    /// Reads a text under [`Limits::DEFAULT`].
    pub fn parse(text: &str) -> Result<Json, JsonError> {
        Json::parse_with(text, &Limits::DEFAULT)
    }

    /// Reads a text under the given limits.
    pub fn parse_with(text: &str, limits: &Limits) -> Result<Json, JsonError> {
        // A byte order mark is not JSON, but editors on Windows write it, and it means nothing.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > limits.bytes {
            return Err(JsonError { code: JsonErrorCode::TooLong, pointer: String::new(), line: 0, column: 0 });
        }
        let mut reader = read::Reader::new(text, limits);
        reader.document().map_err(|code| {
            let read = &text.as_bytes()[..reader.at.min(text.len())];
            let line_start = read.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
            JsonError {
                code,
                line: read.iter().filter(|b| **b == b'\n').count() + 1,
                column: read.len() - line_start + 1,
                pointer: std::mem::take(&mut reader.path),
            }
        })
    }

    /// The value of a key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.entries().iter().find(|(k, _)| &**k == key).map(|(_, v)| v)
    }

    /// Keys and values of an object; nothing for anything else.
    pub fn entries(&self) -> &[(Rc<str>, Json)] {
        match self {
            Json::Object(entries) => entries,
            _ => &[],
        }
    }

    /// Elements of an array; nothing for anything else.
    pub fn items(&self) -> &[Json] {
        match self {
            Json::Array(items) => items,
            _ => &[],
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&Rc<str>> {
        match self {
            Json::Text(t) => Some(t),
            _ => None,
        }
    }

    /// The whole number, if it is one (`5.0` is).
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Json::Int(n) => Some(*n),
            Json::Float(f) if f.fract() == 0.0 && f.abs() <= MAX_SAFE_INTEGER as f64 => Some(*f as i64),
            _ => None,
        }
    }

    /// Yes or no, if it is that.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// A text.
    pub fn text(text: &str) -> Json {
        Json::Text(text.into())
    }

    /// An object.
    pub fn object<'a>(entries: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
        Json::Object(entries.into_iter().map(|(k, v)| (k.into(), v)).collect())
    }

    /// Puts a value at a dotted place (`mother.birthDate`), making the objects on the way.
    pub fn insert_dotted(&mut self, place: &str, value: Json) {
        let mut at = self;
        let mut parts = place.split('.').peekable();
        while let Some(part) = parts.next() {
            if !matches!(at, Json::Object(_)) {
                *at = Json::Object(Vec::new());
            }
            let Json::Object(entries) = at else { return };
            let i = entries.iter().position(|(k, _)| &**k == part).unwrap_or_else(|| {
                entries.push((part.into(), Json::Object(Vec::new())));
                entries.len() - 1
            });
            if parts.peek().is_none() {
                entries[i].1 = value;
                return;
            }
            at = &mut entries[i].1;
        }
    }

    /// Takes the value at a dotted place out.
    pub fn remove_dotted(&mut self, place: &str) {
        let Json::Object(entries) = self else { return };
        match place.split_once('.') {
            None => entries.retain(|(k, _)| **k != *place),
            Some((first, rest)) => {
                if let Some((_, inner)) = entries.iter_mut().find(|(k, _)| **k == *first) {
                    inner.remove_dotted(rest);
                }
            }
        }
    }

    /// The value at a dotted place.
    pub fn get_dotted(&self, place: &str) -> Option<&Json> {
        place.split('.').try_fold(self, |at, part| at.get(part))
    }
}

/// For the command line, which writes several lines.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => s.serialize_unit(),
            Json::Bool(b) => s.serialize_bool(*b),
            Json::Int(n) => s.serialize_i64(*n),
            Json::Float(f) => s.serialize_f64(*f),
            Json::Text(t) => s.serialize_str(t),
            Json::Array(items) => {
                let mut seq = s.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Json::Object(entries) => {
                let mut map = s.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(&**key, value)?;
                }
                map.end()
            }
        }
    }
}

/// Appends one token to a JSON pointer (RFC 6901 §3: `~` and `/` are escaped).
pub fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// Line and column (from 1, in characters) of the value that a JSON pointer names, in the text it was read from; of the
/// innermost value there is when the rest of the pointer leads nowhere. For editors and the command line.
pub fn locate(text: &str, pointer: &str) -> (usize, usize) {
    line_and_column(text, find(text, pointer).value.start)
}

/// Line and column (from 1, in characters) of a byte of a text.
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Where something stands in a text, in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The key that it is the value of, with its quotes; `None` for an element of an array and for the whole document.
    pub key: Option<Range<usize>>,
    /// The value.
    pub value: Range<usize>,
}

/// Where the value that a JSON pointer names stands in the text it was read from; the innermost value there is when the rest
/// of the pointer leads nowhere.
pub fn find(text: &str, pointer: &str) -> Spot {
    let mut at = Scan { bytes: text.as_bytes(), i: 0, key: None };
    at.space();
    let mut found = at.i;
    let mut key = None;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        if !at.enter(&token) {
            break;
        }
        // Text that is no JSON may have anything in the place of a colon, half of it is then behind.
        (found, key) = (text.floor_char_boundary(at.i), at.key.take());
    }
    at.i = found;
    at.skip();
    let end = text[..text.floor_char_boundary(at.i)].trim_end().len();
    Spot { key, value: found..end.max(found) }
}

/// A scanner over text that was read as JSON before; on anything else it ends somewhere, and never hangs.
struct Scan<'a> {
    bytes: &'a [u8],
    i: usize,
    /// Where the key stands that was entered last; `None` after an element of an array.
    key: Option<Range<usize>>,
}

impl Scan<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.i).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.i += 1;
        }
    }

    /// The raw inside of the string that starts here.
    fn string(&mut self) -> &[u8] {
        let start = self.i + 1;
        self.i = start;
        while self.i < self.bytes.len() && self.peek() != b'"' {
            self.i += if self.peek() == b'\\' { 2 } else { 1 };
        }
        let end = self.i.min(self.bytes.len());
        self.i = (end + 1).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Past the value that starts here.
    fn skip(&mut self) {
        let mut depth = 0usize;
        while self.i < self.bytes.len() {
            match self.peek() {
                b'"' => {
                    self.string();
                    if depth == 0 {
                        return;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth <= 1 => {
                    self.i += depth; // a bracket of the surrounding value stays
                    return;
                }
                b'}' | b']' => depth -= 1,
                b',' if depth == 0 => return,
                _ => {}
            }
            self.i += 1;
        }
    }

    /// To the value of a key or index of the value that starts here; false if there is none.
    fn enter(&mut self, token: &str) -> bool {
        let object = self.peek() == b'{';
        if !object && self.peek() != b'[' {
            return false;
        }
        let start = self.i;
        let wanted = token.parse::<usize>().ok();
        self.key = None;
        self.i += 1;
        let mut index = 0;
        loop {
            self.space();
            let here = if object {
                if self.peek() != b'"' {
                    break;
                }
                // An escaped key is compared as it stands: keys of the formats read here are plain.
                let key = self.i;
                let same = self.string() == token.as_bytes();
                self.key = Some(key..self.i);
                self.space();
                self.i += 1; // the colon
                self.space();
                same
            } else {
                if matches!(self.peek(), b']' | 0) {
                    break;
                }
                wanted == Some(index)
            };
            if here {
                return true;
            }
            self.skip();
            self.space();
            if self.peek() != b',' {
                break;
            }
            self.i += 1;
            index += 1;
        }
        self.i = start;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(text: &str) -> (JsonErrorCode, String) {
        let e = Json::parse(text).expect_err("a text to be refused");
        (e.code, e.pointer)
    }

    #[test]
    fn says_what_and_where() {
        let deep = "[".repeat(33) + &"]".repeat(33);
        let long = format!("{{\"a\":[\"{}\"]}}", "x".repeat(10_001));
        let many = format!("[{}0]", "0,".repeat(200_000));
        let keys = format!("{{{}}}", (0..10_001).map(|i| format!("\"{i}\":0")).collect::<Vec<_>>().join(","));
        for (text, code, pointer) in [
            (r#"{"a":{"b":1,"b":2}}"#, JsonErrorCode::DuplicateKey, "/a/b"),
            (r#"{"a":{"\u0062":1,"b":2}}"#, JsonErrorCode::DuplicateKey, "/a/b"),
            (r#"[{"__proto__":{}}]"#, JsonErrorCode::ForbiddenKey, "/0/__proto__"),
            (r#"{"a/b":{"c~d":[1,}}"#, JsonErrorCode::Syntax, "/a~1b/c~0d/1"),
            (r#"{"a":[1,"#, JsonErrorCode::Truncated, "/a/1"),
            ("", JsonErrorCode::Truncated, ""),
            ("{} x", JsonErrorCode::Syntax, ""),
            (r#""\ud800""#, JsonErrorCode::Syntax, ""),
            (deep.as_str(), JsonErrorCode::Depth, &"/0".repeat(32)),
            (long.as_str(), JsonErrorCode::StringLength, "/a/0"),
            (many.as_str(), JsonErrorCode::TooMany, "/199999"),
            (keys.as_str(), JsonErrorCode::TooMany, "/10000"),
        ] {
            assert_eq!(refused(text), (code, pointer.to_owned()), "{}", &text[..text.len().min(40)]);
        }
        assert_eq!(refused(&" ".repeat((1 << 20) + 1)).0, JsonErrorCode::TooLong);
        let e = Json::parse("{\n  \"a\": 1,\n  \"a\": 2\n}").expect_err("a duplicate key");
        assert_eq!((e.line, e.code), (3, JsonErrorCode::DuplicateKey));
    }

    #[test]
    fn numbers_keep_their_kind() {
        let read = |t: &str| Json::parse(t).expect("a number");
        assert_eq!(read("9223372036854775807"), Json::Int(i64::MAX));
        assert_eq!(read("9223372036854775808"), Json::Float(9.223_372_036_854_776e18));
        assert_eq!(read("1.0"), Json::Float(1.0));
        assert_eq!(read("1e2").as_int(), Some(100));
        assert_eq!(read("1e17").as_int(), None);
    }

    #[test]
    fn a_pointer_leads_back_to_the_text() {
        let text = "{\n \"a\": [10, {\"b/c\": \"é]\\\"}\", \"d\": [ ] }],\n \"e\": 2 }";
        assert_eq!(locate(text, ""), (1, 1));
        assert_eq!(locate(text, "/a"), (2, 7));
        assert_eq!(locate(text, "/a/0"), (2, 8));
        assert_eq!(locate(text, "/a/1/b~1c"), (2, 20));
        assert_eq!(locate(text, "/a/1/d"), (2, 34));
        assert_eq!(locate(text, "/e"), (3, 7));
        assert_eq!(locate(text, "/a/7"), (2, 7));
        let at = |pointer: &str| {
            let spot = find(text, pointer);
            (spot.key.map_or("", |key| &text[key]), &text[spot.value])
        };
        assert_eq!(at(""), ("", text));
        assert_eq!(at("/a"), ("\"a\"", "[10, {\"b/c\": \"é]\\\"}\", \"d\": [ ] }]"));
        assert_eq!(at("/a/0"), ("", "10"));
        assert_eq!(at("/a/1/b~1c"), ("\"b/c\"", "\"é]\\\"}\""));
        assert_eq!(at("/a/1/d"), ("\"d\"", "[ ]"));
        assert_eq!(at("/e"), ("\"e\"", "2"));
        assert_eq!(at("/e/f"), ("\"e\"", "2"));
    }

    fn same(ours: &Json, other: &serde_json::Value) -> bool {
        match (ours, other) {
            (Json::Null, serde_json::Value::Null) => true,
            (Json::Bool(a), serde_json::Value::Bool(b)) => a == b,
            (Json::Int(a), b) => b.as_i64() == Some(*a) || (*a == 0 && b.as_f64() == Some(0.0)),
            (Json::Float(a), b) => b.as_f64().is_some_and(|b| (a - b).abs() <= b.abs() * 1e-14),
            (Json::Text(a), serde_json::Value::String(b)) => **a == **b,
            (Json::Array(a), serde_json::Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Json::Object(a), serde_json::Value::Object(b)) => {
                a.len() == b.len() && a.iter().all(|(k, v)| b.get(&**k).is_some_and(|w| same(v, w)))
            }
            _ => false,
        }
    }

    /// What people write: up to 15 digits, which the other reader reads exactly, too.
    fn fraction() -> impl Strategy<Value = f64> {
        ("-?[0-9]{1,9}\\.[0-9]{1,6}", -8i32..8).prop_map(|(n, e)| format!("{n}e{e}").parse().expect("a number"))
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            any::<i64>().prop_map(Json::Int),
            fraction().prop_map(Json::Float),
            "[\\x00-\\x20\"\\\\é\u{1f600}]{0,4}".prop_map(|t| Json::Text(t.into())),
            ".{0,8}".prop_map(|t| Json::Text(t.into())),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
                prop::collection::btree_map("[a-e/~\"é]{0,3}", inner, 0..5)
                    .prop_map(|m| Json::Object(m.into_iter().map(|(k, v)| (k.into(), v)).collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_back_what_it_writes(json in any_json()) {
            let text = json.to_text();
            let other: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            prop_assert_eq!(&other, &serde_json::to_value(&json).expect("JSON"), "another reader reads the same");
            prop_assert_eq!(Json::parse(&text), Ok(json));
        }

        /// Doubles that no text of 15 digits gives, very great and very small ones. The other reader takes the last bits lightly.
        #[test]
        fn a_number_is_read_as_it_was_written(bits in any::<u64>()) {
            let number = Json::Float(f64::from_bits(bits));
            let text = number.to_text();
            let read = Json::parse(&text);
            let other = serde_json::from_str(&text).expect("JSON");
            if f64::from_bits(bits).is_finite() {
                let subnormal = f64::from_bits(bits).is_subnormal(); // its last bit may be half of it
                prop_assert!(same(&number, &other) || subnormal, "{} {}", text, other);
                prop_assert_eq!(read, Ok(number));
            } else {
                prop_assert_eq!(read, Ok(Json::Null));
            }
        }

        /// Another reader, which keeps the last of two equal keys and knows no limits, takes and refuses the same.
        #[test]
        fn reads_what_serde_json_reads(json in any_json(), cut in 0usize..200, put in "[\\[\\]{}\",:\\\\0-9a-fntrue.+\\-E \u{1f600}\\x01]{0,3}") {
            let mut text = json.to_text();
            let at = text.floor_char_boundary(cut.min(text.len()));
            if cut % 3 > 0 {
                text.insert_str(at, &put);
            }
            if cut % 2 == 0 {
                text.truncate(text.floor_char_boundary(at + put.len()));
            }
            let other = serde_json::from_str::<serde_json::Value>(&text);
            match (Json::parse(&text), other) {
                (Ok(ours), Ok(other)) => prop_assert!(same(&ours, &other), "{} {:?} {:?}", text, ours, other),
                (Err(e), _) if matches!(e.code, JsonErrorCode::DuplicateKey) => {}
                (Err(ours), Err(other)) => {
                    prop_assert_eq!(ours.code == JsonErrorCode::Truncated, other.is_eof(), "{} {:?} {}", text, ours, other);
                    prop_assert_eq!(ours.line, other.line());
                }
                (ours, other) => prop_assert!(false, "{} {:?} {:?}", text, ours, other),
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:\\\\0-9a-z\\s é]{0,60}", pointer in "(/[a-z0-9~]{0,2}){0,4}") {
            let _ = Json::parse(&text);
            locate(&text, &pointer);
            let spot = find(&text, &pointer);
            prop_assert!(text.get(spot.value).is_some() && spot.key.is_none_or(|key| text.get(key).is_some()));
        }
    }
}
