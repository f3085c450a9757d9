//! The reference of the definition language, and a JSON Schema of it for editors: both from the registry that the parser
//! itself reads by, so that neither can say what is not so. `docs/definition.md` and `docs/definition.schema.json` are
//! written by `troly reference`, and a test compares them.

use super::registry::{DEFAULTS, FIELD_TYPES, KEYS, Key, OBJECTS, Object, Shape, WORDS};
use crate::{
    identity::KINDS,
    json::Json,
    prefill::vocabulary::ATTRIBUTES,
    rules::functions::{FUNCTIONS, Style},
};
use std::fmt::Write;

/// Where examples are taken from: definitions that are tested, so that every example is one that works.
const SAMPLES: [&str; 3] = [
    include_str!("../../procedures/1.001193.json"),
    include_str!("../../procedures/1.004194.json"),
    include_str!("../../tests/fixtures/definitions/all-types.json"),
];

/// Longest example, in characters.
const EXAMPLE: usize = 160;

fn samples() -> Vec<Json> {
    SAMPLES.iter().filter_map(|text| Json::parse(text).ok()).collect()
}

/// The first value of a key in an object of that kind.
fn example<'j>(json: &'j Json, here: Object, wanted: &Key) -> Option<&'j Json> {
    if here == wanted.object
        && let Some(value) = json.get(wanted.name)
    {
        return Some(value);
    }
    let inside = KEYS.iter().filter(|k| k.object == here);
    inside.filter_map(|key| json.get(key.name).map(|value| (key.shape, value))).find_map(|(shape, value)| match shape {
        Shape::Many(object) => value.items().iter().find_map(|item| example(item, object, wanted)),
        Shape::One(object) => example(value, object, wanted),
        Shape::Fill => example(value, Object::Fill, wanted),
        _ => None,
    })
}

/// One line of JSON, cut where it gets long.
fn short(json: &Json) -> String {
    let text = json.to_text();
    if text.chars().count() <= EXAMPLE {
        return text;
    }
    text.chars().take(EXAMPLE).chain(" …".chars()).collect()
}

fn default_of(key: &Key) -> Option<&'static str> {
    DEFAULTS.iter().find(|(object, name, _)| (*object, *name) == (key.object, key.name)).map(|(.., value)| *value)
}

/// Words of which a key takes one; empty when it takes others too.
fn words_of(key: &Key) -> Vec<&'static str> {
    match (key.object, key.name) {
        (Object::Field, "type") => FIELD_TYPES.iter().map(|t| t.name).collect(),
        (Object::Field, "kind") => KINDS.iter().map(|k| k.code).collect(),
        _ => WORDS
            .iter()
            .find(|(object, name, _)| (*object, *name) == (key.object, key.name))
            .map_or_else(Vec::new, |(.., words)| words.to_vec()),
    }
}

/// The reference, in Markdown.
pub fn markdown() -> String {
    let samples = samples();
    let mut out = String::from(
        "# The definition language\n\n\
         One JSON document describes one procedure's form. This page is made from the registry that the parser reads by\n\
         (`src/definition/registry.rs`): write it again with `troly reference`. Editors take `definition.schema.json` beside it.\n\
         Rules and conditions are expressions, see [the rule language](../src/rules/README.md).\n",
    );
    for (object, title) in OBJECTS {
        let _ = write!(
            out,
            "\n## {title}\n\n| key | type | default | meaning | example |\n| --- | --- | --- | --- | --- |\n"
        );
        for key in KEYS.iter().filter(|k| k.object == object) {
            let example =
                samples.iter().find_map(|s| example(s, Object::Definition, key)).map(short).unwrap_or_default();
            let default = if key.required { "must be there" } else { default_of(key).unwrap_or("none") };
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | {} | {} |",
                key.name,
                key.shape.name(),
                default,
                cell(key.doc),
                if example.is_empty() { String::new() } else { format!("`{}`", cell(&example)) }
            );
        }
    }
    out.push_str(
        "\n## Facts that nobody read\n\n\
         `\"evidence\": \"memory\"` on a law entry or a box says that what stands there is from memory, or was not seen in a source.\n\
         Whoever writes or runs a form is told so, place by place, as the hint `lint.unverified`: by `troly lint` (with `--json` one\n\
         object a line, to be counted), and in the list of remarks of the playground, which leads to the place. Hints stop no build.\n\
         `ID.full.json` of a published form keeps the mark, so that the same is seen of what is in use. Citizens do not see it: for\n\
         them the form is what the portal team put there. Read the source, correct what differs, then take `evidence` out.\n",
    );
    out.push_str("\n## Field types\n\n| type | value | own keys | meaning | |\n| --- | --- | --- | --- | --- |\n");
    for t in &FIELD_TYPES {
        let keys: Vec<String> = t.keys.iter().map(|k| format!("`{k}`")).collect();
        let _ = writeln!(out, "| `{}` | {:?} | {} | {} | {} |", t.name, t.value, keys.join(" "), t.en, t.vi);
    }
    out.push_str("\n## Identifiers (`kind` of an `identifier`)\n\n| kind | name | example |\n| --- | --- | --- |\n");
    for kind in KINDS {
        let _ = writeln!(out, "| `{}` | {} | `{}` |", kind.code, kind.name, cell(&kind.example.replace('\n', "⏎")));
    }
    out.push_str("\n## Attributes (`fill`: role.attribute)\n\n| attribute | on a card |\n| --- | --- |\n");
    for attribute in ATTRIBUTES {
        let _ = writeln!(out, "| `{}` | {} |", attribute.name, if attribute.on_card { "yes" } else { "" });
    }
    out.push_str("\n## Functions of the rule language\n\n| function | meaning |\n| --- | --- |\n");
    for function in &FUNCTIONS {
        let both = if function.style == Style::Both { " (also as a method)" } else { "" };
        let _ = writeln!(out, "| `{}`{both} | {} |", cell(function.signature), cell(function.doc));
    }
    out
}

