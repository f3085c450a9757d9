//! A definition as it is published: read, checked and worked out, so that a browser need not do it.
//!
//! Reading the authors' JSON takes a parser with a message for every mistake, a parser and a type checker for expressions
//! and the built-in lists: a tenth of the module in the browser, for texts that were checked when they were published.
//! [`pack`] writes what they come to, [`unpack`] reads it back. Authors' JSON is read by the browser as well, with code that
//! is fetched when it is needed.
//!
//! Format: a JSON object `{"packed": N, "strings": […], "body": "…"}`. The strings stand once each, as text, because text
//! compresses best as text; the body is a sequence of numbers in the order of the model's fields, each in digits of five
//! bits, the least first, every digit but the last with a sixth bit: most are one character. Nothing in it is named, so it
//! is read only by the version that wrote it: N is worked out from the sources that say what is written. Packed files are
//! made anew with every build, beside the authors' JSON, which every version reads.

use super::{
    Choice, Definition, Diagnostic, Field, FieldIx, FieldType, Fill, FillPolicy, Law, Paper, Plan, Relation, Role,
    Rule, RuleFix, Section, Severity, Source, Step, Text, When, plan::Dependent, registry::FIELD_TYPES,
};
use crate::{
    identity::Sex,
    json::{Json, Limits},
    rules::{Expr, functions::FUNCTIONS},
    text::date::{PartialDate, Precision},
    value::Value,
};
use std::{collections::BTreeMap, rc::Rc};

/// The version of the packed form: another one whenever this file, the one about expressions or a list that is counted
/// through (field types, functions) is another.
pub const PACKED: i64 = {
    let mut hash = hashed(include_bytes!("packed.rs"), 0xcbf2_9ce4_8422_2325);
    hash = hashed(include_bytes!("../rules/packed.rs"), hash);
    let mut i = 0;
    while i < FIELD_TYPES.len() {
        hash = hashed(FIELD_TYPES[i].name.as_bytes(), hash);
        i += 1;
    }
    i = 0;
    while i < FUNCTIONS.len() {
        hash = hashed(FUNCTIONS[i].name.as_bytes(), hash);
        i += 1;
    }
    (hash >> 24).cast_signed()
};

/// FNV-1a.
const fn hashed(bytes: &[u8], mut hash: u64) -> u64 {
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x100_0000_01b3);
        i += 1;
    }
    hash
}

/// Deepest nesting of what refers to itself: expressions.
const MAX_DEPTH: u32 = 200;

/// Writes a definition for publication: with its Vietnamese texts alone unless `all_languages`.
pub fn pack(definition: &Definition, all_languages: bool) -> String {
    let mut w = Writer { all_languages, ..Writer::default() };
    (definition.fields.len() as u32).pack(&mut w);
    definition.pack(&mut w);
    let strings = w.strings.into_iter().map(Json::Text).collect();
    Json::object([
        ("packed", Json::Int(PACKED)),
        ("strings", Json::Array(strings)),
        ("body", Json::Text(w.body.into())),
    ])
    .to_text()
}

/// A definition as a site publishes it, as (file name, text): `NAME.json` with its Vietnamese texts, which most people need
/// alone, `NAME.en.json` with all, and `NAME.full.json`, the authors' JSON. The first begins with the names of the others;
/// the element knows it by that.
///
/// # Errors
/// As [`super::parse()`].
pub fn published(name: &str, json: &str) -> Result<[(String, String); 3], Vec<Diagnostic>> {
    let written = Json::parse(json).map_err(|e| vec![Diagnostic::json(&e)])?;
    let definition = super::parse_json(&written)?;
    let [lean, all, full] = ["", ".en", ".full"].map(|part| format!("{name}{part}.json"));
    let beside = Json::object([("en", Json::text(&all)), ("full", Json::text(&full))]).to_text();
    let text = [beside.trim_end_matches('}'), ",", &pack(&definition, false)[1..]].concat();
    Ok([(lean, text), (all, pack(&definition, true)), (full, written.to_text())])
}

/// Whether a text is meant to be a packed definition.
pub fn is_packed(text: &str) -> bool {
    text.starts_with("{\"packed\":")
}

