//! The JSON Schema of the data that a form gives: derived, so that any standard validator can verify a submission.
//!
//! The data nest along the dots of the field ids; hidden and empty answers are not there. What a schema cannot say is
//! listed in [`NOT_SAID`]; on the rest, its verdict and that of [`crate::validate`] are the same (a differential test).

use super::{Definition, Field, FieldIx, FieldType, List, When};
use crate::{
    json::Json,
    text::date::Precision,
    validate::{attachment, document, number::bounds, text},
};

/// Version of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Draft 7, for older validators.
    Draft7,
    /// 2020-12.
    Draft2020,
}

/// What the derived schema leaves to our own checks.
pub const NOT_SAID: [&str; 13] = [
    "rules across fields",
    "requirements and visibility under a condition",
    "prefixes and lengths of telephone numbers beyond 3 to 15 digits",
    "e-mail addresses beyond something@domain.name",
    "that an address outside Vietnam may lack a commune while one within may not, unless province or old form is given",
    "warnings and remarks",
    "that declarations under a condition are made",
    "how many decimals a number has",
    "that the day of a date-time exists",
    "the form and check digits of identifiers",
    "which communes there are, beyond a code of five digits",
    "that a commune lies in the province that is chosen beside it",
    "that a file is attached once, and that its name ends as its type does",
];

/// A commune's code.
const CODE: &str = "^[0-9]{5}$";

/// What hides or turns a part of a file's name, see [`attachment`].
const HIDES: &str = r"\x00-\x1F\x7F-\x9F/\\\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF";

/// Letters and signs of names.
const NAME: &str = r"\p{Alphabetic} '’.̀-ͯ-";

fn s(text: &str) -> Json {
    Json::text(text)
}

fn string(pattern: &str) -> Vec<(&'static str, Json)> {
    vec![("type", s("string")), ("pattern", s(pattern))]
}

/// The schema of a definition's data.
pub fn schema(def: &Definition, draft: Draft) -> Json {
    let modern = draft == Draft::Draft2020;
    let mut lists: Vec<(&'static str, Json)> = Vec::new();
    let mut root = Node::default();
    for (i, field) in def.fields.iter().enumerate().filter(|(_, f)| f.group.is_none()) {
        let ix = FieldIx(i as u16);
        let always_shown = def.plan.section_of[i].is_none() && field.show == When::Always;
        let required = always_shown && field.required == When::Always && answerable(field);
        if let Some(schema) = of_field(def, ix, draft, &mut lists) {
            root.insert(&field.id, schema, required);
        }
    }
    let url =
        if modern { "https://json-schema.org/draft/2020-12/schema" } else { "http://json-schema.org/draft-07/schema#" };
    let mut entries = vec![
        ("$schema", s(url)),
        ("$id", Json::Text(["urn:troly:", &def.id, ":", &def.version].concat().into())),
        ("title", Json::Text(def.form_name.vi.clone())),
    ];
    entries.extend(root.entries());
    if !lists.is_empty() {
        let definitions = Json::object(lists);
        entries.push((if modern { "$defs" } else { "definitions" }, definitions));
    }
    Json::object(entries)
}

fn answerable(field: &Field) -> bool {
    !matches!(field.kind, FieldType::Note | FieldType::Signature)
}

/// An object of the data: its properties in form order, and those that must be there.
#[derive(Default)]
struct Node {
    properties: Vec<(String, Result<Json, Node>)>,
    required: Vec<String>,
}

impl Node {
    fn insert(&mut self, id: &str, schema: Json, required: bool) {
        let (first, rest) = match id.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (id, None),
        };
        if required && !self.required.iter().any(|r| r == first) {
            self.required.push(first.to_owned());
        }
        match rest {
            None => self.properties.push((first.to_owned(), Ok(schema))),
            Some(rest) => {
                let at = self.properties.iter().position(|(name, _)| name == first).unwrap_or_else(|| {
                    self.properties.push((first.to_owned(), Err(Node::default())));
                    self.properties.len() - 1
                });
                if let Err(node) = &mut self.properties[at].1 {
                    node.insert(rest, schema, required);
                }
            }
        }
    }

    fn entries(self) -> Vec<(&'static str, Json)> {
        let properties = self.properties.into_iter().map(|(name, schema)| {
            let schema = schema.unwrap_or_else(|node| Json::object(node.entries()));
            (name.as_str().into(), schema)
        });
        let mut entries = vec![("type", s("object")), ("properties", Json::Object(properties.collect()))];
        if !self.required.is_empty() {
            entries.push(("required", Json::Array(self.required.iter().map(|r| s(r)).collect())));
        }
        entries.push(("additionalProperties", Json::Bool(false)));
        entries
    }
}

