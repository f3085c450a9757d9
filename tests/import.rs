//! Other builders' definitions, made into ours: a directory is a test, and whatever is read gives a definition that parses.
//!
//! `tests/fixtures/import/NAME/` has `source.json`, perhaps `ui.json`, what must come out as `expected.json`, and
//! `report.json`: the keys that were not simply kept, as `pointer code` (with `ui` before those of the UI schema).
//! `TROLY_WRITE=1` writes what came out, to be read before it is kept.

use proptest::prelude::*;
use std::{env, fs, path::PathBuf};
use troly::{
    definition::{
        self, When,
        import::{Code, Document, Entry, Format, Import, ImportError, import},
    },
    i18n,
    json::{Json, push_token},
    rules::Val,
    validate::Data,
};

fn cases() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder").map(|e| e.expect("an entry").path()).collect();
    all.sort();
    all
}

/// What is worth reading of a report.
fn remarks(report: &[Entry]) -> Json {
    let told = |e: &&Entry| e.is_news();
    let line = |e: &Entry| {
        let place = if e.document == Document::Ui { ["ui ", &e.pointer].concat() } else { e.pointer.clone() };
        (place, Json::text(e.code.code()))
    };
    Json::Object(report.iter().filter(told).map(line).map(|(k, v)| (k.as_str().into(), v)).collect())
}

/// Every key of every object, as a JSON pointer.
fn keys(json: &Json, pointer: &str, out: &mut Vec<String>) {
    for (i, item) in json.items().iter().enumerate() {
        keys(item, &format!("{pointer}/{i}"), out);
    }
    for (key, value) in json.entries() {
        let mut here = pointer.to_owned();
        push_token(&mut here, key);
        keys(value, &here, out);
        out.push(here);
    }
}

/// The definition parses, and each key of the sources is in the report once.
fn holds(done: &Import, source: &str, ui: Option<&str>) {
    let text = done.definition.to_text();
    if let Err(remarks) = definition::parse(&text) {
        panic!("{:?}\n{text}", remarks.first());
    }
    for (document, text) in [(Document::Form, Some(source)), (Document::Ui, ui)] {
        let Some(text) = text else { continue };
        let mut expected = Vec::new();
        keys(&Json::parse_with(text, &definition::import::LIMITS).expect("JSON"), "", &mut expected);
        let of = done.report.iter().filter(|e| e.document == document);
        let mut found: Vec<String> = of.map(|e| e.pointer.clone()).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
    }
    for entry in &done.report {
        assert_eq!(entry.verdict, entry.code.verdict());
        for lang in ["vi", "en"] {
            let params: Vec<(&str, &str)> = entry.params.iter().map(|(n, v)| (*n, &**v)).collect();
            let template = i18n::find(lang, entry.code.code()).expect("a text");
            for name in template.split('{').skip(1).filter_map(|t| t.split_once('}')).map(|t| t.0) {
                assert!(
                    params.iter().any(|p| p.0 == name),
                    "{}: no parameter {name} at {}",
                    entry.code.code(),
                    entry.pointer
                );
            }
        }
    }
}

fn pretty(json: &Json) -> String {
    serde_json::to_string_pretty(json).expect("text") + "\n"
}