/// Reads what [`pack`] wrote. `None`: it did not, or not this version of it.
pub fn unpack(text: &str) -> Option<Definition> {
    let json = Json::parse_with(text, &Limits { string: Limits::DEFAULT.bytes, ..Limits::DEFAULT }).ok()?;
    if json.get("packed")?.as_int()? != PACKED {
        return None;
    }
    let strings: Option<Vec<Rc<str>>> = json.get("strings")?.items().iter().map(|s| s.as_text().cloned()).collect();
    let mut r = Reader { strings: strings?, body: json.get("body")?.as_text()?.as_bytes(), ..Reader::default() };
    r.fields = u32::unpack(&mut r)?;
    let mut definition = Definition::unpack(&mut r)?;
    if !r.body.is_empty() || definition.fields.len() != r.fields as usize {
        return None;
    }
    definition.plan.complete(&definition.fields, &definition.steps)?;
    Some(definition)
}

/// Where something is written to.
#[derive(Default)]
pub struct Writer {
    all_languages: bool,
    strings: Vec<Rc<str>>,
    known: BTreeMap<Rc<str>, u32>,
    /// Lists of options, of which several fields share one.
    lists: Vec<Rc<[Choice]>>,
    body: String,
}

/// Where something is read from.
#[derive(Default)]
pub struct Reader<'t> {
    strings: Vec<Rc<str>>,
    lists: Vec<Rc<[Choice]>>,
    body: &'t [u8],
    /// How many fields the definition has: an index beyond them is refused.
    fields: u32,
    depth: u32,
}