/// The schema of one field's value; `None` for fields without one.
fn of_field(def: &Definition, ix: FieldIx, draft: Draft, lists: &mut Vec<(&'static str, Json)>) -> Option<Json> {
    let field = &def.fields[ix.0 as usize];
    let mut entries = match field.kind {
        FieldType::Note | FieldType::Signature => return None,
        // Trimmed, on one line or several.
        FieldType::Text | FieldType::Agency => sized(field, string(r"^\S([^\n\r]*\S)?$")),
        FieldType::Multiline => sized(field, string(r"^\S([\s\S]*\S)?$")),
        FieldType::PersonName => {
            let mut entries = string(&["^[", NAME, r"]*\p{Alphabetic}[", NAME, "]*$"].concat());
            entries.push(("not", Json::object([("pattern", s("^ | $"))])));
            sized(field, entries)
        }
        FieldType::Integer | FieldType::Money => bounded(field, "integer"),
        FieldType::Number => bounded(field, "number"),
        FieldType::DateTime => {
            string(&[YEAR, "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]$"].concat())
        }
        FieldType::Identifier => string(r"^\S([\s\S]*\S)?$"),
        FieldType::Choices => {
            let mut entries = vec![
                ("type", s("array")),
                ("items", Json::object(choice(field, draft, lists))),
                ("uniqueItems", Json::Bool(true)),
                ("minItems", Json::Int(field.min.unwrap_or(1).max(1))), // none: not there at all
            ];
            entries.extend(field.max.map(|max| ("maxItems", Json::Int(max))));
            entries
        }
        FieldType::Attachment => files(field),
        FieldType::Date => date(field.precision),
        FieldType::YesNo => vec![("type", s("boolean"))],
        FieldType::Declaration => {
            let always = field.required == When::Always && field.show == When::Always;
            let always = always && (field.group.is_some() || def.plan.section_of[ix.0 as usize].is_none());
            if always { vec![("const", Json::Bool(true))] } else { vec![("type", s("boolean"))] }
        }
        FieldType::Choice | FieldType::Sex => choice(field, draft, lists),
        FieldType::CitizenId => string("^[0-9]{12}$"),
        FieldType::Phone => string(r"^\+?[0-9]{3,15}$"),
        FieldType::Email => {
            let mut entries = string(r"^[^@\s]+@[^@\s]+\.[^@\s]+$");
            entries.push(("maxLength", Json::Int(254)));
            entries
        }
        FieldType::Address => address(draft),
        FieldType::IdentityDocument => identity_document(),
        FieldType::Group => group(def, ix, draft, lists),
    };
    entries.insert(0, ("title", Json::Text(field.label.vi.clone())));
    Some(Json::object(entries))
}

fn bounded(field: &Field, kind: &'static str) -> Vec<(&'static str, Json)> {
    let (min, max) = bounds(field);
    vec![("type", s(kind)), ("minimum", Json::Int(min)), ("maximum", Json::Int(max))]
}

/// With the bounds of its length.
fn sized(field: &Field, mut entries: Vec<(&'static str, Json)>) -> Vec<(&'static str, Json)> {
    if let Some(min) = field.min {
        entries.push(("minLength", Json::Int(min)));
    }
    entries.push(("maxLength", Json::Int(field.max.unwrap_or(text::MAX))));
    entries
}

const YEAR: &str = "^(1[89]|2[01])[0-9]{2}";

/// A date to the day is a date of RFC 3339; the year is one that a form of this State can mean (1800 to 2199).
fn date(precision: Precision) -> Vec<(&'static str, Json)> {
    let day = || vec![("format", s("date")), ("pattern", Json::text(&[YEAR, "-"].concat()))];
    let mut entries = vec![("type", s("string"))];
    if precision == Precision::Day {
        entries.extend(day());
        return entries;
    }
    let mut ways = vec![Json::object(day()), Json::object([("pattern", s(&[YEAR, "-(0[1-9]|1[0-2])$"].concat()))])];
    if precision == Precision::Year {
        ways.push(Json::object([("pattern", s(&[YEAR, "$"].concat()))]));
    }
    entries.push(("anyOf", Json::Array(ways)));
    entries
}

fn choice(field: &Field, draft: Draft, lists: &mut Vec<(&'static str, Json)>) -> Vec<(&'static str, Json)> {
    if field.of_communes() {
        return string(CODE);
    }
    let values =
        || Json::object([("enum", Json::Array(field.options.iter().map(|o| Json::Text(o.value.clone())).collect()))]);
    // A built-in list stands once in the schema, however many fields offer it.
    let built_in = List::ALL.into_iter().find(|l| field.options.len() > 10 && l.options()[..] == field.options[..]);
    let Some(list) = built_in else {
        return vec![("enum", Json::Array(field.options.iter().map(|o| Json::Text(o.value.clone())).collect()))];
    };
    if !lists.iter().any(|(name, _)| *name == list.name()) {
        lists.push((list.name(), values()));
    }
    let place = if draft == Draft::Draft2020 { "#/$defs/" } else { "#/definitions/" };
    // Draft 7 ignores what stands beside a reference.
    vec![("allOf", Json::Array(vec![Json::object([("$ref", s(&[place, list.name()].concat()))])]))]
}

fn address(draft: Draft) -> Vec<(&'static str, Json)> {
    let trimmed = || Json::object(string(r"^\S([\s\S]*\S)?$"));
    let needs_commune = || Json::Array(vec![s("commune")]);
    let dependent = if draft == Draft::Draft2020 { "dependentRequired" } else { "dependencies" };
    vec![
        ("type", s("object")),
        (
            "properties",
            Json::object([
                ("detail", trimmed()),
                ("commune", Json::object(string(CODE))),
                ("communeName", trimmed()),
                ("province", Json::object(string("^[0-9]{2}$"))),
                ("provinceName", trimmed()),
                ("old", trimmed()),
            ]),
        ),
        ("minProperties", Json::Int(1)),
        (dependent, Json::object([("province", needs_commune()), ("old", needs_commune())])),
        ("additionalProperties", Json::Bool(false)),
    ]
}

fn files(field: &Field) -> Vec<(&'static str, Json)> {
    let media = attachment::kinds(field).map(|k| s(k.media)).collect();
    let mut size = vec![("type", s("integer")), ("minimum", Json::Int(1))];
    size.extend(field.max_size.map(|max| ("maximum", Json::Int(i64::try_from(max).unwrap_or(i64::MAX)))));
    let properties = [
        ("id", Json::object(string(r"^\S([\s\S]*\S)?$"))),
        ("name", Json::object(string(&["^[^\\s", HIDES, "]([^", HIDES, "]*[^\\s", HIDES, "])?$"].concat()))),
        ("type", Json::object([("enum", Json::Array(media))])),
        ("size", Json::object(size)),
    ];
    let required = properties.iter().map(|(key, _)| s(key)).collect();
    let item = vec![
        ("type", s("object")),
        ("properties", Json::object(properties)),
        ("required", Json::Array(required)),
        ("additionalProperties", Json::Bool(false)),
    ];
    let mut entries = vec![
        ("type", s("array")),
        ("items", Json::object(item)),
        ("minItems", Json::Int(field.min.unwrap_or(1).max(1))), // none: not there at all
    ];
    entries.extend(field.max.map(|max| ("maxItems", Json::Int(max))));
    entries
}

fn identity_document() -> Vec<(&'static str, Json)> {
    let trimmed = || Json::object(string(r"^\S([\s\S]*\S)?$"));
    let kinds = document::KINDS.iter().map(|(kind, _)| s(kind)).collect();
    let number = |pattern: &str, max: usize| {
        let mut entries = string(pattern);
        entries.push(("maxLength", Json::Int(max as i64)));
        Json::object([("properties", Json::object([("number", Json::object(entries))]))])
    };
    let when = |kinds: &[&str], then: Json| {
        let kind = Json::object([("enum", Json::Array(kinds.iter().map(|k| s(k)).collect()))]);
        let condition =
            Json::object([("properties", Json::object([("kind", kind)])), ("required", Json::Array(vec![s("kind")]))]);
        Json::object([("if", condition), ("then", then)])
    };
    let max = document::MAX_NUMBER;
    let mut on = date(Precision::Year);
    on.retain(|(key, _)| *key != "title");
    vec![
        ("type", s("object")),
        (
            "properties",
            Json::object([
                ("kind", Json::object([("enum", Json::Array(kinds))])),
                ("number", trimmed()),
                ("issuedBy", trimmed()),
                ("issuedOn", Json::object(on)),
            ]),
        ),
        ("required", Json::Array(vec![s("kind"), s("number")])),
        (
            "allOf",
            Json::Array(vec![
                when(&["can-cuoc", "cccd"], number("^[0-9]{12}$", max)),
                when(&["cmnd"], number("^[0-9]{9}$", max)),
                when(&["passport"], number("^[A-Za-z0-9]+$", max)),
                when(&["birth-certificate", "other"], number(r"\S", max)),
            ]),
        ),
        ("additionalProperties", Json::Bool(false)),
    ]
}

fn group(
    def: &Definition,
    ix: FieldIx,
    draft: Draft,
    lists: &mut Vec<(&'static str, Json)>,
) -> Vec<(&'static str, Json)> {
    let mut row = Node::default();
    for column in def.columns(ix) {
        let field = &def.fields[column.0 as usize];
        let required = field.show == When::Always && field.required == When::Always && answerable(field);
        if let Some(schema) = of_field(def, column, draft, lists) {
            row.insert(field.local_id(), schema, required);
        }
    }
    let field = &def.fields[ix.0 as usize];
    let mut entries = vec![
        ("type", s("array")),
        ("items", Json::object(row.entries())),
        ("minItems", Json::Int(field.min.unwrap_or(1).max(1))), // no rows: not there at all
    ];
    if let Some(max) = field.max {
        entries.push(("maxItems", Json::Int(max)));
    }
    entries
}
