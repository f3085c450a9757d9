//! JSON read with limits and with places: the one door through which definitions, dossiers and records come in.
//!
//! `serde_json` reads the text (RFC 8259); this module adds what a hostile text needs: a size, depth, string and node
//! limit, duplicate keys refused (RFC 8259 §4 leaves their meaning open, so two readers could see two documents), the
//! three key names that mean something else to JavaScript refused, and a JSON pointer (RFC 6901) in every error.

use serde::{
    Serialize, Serializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};
use std::{fmt, rc::Rc};

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
    /// Nested arrays and objects; at most 100 (the reader itself stops at 128).
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
        let mut state = State { limits, nodes: 0, depth: 0, path: String::new(), error: None };
        let mut reader = serde_json::Deserializer::from_str(text);
        let read = Seed(&mut state).deserialize(&mut reader).and_then(|v| reader.end().map(|()| v));
        read.map_err(|e| {
            let code = match (state.error, e.is_eof()) {
                (Some(code), _) => code,
                (None, true) => JsonErrorCode::Truncated,
                (None, false) => JsonErrorCode::Syntax,
            };
            JsonError { code, pointer: std::mem::take(&mut state.path), line: e.line(), column: e.column() }
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

    /// The value at a dotted place.
    pub fn get_dotted(&self, place: &str) -> Option<&Json> {
        place.split('.').try_fold(self, |at, part| at.get(part))
    }

    /// As JSON text in one line.
    pub fn to_text(&self) -> String {
        // Neither strings nor finite numbers can fail, and there are no other keys than strings.
        serde_json::to_string(self).unwrap_or_default()
    }
}

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
    let mut at = Scan { bytes: text.as_bytes(), i: 0 };
    at.space();
    let mut found = at.i;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        if !at.enter(&token) {
            break;
        }
        found = at.i;
    }
    let before = &text[..text.floor_char_boundary(found)];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// A scanner over text that was read as JSON before; on anything else it ends somewhere, and never hangs.
struct Scan<'a> {
    bytes: &'a [u8],
    i: usize,
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
        self.i += 1;
        let mut index = 0;
        loop {
            self.space();
            let here = if object {
                if self.peek() != b'"' {
                    break;
                }
                // An escaped key is compared as it stands: keys of the formats read here are plain.
                let same = self.string() == token.as_bytes();
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

struct State<'l> {
    limits: &'l Limits,
    nodes: usize,
    depth: usize,
    path: String,
    error: Option<JsonErrorCode>,
}

impl State<'_> {
    fn refuse<E: serde::de::Error>(&mut self, code: JsonErrorCode) -> E {
        self.error = Some(code);
        E::custom(code.code())
    }

    fn text<E: serde::de::Error>(&mut self, text: &str) -> Result<Rc<str>, E> {
        if text.len() > self.limits.string { Err(self.refuse(JsonErrorCode::StringLength)) } else { Ok(text.into()) }
    }

    fn open<E: serde::de::Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        if self.depth > self.limits.depth { Err(self.refuse(JsonErrorCode::Depth)) } else { Ok(()) }
    }
}

struct Seed<'s, 'l>(&'s mut State<'l>);

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Json;

    fn deserialize<D: serde::Deserializer<'de>>(self, d: D) -> Result<Json, D::Error> {
        self.0.nodes += 1;
        if self.0.nodes > self.0.limits.nodes {
            return Err(self.0.refuse(JsonErrorCode::TooMany));
        }
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Json, E> {
        Ok(Json::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Json, E> {
        Ok(Json::Int(v))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Json, E> {
        Ok(i64::try_from(v).map_or(Json::Float(v as f64), Json::Int))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Json, E> {
        Ok(Json::Float(v))
    }

    fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<Json, E> {
        self.0.text(v).map(Json::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        self.0.open()?;
        let mut items = Vec::new();
        let mark = self.0.path.len();
        loop {
            self.0.path.push('/');
            self.0.path.push_str(&items.len().to_string());
            let item = seq.next_element_seed(Seed(self.0))?;
            self.0.path.truncate(mark); // only on success: on failure the path is the place
            match item {
                Some(item) => items.push(item),
                None => break,
            }
        }
        self.0.depth -= 1;
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        self.0.open()?;
        let mut entries: Vec<(Rc<str>, Json)> = Vec::new();
        let mut sorted: Vec<u32> = Vec::new(); // positions in `entries`, by key: many keys must not cost their square
        let mark = self.0.path.len();
        while let Some(key) = map.next_key_seed(KeySeed(self.0))? {
            push_token(&mut self.0.path, &key);
            if FORBIDDEN_KEYS.contains(&&*key) {
                return Err(self.0.refuse(JsonErrorCode::ForbiddenKey));
            }
            match sorted.binary_search_by(|&i| entries[i as usize].0.cmp(&key)) {
                Ok(_) => return Err(self.0.refuse(JsonErrorCode::DuplicateKey)),
                Err(_) if entries.len() >= self.0.limits.keys => return Err(self.0.refuse(JsonErrorCode::TooMany)),
                Err(at) => sorted.insert(at, entries.len() as u32),
            }
            let value = map.next_value_seed(Seed(self.0))?;
            self.0.path.truncate(mark);
            entries.push((key, value));
        }
        self.0.depth -= 1;
        Ok(Json::Object(entries))
    }
}

struct KeySeed<'s, 'l>(&'s mut State<'l>);

impl<'de> DeserializeSeed<'de> for KeySeed<'_, '_> {
    type Value = Rc<str>;

    fn deserialize<D: serde::Deserializer<'de>>(self, d: D) -> Result<Rc<str>, D::Error> {
        d.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_, '_> {
    type Value = Rc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<Rc<str>, E> {
        self.0.text(v)
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
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            any::<i64>().prop_map(Json::Int),
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
            prop_assert_eq!(Json::parse(&json.to_text()), Ok(json));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:\\\\0-9a-z\\s é]{0,60}", pointer in "(/[a-z0-9~]{0,2}){0,4}") {
            let _ = Json::parse(&text);
            locate(&text, &pointer);
        }
    }
}