/// A cell of a table: bars would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The JSON Schema (2020-12) of definitions. It says what a key is; what ids mean to one another, and what expressions do, the
/// parser says.
pub fn schema() -> Json {
    let s = Json::text;
    let string = || Json::object([("type", s("string"))]);
    let list = |items: Json| Json::object([("type", s("array")), ("items", items)]);
    let either = |ways: Vec<Json>| Json::object([("anyOf", Json::Array(ways))]);
    let reference = |name: &str| Json::object([("$ref", Json::Text(["#/$defs/", name].concat().into()))]);
    let typed = |name: &'static str| Json::object([("type", s(name))]);
    let of_shape = |shape: Shape| match shape {
        Shape::Text => reference("text"),
        Shape::Texts => list(reference("text")),
        Shape::String | Shape::Expr => string(),
        Shape::Strings => list(string()),
        Shape::Date => reference("date"),
        Shape::DateOrNull => either(vec![reference("date"), typed("null")]),
        Shape::Int => typed("integer"),
        Shape::Bool => typed("boolean"),
        Shape::When => either(vec![typed("boolean"), string()]),
        Shape::Fill => either(vec![string(), reference("fill")]),
        Shape::Any => Json::Bool(true),
        Shape::Map => typed("object"),
        Shape::One(object) => reference(name_of(object)),
        Shape::Many(object) => list(reference(name_of(object))),
    };
    let mut defs = vec![
        (
            "text",
            either(vec![
                string(),
                Json::object([
                    ("type", s("object")),
                    ("required", Json::Array(vec![s("vi")])),
                    ("additionalProperties", string()),
                ]),
            ]),
        ),
        ("date", Json::object([("type", s("string")), ("pattern", s("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))])),
    ];
    for (object, _) in OBJECTS {
        let keys = || KEYS.iter().filter(|k| k.object == object);
        let properties = keys().map(|key| {
            let words = words_of(key);
            let mut schema = if words.is_empty() {
                of_shape(key.shape)
            } else {
                Json::object([("enum", Json::Array(words.iter().map(|w| s(w)).collect()))])
            };
            if let Json::Object(entries) = &mut schema {
                entries.push(("description".into(), s(key.doc)));
            }
            (key.name, schema)
        });
        let required = keys().filter(|k| k.required).map(|k| s(k.name)).collect();
        let mut entries = vec![
            ("type", s("object")),
            ("properties", Json::object(properties.collect::<Vec<_>>())),
            ("required", Json::Array(required)),
            ("additionalProperties", Json::Bool(false)),
        ];
        if object == Object::Field {
            entries.push(("allOf", Json::Array(FIELD_TYPES.iter().map(own_keys).collect())));
        }
        defs.push((name_of(object), Json::object(entries)));
    }
    Json::object([
        ("$schema", s("https://json-schema.org/draft/2020-12/schema")),
        ("title", s("troly: definition of a procedure's form")),
        ("$ref", s("#/$defs/definition")),
        ("$defs", Json::object(defs)),
    ])
}

/// A field of this type has none of the keys that only others have.
fn own_keys(info: &super::registry::FieldTypeInfo) -> Json {
    let mut others: Vec<&str> = FIELD_TYPES.iter().flat_map(|t| t.keys).copied().collect();
    others.sort_unstable();
    others.dedup();
    others.retain(|key| !info.keys.contains(key));
    let is = Json::object([("const", Json::text(info.name))]);
    let none = others.into_iter().map(|key| (key, Json::Bool(false))).collect::<Vec<_>>();
    Json::object([
        (
            "if",
            Json::object([
                ("properties", Json::object([("type", is)])),
                ("required", Json::Array(vec![Json::text("type")])),
            ]),
        ),
        ("then", Json::object([("properties", Json::object(none))])),
    ])
}

fn name_of(object: Object) -> &'static str {
    match object {
        Object::Definition => "definition",
        Object::Law => "law",
        Object::Paper => "paper",
        Object::Role => "role",
        Object::Step => "step",
        Object::Section => "section",
        Object::Field => "field",
        Object::Option => "option",
        Object::Fill => "fill",
        Object::Rule => "rule",
        Object::Fix => "fix",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_an_example_that_works() {
        let samples = samples();
        let missing = |key: &&Key| samples.iter().all(|s| example(s, Object::Definition, key).is_none());
        let missing: Vec<String> = KEYS.iter().filter(missing).map(|k| format!("{:?}.{}", k.object, k.name)).collect();
        assert!(missing.is_empty(), "no sample has {missing:?}");
    }

    #[test]
    fn defaults_and_words_are_those_of_keys() {
        let known = |object: Object, name: &str| KEYS.iter().any(|k| (k.object, k.name) == (object, name));
        for (object, name, _) in DEFAULTS {
            assert!(known(object, name), "{object:?}.{name}");
        }
        for (object, name, words) in WORDS {
            assert!(known(object, name) && words.len() > 1, "{object:?}.{name}");
        }
    }
}