/// What can be packed.
pub trait Pack: Sized {
    /// Writes it.
    fn pack(&self, w: &mut Writer);
    /// Reads it; `None` when it is not there, or is nothing that this version writes.
    fn unpack(r: &mut Reader<'_>) -> Option<Self>;
}

/// The digits, but for the two characters that JSON would escape: `(` to `[` and `]` to `h`.
const GAP: u8 = b'\\' - b'(';

impl Pack for u64 {
    fn pack(&self, w: &mut Writer) {
        let mut rest = *self;
        loop {
            let digit = (rest & 31) as u8 | if rest > 31 { 32 } else { 0 };
            w.body.push(char::from(b'(' + digit + u8::from(digit >= GAP)));
            rest >>= 5;
            if rest == 0 {
                return;
            }
        }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        let (mut value, mut shift) = (0u64, 0);
        loop {
            let (first, rest) = r.body.split_first()?;
            r.body = rest;
            let digit = first.checked_sub(b'(')?;
            let digit = digit - u8::from(digit > GAP);
            if digit > 63 || shift > 60 {
                return None;
            }
            value |= u64::from(digit & 31) << shift;
            shift += 5;
            if digit < 32 {
                return Some(value);
            }
        }
    }
}

macro_rules! numbers {
    ($($type:ty),*) => { $(
        impl Pack for $type {
            fn pack(&self, w: &mut Writer) {
                u64::from(*self).pack(w);
            }

            fn unpack(r: &mut Reader<'_>) -> Option<Self> {
                u64::unpack(r)?.try_into().ok()
            }
        }
    )* };
}
numbers!(u8, u16, u32);

impl Pack for bool {
    fn pack(&self, w: &mut Writer) {
        u8::from(*self).pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(u8::unpack(r)? != 0)
    }
}

impl Pack for i64 {
    fn pack(&self, w: &mut Writer) {
        // The sign is the last bit, so that small numbers stay short.
        ((*self << 1) ^ (*self >> 63)).cast_unsigned().pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        let n = u64::unpack(r)?;
        Some((n >> 1).cast_signed() ^ -((n & 1).cast_signed()))
    }
}

impl Pack for Rc<str> {
    fn pack(&self, w: &mut Writer) {
        let next = w.strings.len() as u32;
        let at = *w.known.entry(self.clone()).or_insert(next);
        if at == next {
            w.strings.push(self.clone());
        }
        at.pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        let at = u32::unpack(r)?;
        r.strings.get(at as usize).cloned()
    }
}

impl<T: Pack> Pack for Option<T> {
    fn pack(&self, w: &mut Writer) {
        self.is_some().pack(w);
        if let Some(value) = self {
            value.pack(w);
        }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        if bool::unpack(r)? { T::unpack(r).map(Some) } else { Some(None) }
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn pack(&self, w: &mut Writer) {
        (self.len() as u32).pack(w);
        self.iter().for_each(|item| item.pack(w));
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        let n = u32::unpack(r)? as usize;
        // Everything takes a character at least: what a file promises beyond its length is not made room for.
        if n > r.body.len() {
            return None;
        }
        (0..n).map(|_| T::unpack(r)).collect()
    }
}

impl<T: Pack> Pack for Box<T> {
    fn pack(&self, w: &mut Writer) {
        (**self).pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        r.nested(T::unpack).map(Box::new)
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn pack(&self, w: &mut Writer) {
        self.0.pack(w);
        self.1.pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some((A::unpack(r)?, B::unpack(r)?))
    }
}

impl<'t> Reader<'t> {
    /// Reads something that can contain itself.
    pub fn nested<T>(&mut self, read: impl FnOnce(&mut Reader<'t>) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let value = if self.depth > MAX_DEPTH { None } else { read(self) };
        self.depth -= 1;
        value
    }
}

/// A struct, field by field.
macro_rules! pack_struct {
    ($($type:ty { $($field:ident),* $(,)? })*) => { $(
        impl $crate::definition::packed::Pack for $type {
            fn pack(&self, w: &mut $crate::definition::packed::Writer) {
                $( self.$field.pack(w); )*
            }

            fn unpack(r: &mut $crate::definition::packed::Reader<'_>) -> Option<Self> {
                Some(Self { $( $field: $crate::definition::packed::Pack::unpack(r)? ),* })
            }
        }
    )* };
}

/// An enum without data, by the place of its variant in this list.
macro_rules! pack_enum {
    ($($type:ty { $($variant:ident),* $(,)? })*) => { $(
        impl $crate::definition::packed::Pack for $type {
            fn pack(&self, w: &mut $crate::definition::packed::Writer) {
                const ALL: &[$type] = &[$( <$type>::$variant ),*];
                let at = ALL.iter().position(|v| v == self).unwrap_or(ALL.len());
                $crate::definition::packed::Pack::pack(&(at as u8), w);
            }

            fn unpack(r: &mut $crate::definition::packed::Reader<'_>) -> Option<Self> {
                const ALL: &[$type] = &[$( <$type>::$variant ),*];
                let at: u8 = $crate::definition::packed::Pack::unpack(r)?;
                ALL.get(usize::from(at)).copied()
            }
        }
    )* };
}
pub(crate) use pack_enum;

pack_enum! {
    Sex { Male, Female }
    Precision { Year, Month, Day }
    Relation { Mother, Father, Member, Head, Parent, Child, Spouse, Owner }
    FillPolicy { Auto, Ask, Never }
    Severity { Info, Warning, Error }
}

pack_struct! {
    Definition {
        id, version, title, form_name, form_number, effective_from, effective_to, checked_on, agency, fee, time_limit, notes,
        footnotes, law, papers, roles, fields, steps, rules, plan,
    }
    Law { id, cite, from, to, says, verified }
    Paper { id, name, note, replaced_by, when, law }
    Role { id, name, help, sex, many, is, required, not }
    Step { id, title, sections }
    Section { id, title, help, show, fields }
    Field {
        id, r#box, was, no, kind, label, help, example, source, law, verified, required, show, fill, compute, options, within, min,
        max, precision, upper, decimals, kind_of, types, max_size, lock, default, table, row_name, group, half,
    }
    Choice { value, label, aliases }
    Fill { from, policy, max_years }
    Rule { id, severity, when, check, fields, message, params, law, fix, each }
    RuleFix { label, set }
}

impl Pack for Text {
    fn pack(&self, w: &mut Writer) {
        self.vi.pack(w);
        if w.all_languages { self.other.pack(w) } else { 0u8.pack(w) }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(Text { vi: Rc::unpack(r)?, other: Vec::unpack(r)? })
    }
}

impl Pack for FieldIx {
    fn pack(&self, w: &mut Writer) {
        self.0.pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        let ix = u16::unpack(r)?;
        (u32::from(ix) < r.fields).then_some(FieldIx(ix))
    }
}

impl Pack for FieldType {
    fn pack(&self, w: &mut Writer) {
        (*self as u8).pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        FIELD_TYPES.get(usize::from(u8::unpack(r)?)).map(|info| info.kind)
    }
}

impl Pack for PartialDate {
    fn pack(&self, w: &mut Writer) {
        i64::from(self.year()).pack(w);
        (self.month().unwrap_or(0), self.day().unwrap_or(0)).pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        let year = i64::unpack(r)?.try_into().ok()?;
        match <(u8, u8)>::unpack(r)? {
            (0, _) => PartialDate::from_year(year),
            (month, 0) => PartialDate::from_month(year, month),
            (month, day) => PartialDate::from_ymd(year, month, day),
        }
        .ok()
    }
}

impl Pack for When {
    fn pack(&self, w: &mut Writer) {
        match self {
            When::Never => 0u8.pack(w),
            When::Always => 1u8.pack(w),
            When::If(expr) => {
                2u8.pack(w);
                expr.pack(w);
            }
        }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(match u8::unpack(r)? {
            0 => When::Never,
            1 => When::Always,
            2 => When::If(Expr::unpack(r)?),
            _ => return None,
        })
    }
}

/// What a box can hold from the beginning; addresses, papers and files are no such things.
impl Pack for Value {
    fn pack(&self, w: &mut Writer) {
        match self {
            Value::Bool(b) => (0u8, *b).pack(w),
            Value::Int(n) => (1u8, *n).pack(w),
            Value::Decimal(f) => (2u8, f.to_bits()).pack(w),
            Value::List(items) => (3u8, items.clone()).pack(w),
            Value::Date(date) => (4u8, *date).pack(w),
            Value::Text(text) => (5u8, text.clone()).pack(w),
            Value::Address(_) | Value::Document(_) | Value::Files(_) => 6u8.pack(w),
        }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(match u8::unpack(r)? {
            0 => Value::Bool(bool::unpack(r)?),
            1 => Value::Int(i64::unpack(r)?),
            2 => Value::Decimal(f64::from_bits(u64::unpack(r)?)),
            3 => Value::List(Vec::unpack(r)?),
            4 => Value::Date(PartialDate::unpack(r)?),
            5 => Value::Text(Rc::unpack(r)?),
            _ => return None,
        })
    }
}

impl Pack for Source {
    fn pack(&self, w: &mut Writer) {
        let (relation, a, b) = match self {
            Source::Attribute { role, attribute } => (false, role, attribute),
            Source::Relation { of, to } => (true, of, to),
        };
        relation.pack(w);
        a.pack(w);
        b.pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        let relation = bool::unpack(r)?;
        let (a, b) = <(Rc<str>, Rc<str>)>::unpack(r)?;
        Some(if relation { Source::Relation { of: a, to: b } } else { Source::Attribute { role: a, attribute: b } })
    }
}

/// A list of options: the number of the list, which follows when it comes for the first time.
impl Pack for Rc<[Choice]> {
    fn pack(&self, w: &mut Writer) {
        let known = w.lists.iter().position(|list| list == self);
        (known.unwrap_or(w.lists.len()) as u32).pack(w);
        if known.is_none() {
            w.lists.push(self.clone());
            self.to_vec().pack(w);
        }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        let at = u32::unpack(r)? as usize;
        if at == r.lists.len() {
            let list = Vec::unpack(r)?;
            r.lists.push(list.into());
        }
        r.lists.get(at).cloned()
    }
}

impl Pack for Dependent {
    fn pack(&self, w: &mut Writer) {
        match self {
            Dependent::Field(ix) => (0u8, *ix).pack(w),
            Dependent::Rule(n) => (1u8, *n).pack(w),
        }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(match u8::unpack(r)? {
            0 => Dependent::Field(FieldIx::unpack(r)?),
            1 => Dependent::Rule(u16::unpack(r)?),
            _ => return None,
        })
    }
}

/// `section_of` follows from the sections, and is worked out again.
impl Pack for Plan {
    fn pack(&self, w: &mut Writer) {
        self.by_id.pack(w);
        self.order.pack(w);
        self.dependents.pack(w);
        self.casting.pack(w);
        self.shown_at.pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(Plan {
            by_id: Vec::unpack(r)?,
            order: Vec::unpack(r)?,
            dependents: Vec::unpack(r)?,
            casting: Vec::unpack(r)?,
            shown_at: Vec::unpack(r)?,
            ..Plan::default()
        })
    }
}