#[test]
fn a_directory_is_a_test() {
    let mut wrong = Vec::new();
    for folder in cases() {
        let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
        let source = read("source.json").expect("source.json");
        let ui = read("ui.json");
        let done = match import(&source, ui.as_deref(), Format::Auto) {
            Ok(done) => done,
            Err(e) => panic!("{}: {} {:?}", folder.display(), e.code(), e.params()),
        };
        holds(&done, &source, ui.as_deref());
        for (name, found) in [("expected.json", &done.definition), ("report.json", &remarks(&done.report))] {
            let path = folder.join(name);
            if env::var_os("TROLY_WRITE").is_some() {
                fs::write(&path, pretty(found)).expect("written");
            }
            let expected = read(name).unwrap_or_default();
            if Json::parse(&expected).ok().as_ref() != Some(found) {
                wrong.push(format!("{}:\n{}", path.display(), pretty(found)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The types that Vietnamese portals let authors use: each has a directory, so that none is forgotten.
#[test]
fn every_component_type_has_a_directory() {
    let mut all = String::new();
    for folder in cases() {
        all += &fs::read_to_string(folder.join("source.json")).expect("source.json");
    }
    for kind in [
        "textfield",
        "textarea",
        "number",
        "email",
        "phoneNumber",
        "checkbox",
        "selectboxes",
        "select",
        "radio",
        "datetime",
        "currency",
        "survey",
        "datagrid",
        "content",
        "container",
        "columns",
        "tabs",
        "panel",
    ] {
        assert!(all.contains(&format!("\"type\": \"{kind}\"")), "{kind}");
    }
}

#[test]
fn what_cannot_be_imported_is_refused_with_a_code() {
    let many = |n: usize| {
        let one = |i: usize| format!(r#"{{"type":"textfield","key":"a{i}","label":"x"}}"#);
        format!("[{}]", (0..n).map(one).collect::<Vec<_>>().join(","))
    };
    let doubling: String = (0..20)
        .map(|i| {
            let next = i + 1;
            format!(r##""d{i}":{{"type":"object","properties":{{"a":{{"$ref":"#/$defs/d{next}"}},"b":{{"$ref":"#/$defs/d{next}"}}}}}},"##)
        })
        .collect();
    let doubling = format!(r##"{{"$ref":"#/$defs/d0","$defs":{{{doubling}"d20":{{"type":"string"}}}}}}"##);
    let nested = format!("{}{}{}", r#"{"type":"panel","components":["#.repeat(200), many(1), "]}".repeat(200));
    for (source, code) in [
        ("", "json.truncated"),
        ("[1, 2]", "import.unknown-format"),
        ("{}", "import.unknown-format"),
        (r#"{"components":[]}"#, "import.no-fields"),
        (r#"{"type":"object","properties":{}}"#, "import.no-fields"),
        (r#"{"components":[{"type":"button","key":"submit"}]}"#, "import.no-fields"),
        (&many(5_001), "import.too-many"),
        (&doubling, "import.too-many"),
        (&nested, "json.depth"),
    ] {
        let error = import(source, None, Format::Auto).expect_err("a refusal");
        assert_eq!(error.code(), code, "{}", &source[..source.len().min(80)]);
        for lang in ["vi", "en"] {
            assert!(i18n::find(lang, error.code()).is_some());
        }
    }
    assert!(import(&many(2_000), None, Format::Auto).is_ok());
}

/// What Form.io's own evaluation shows for the same answers (`utils/conditions` of @formio/core, JSONLogic as on jsonlogic.com).
#[test]
fn translated_conditions_hold_when_the_original_ones_do() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import/formio-conditions/source.json");
    let source = fs::read_to_string(path).expect("the fixture");
    let done = import(&source, None, Format::Auto).expect("a definition");
    let def = definition::parse(&done.definition.to_text()).expect("it parses");
    let today = time::Date::from_calendar_date(2026, time::Month::November, 22).expect("a day");
    for (answers, shown) in [
        ("{}", &["an"][..]),
        (r#"{"loai":"1"}"#, &["bang", "an", "moi"]),
        (r#"{"loai":"2","co":false}"#, &["an", "moi", "trongMuc"]),
        (r#"{"co":true,"tuoi":59}"#, &["moi", "logic"]),
        (r#"{"co":true,"tuoi":60}"#, &["moi"]),
        (r#"{"tuoi":17,"chon":["x"]}"#, &["an"]),
        (r#"{"chon":["x","y"]}"#, &["an", "trongNhom"]),
    ] {
        let data = Data::read(&def, &Json::parse(answers).expect("JSON"), today).expect("answers");
        let holds = |when: &When| match when {
            When::If(expr) => expr.holds(&def, &data, None).expect("evaluates") == Some(true),
            _ => false, // always shown is not asked about
        };
        let found: Vec<&str> = def.fields.iter().filter(|f| holds(&f.show)).map(|f| &*f.id).collect();
        assert_eq!(found, shown, "{answers}");
    }
}

/// What formio.js makes of its `logic`: entries one after the other upon the original component, the last that applies counts.
#[test]
fn translated_logic_changes_what_the_original_changes() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import/formio-logic/source.json");
    let done = import(&fs::read_to_string(path).expect("the fixture"), None, Format::Auto).expect("a definition");
    let def = definition::parse(&done.definition.to_text()).expect("it parses");
    let today = time::Date::from_calendar_date(2026, time::Month::November, 22).expect("a day");
    // (answers, shown, required, locked, computed) of those that only logic decides about
    for (answers, shown, required, locked, set) in [
        ("{}", &["giauDi", "batBuoc"][..], &["haiLan"][..], &[][..], "Missing"),
        (r#"{"loai":"gap"}"#, &["hienKhi", "batBuoc"], &["batBuoc"], &[], "KHẨN"),
        (r#"{"loai":"thuong","dong":true}"#, &["giauDi"], &["haiLan"], &["batBuoc"], "Missing"),
        (r#"{"loai":"gap","dong":true}"#, &["hienKhi"], &["batBuoc", "haiLan"], &["batBuoc"], "KHẨN"),
    ] {
        let data = Data::read(&def, &Json::parse(answers).expect("JSON"), today).expect("answers");
        let holds = |when: &When| match when {
            When::If(expr) => expr.holds(&def, &data, None).expect("evaluates") == Some(true),
            _ => false,
        };
        let of = |what: fn(&definition::Field) -> &When| {
            let own = def.fields.iter().filter(|f| f.group.is_none() && holds(what(f)));
            own.map(|f| f.id.to_string()).collect::<Vec<_>>()
        };
        let found = (of(|f| &f.show), of(|f| &f.required), of(|f| &f.lock));
        assert_eq!(found, (owned(shown), owned(required), owned(locked)), "{answers}");
        let computed = def.field("giaTri").and_then(|(_, f)| f.compute.as_ref()).expect("a computed box");
        let value = match computed.eval(&def, &data, None).expect("evaluates") {
            Val::Str(text) => text.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(value, set, "{answers}");
    }
}

fn owned(all: &[&str]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

#[test]
fn definitions_that_refer_to_themselves_end() {
    let source = r##"{"type":"object","properties":{"a":{"$ref":"#/definitions/node"}},
        "definitions":{"node":{"type":"object","properties":{"name":{"type":"string"},"next":{"$ref":"#/definitions/node"}}}}}"##;
    let done = import(source, None, Format::Auto).expect("a definition");
    holds(&done, source, None);
}

#[test]
fn conditions_in_a_circle_are_taken_out() {
    let field = |a: &str, b: &str| {
        format!(r#"{{"type":"textfield","key":"{a}","label":"x","conditional":{{"show":true,"when":"{b}","eq":"1"}}}}"#)
    };
    let source = format!("[{},{},{}]", field("a", "b"), field("b", "a"), field("c", "a"));
    let done = import(&source, None, Format::Auto).expect("a definition");
    holds(&done, &source, None);
    assert!(done.report.iter().any(|e| e.code == Code::Cycle));
}

#[test]
fn a_thousand_circles_take_no_longer_than_they_should() {
    let pair = |i: usize| {
        let field = |a: &str, b: &str| {
            format!(
                r#"{{"type":"textfield","key":"{a}{i}","label":"x","conditional":{{"show":true,"when":"{b}{i}","eq":"1"}}}}"#
            )
        };
        format!("{},{}", field("a", "b"), field("b", "a"))
    };
    let source = format!("[{}]", (0..1000).map(pair).collect::<Vec<_>>().join(","));
    let done = import(&source, None, Format::Auto).expect("a definition");
    holds(&done, &source, None);
}

// ---- whatever is read ------------------------------------------------------------------------------------------------------

const TYPES: &[&str] = &[
    "textfield",
    "textarea",
    "number",
    "email",
    "phoneNumber",
    "checkbox",
    "selectboxes",
    "select",
    "radio",
    "datetime",
    "day",
    "currency",
    "survey",
    "datagrid",
    "editgrid",
    "content",
    "container",
    "columns",
    "tabs",
    "panel",
    "fieldset",
    "table",
    "form",
    "button",
    "hidden",
    "file",
    "signature",
    "address",
    "url",
    "unknown",
];

const NAMES: &[&str] = &["a", "b", "a.b", "hoTen", "ho_ten", "row", "if", "Mẹ", "", "x y", "data.a", "1", "cha"];

fn name() -> impl Strategy<Value = Json> {
    prop_oneof![9 => prop::sample::select(NAMES).prop_map(Json::text), 1 => any::<String>().prop_map(|t| Json::text(&t))]
}

fn simple() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        (-5i64..70).prop_map(Json::Int),
        any::<i64>().prop_map(Json::Int),
        prop::sample::select(&[0.5, -1.5, 1e300][..]).prop_map(Json::Float),
        prop::sample::select(
            &[
                "x",
                "true",
                "18",
                "2020-01-31",
                "",
                "<b>Họ tên</b>",
                "(a+",
                "^[0-9]+$",
                "a\u{202e}b",
                "{x}",
                "99-9",
                "2026-02-30"
            ][..]
        )
        .prop_map(Json::text),
        name(),
    ]
}

fn object(entries: Vec<(&'static str, Json)>) -> Json {
    // The reader refuses a key that stands twice.
    let mut out: Vec<(&'static str, Json)> = Vec::new();
    for (key, value) in entries {
        if !out.iter().any(|(k, _)| *k == key) {
            out.push((key, value));
        }
    }
    Json::object(out)
}

fn logic() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![simple(), name().prop_map(|n| Json::object([("var", n)]))];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let op = prop::sample::select(
            &["==", "!=", "<", ">=", "and", "or", "!", "!!", "if", "in", "+", "-", "*", "%", "missing", "some", "cat"]
                [..],
        );
        (op, prop::collection::vec(inner, 0..4)).prop_map(|(op, args)| Json::object([(op, Json::Array(args))]))
    })
}

fn option() -> impl Strategy<Value = Json> {
    (simple(), simple()).prop_map(|(value, label)| Json::object([("value", value), ("label", label)]))
}

/// One of Form.io's `logic`.
fn entry() -> impl Strategy<Value = Json> {
    let trigger = prop_oneof![
        (simple(), name(), simple())
            .prop_map(|(show, when, eq)| { ("simple", Json::object([("show", show), ("when", when), ("eq", eq)])) }),
        logic().prop_map(|l| ("json", l)),
        simple().prop_map(|code| ("javascript", code)),
        simple().prop_map(|other| ("odd", other)),
    ];
    let of = prop::sample::select(&["hidden", "validate.required", "disabled", "label"][..]);
    let code =
        prop::sample::select(&["value = 'x'", "value = 1;", "value='a' + 'b'", "value=true", "valued = 1", ""][..]);
    let action = prop_oneof![
        (of, simple()).prop_map(|(of, state)| {
            let property = Json::object([("value", Json::text(of)), ("type", Json::text("boolean"))]);
            Json::object([("type", Json::text("property")), ("property", property), ("state", state)])
        }),
        code.prop_map(|code| Json::object([("type", Json::text("value")), ("value", Json::text(code))])),
        simple().prop_map(|kind| Json::object([("name", Json::text("x")), ("type", kind)])),
    ];
    (trigger, prop::collection::vec(action, 0..3)).prop_map(|((kind, inner), actions)| {
        let trigger = Json::object([("type", Json::text(kind)), (kind, inner)]);
        Json::object([("name", Json::text("x")), ("trigger", trigger), ("actions", Json::Array(actions))])
    })
}

fn component() -> impl Strategy<Value = Json> {
    let extra = || {
        prop_oneof![
            (
                prop::sample::select(
                    &[
                        "label",
                        "title",
                        "description",
                        "placeholder",
                        "hidden",
                        "multiple",
                        "defaultValue",
                        "inputMask",
                        "minDate",
                        "maxDate",
                        "content",
                        "odd"
                    ][..]
                ),
                simple()
            ),
            prop::collection::vec(option(), 0..4).prop_map(|o| ("values", Json::Array(o))),
            prop::collection::vec(option(), 0..3).prop_map(|o| ("questions", Json::Array(o))),
            logic().prop_map(|l| ("conditional", Json::object([("json", l)]))),
            logic().prop_map(|l| ("calculateValue", l)),
            prop::collection::vec(entry(), 0..3).prop_map(|l| ("logic", Json::Array(l))),
            (simple(), name(), simple()).prop_map(|(show, when, eq)| {
                ("conditional", Json::object([("show", show), ("when", when), ("eq", eq)]))
            }),
            (name(), prop::sample::select(&["isEqual", "isEmpty", "lessThan", "includes", "other"][..]), simple())
                .prop_map(|(c, o, v)| {
                    let one = Json::object([("component", c), ("operator", Json::text(o)), ("value", v)]);
                    ("conditional", Json::object([("show", Json::Bool(true)), ("conditions", Json::Array(vec![one]))]))
                }),
            (simple(), simple(), simple(), simple(), logic()).prop_map(|(r, a, b, p, l)| {
                let entries = [("required", r), ("minLength", a), ("max", b), ("pattern", p), ("json", l)];
                ("validate", Json::object(entries))
            }),
        ]
    };
    let leaf = (prop::sample::select(TYPES), name(), prop::collection::vec(extra(), 0..4))
        .prop_map(|(kind, key, extra)| object([vec![("type", Json::text(kind)), ("key", key)], extra].concat()));
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let lists = prop::collection::vec(inner, 0..4);
        (prop::sample::select(TYPES), name(), prop::collection::vec(extra(), 0..3), lists).prop_map(
            |(kind, key, extra, list)| {
                let part = Json::object([("components", Json::Array(list.clone())), ("label", Json::text("Cột"))]);
                let inside = match kind {
                    "columns" => ("columns", Json::Array(vec![part])),
                    "table" => ("rows", Json::Array(vec![Json::Array(vec![part])])),
                    "tabs" => ("components", Json::Array(vec![part])),
                    _ => ("components", Json::Array(list)),
                };
                object([vec![("type", Json::text(kind)), ("key", key), inside], extra].concat())
            },
        )
    })
}

fn schema() -> impl Strategy<Value = Json> {
    let extra = || {
        prop_oneof![
            (
                prop::sample::select(
                    &[
                        "title",
                        "description",
                        "format",
                        "minLength",
                        "maximum",
                        "exclusiveMinimum",
                        "multipleOf",
                        "pattern",
                        "const",
                        "default",
                        "odd"
                    ][..]
                ),
                simple()
            ),
            prop::collection::vec(simple(), 0..4).prop_map(|e| ("enum", Json::Array(e))),
            prop::sample::select(&["#/definitions/d", "#/definitions/e", "#", "#/nowhere", "http://x"][..])
                .prop_map(|r| ("$ref", Json::text(r))),
            prop::collection::vec(name(), 0..3).prop_map(|r| ("required", Json::Array(r))),
        ]
    };
    let kinds = prop::sample::select(&["string", "integer", "number", "boolean", "object", "array", "null"][..]);
    let leaf = (kinds.clone(), prop::collection::vec(extra(), 0..3))
        .prop_map(|(kind, extra)| object([vec![("type", Json::text(kind))], extra].concat()));
    leaf.prop_recursive(4, 24, 3, move |inner| {
        let inner = inner.boxed();
        let properties = prop::collection::vec((prop::sample::select(NAMES), inner.clone()), 0..4).prop_map(object);
        let combined = prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|l| vec![("oneOf", Json::Array(l))]),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|l| vec![("allOf", Json::Array(l))]),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(i, t, e)| vec![
                ("if", i),
                ("then", t),
                ("else", e)
            ]),
            (prop::sample::select(NAMES), inner.clone())
                .prop_map(|(n, s)| vec![("dependencies", Json::object([(n, s)]))]),
            inner.clone().prop_map(|i| vec![("items", i)]),
        ];
        (kinds.clone(), prop::collection::vec(extra(), 0..3), properties, combined).prop_map(
            |(kind, extra, properties, combined)| {
                object([vec![("type", Json::text(kind)), ("properties", properties)], combined, extra].concat())
            },
        )
    })
}

fn element() -> impl Strategy<Value = Json> {
    let rule = || {
        (prop::sample::select(&["SHOW", "HIDE", "ENABLE", "DISABLE", "odd"][..]), scope(), schema(), any::<bool>())
            .prop_map(|(effect, scope, schema, fails)| {
                let condition = Json::object([
                    ("scope", Json::text(scope)),
                    ("schema", schema),
                    ("failWhenUndefined", Json::Bool(fails)),
                ]);
                ("rule", Json::object([("effect", Json::text(effect)), ("condition", condition)]))
            })
    };
    let leaf = (scope(), prop::option::of(rule()), simple()).prop_map(|(scope, rule, label)| {
        let own = vec![("type", Json::text("Control")), ("scope", Json::text(scope)), ("label", label)];
        object([own, rule.into_iter().collect()].concat())
    });
    let layouts =
        prop::sample::select(&["VerticalLayout", "HorizontalLayout", "Group", "Categorization", "Category", "Odd"][..]);
    leaf.prop_recursive(3, 12, 4, move |inner| {
        (layouts.clone(), prop::collection::vec(inner, 0..4), prop::option::of(rule()), simple()).prop_map(
            |(kind, list, rule, label)| {
                let own = vec![("type", Json::text(kind)), ("elements", Json::Array(list)), ("label", label)];
                object([own, rule.into_iter().collect()].concat())
            },
        )
    })
}

fn scope() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        &["#", "#/properties/a", "#/properties/b", "#/properties/a/properties/b", "#/properties/hoTen", "#/x", "?"][..],
    )
}

/// Either a definition that parses, with a full report, or an error that says why not; never one that was not thought of.
fn good_or_typed(source: &Json, ui: Option<&Json>, format: Format) {
    let (source, ui) = (source.to_text(), ui.map(Json::to_text));
    match import(&source, ui.as_deref(), format) {
        Ok(done) => holds(&done, &source, ui.as_deref()),
        Err(ImportError::Refused(remarks)) => panic!("{:?}\n{source}\n{ui:?}", remarks.first()),
        Err(_) => {}
    }
}

fn root(properties: Json, definition: Json) -> Json {
    Json::object([
        ("type", Json::text("object")),
        ("title", Json::text("x")),
        ("properties", Json::object([("a", properties.clone()), ("b", definition.clone()), ("hoTen", properties)])),
        (
            "definitions",
            Json::object([("d", definition), ("e", Json::object([("$ref", Json::text("#/definitions/d"))]))]),
        ),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_form_io(list in prop::collection::vec(component(), 0..6), wizard in any::<bool>()) {
        let display = Json::text(if wizard { "wizard" } else { "form" });
        let form = Json::object([("title", Json::text("x")), ("display", display), ("components", Json::Array(list))]);
        good_or_typed(&form, None, Format::Auto);
    }

    #[test]
    fn any_json_schema(a in schema(), b in schema(), ui in schema()) {
        good_or_typed(&root(a.clone(), b), None, Format::Auto);
        good_or_typed(&a, Some(&ui), Format::JsonSchema);
    }

    #[test]
    fn any_json_forms(a in schema(), b in schema(), ui in element()) {
        good_or_typed(&root(a, b), Some(&ui), Format::JsonForms);
    }

    #[test]
    fn any_text(text in any::<String>()) {
        for format in [Format::Auto, Format::Formio, Format::JsonSchema, Format::JsonForms] {
            let _ = import(&text, Some(&text), format);
        }
    }

    #[test]
    fn a_format_named_wrongly(a in component(), b in schema(), c in element()) {
        for format in [Format::Formio, Format::JsonSchema, Format::JsonForms] {
            for (source, ui) in [(&a, None), (&b, Some(&a)), (&c, Some(&b)), (&a, Some(&c))] {
                good_or_typed(source, ui, format);
            }
        }
    }
}
