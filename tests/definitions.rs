//! Definitions as files: the official ones are read without a remark, the hostile ones are refused with the right one.

use proptest::prelude::*;
use std::{fs, path::PathBuf};
use troly::{
    definition::{Definition, DiagnosticCode, Draft, Severity, lint, parse, schema},
    json::{JsonErrorCode, locate},
    rules::ExprErrorCode,
    validate::{Data, check},
};

fn folder(name: &str) -> Vec<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(path)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no definition in {name}");
    files
}

fn procedure(path: &PathBuf) -> Definition {
    let text = fs::read_to_string(path).expect("a definition");
    parse(&text).unwrap_or_else(|remarks| {
        let lines: Vec<String> =
            remarks.iter().map(|d| format!("{} {} {:?}", d.code.code(), d.pointer, d.params)).collect();
        panic!("{}:\n{}", path.display(), lines.join("\n"))
    })
}

#[test]
fn the_official_procedures_are_read() {
    for path in folder("procedures") {
        let def = procedure(&path);
        assert_eq!(Some(&*def.id), path.file_stem().and_then(|s| s.to_str()));
    }
}

/// `NAME.json` is refused with exactly the remarks of `NAME.expected`: a code and a JSON pointer a line.
#[test]
fn hostile_definitions_are_refused_with_code_and_place() {
    let mut wrong = Vec::new();
    for path in folder("tests/fixtures/hostile-definitions") {
        let text = fs::read_to_string(&path).expect("a file");
        let expected = fs::read_to_string(path.with_extension("expected")).expect("what is expected");
        let mut expected: Vec<String> = expected.lines().map(str::to_owned).collect();
        let remarks = parse(&text).err().unwrap_or_default();
        let mut found: Vec<String> = remarks.iter().map(|d| format!("{} {}", d.code.code(), d.pointer)).collect();
        expected.sort();
        found.sort();
        if found != expected {
            wrong.push(format!("{}\n found    {found:?}\n expected {expected:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_too_much_is_refused_quickly() {
    let definition = |fields: &str, rules: &str| {
        format!(
            r#"{{"troly":1,"id":"9","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2026-01-01",
            "checkedOn":"2026-01-01","agency":"x","fee":"x","timeLimit":"x","rules":[{rules}],
            "steps":[{{"id":"a","title":"a","sections":[{{"id":"b","title":"b","fields":[{fields}]}}]}}]}}"#
        )
    };
    let field = |i: usize, more: &str| format!(r#"{{"id":"f{i}","type":"integer","label":"x"{more}}}"#);
    let list = |n: usize, f: &dyn Fn(usize) -> String| (0..n).map(f).collect::<Vec<_>>().join(",");
    let options = list(5_001, &|i| format!(r#"{{"value":"v{i}","label":"x"}}"#));
    let rule =
        |i: usize| format!(r#"{{"id":"R{i}","severity":"info","check":"f0 > 0","fields":["f0"],"message":"x"}}"#);
    for (name, text, code) in [
        ("fields", definition(&list(5_001, &|i| field(i, "")), ""), "limit"),
        ("rules", definition(&field(0, ""), &list(1_001, &rule)), "limit"),
        (
            "options",
            definition(&format!(r#"{{"id":"c","type":"choice","label":"x","options":[{options}]}}"#), ""),
            "limit",
        ),
        ("bytes", " ".repeat(1 << 20) + "{}", "json.too-long"),
        ("depth", "[".repeat(100_000), "json.depth"),
        (
            "remarks",
            definition(&list(2_000, &|i| field(i, r#","compute":"typo""#)), ""),
            "definition.too-many-diagnostics",
        ),
    ] {
        let remarks = parse(&text).err().unwrap_or_default();
        assert!(remarks.iter().any(|d| d.code.code() == code), "{name}: {:?}", remarks.first());
        assert!(remarks.len() <= 101, "{name}");
    }
    // As much as is allowed is read: a chain of computed fields as long as a form.
    let chain = |i: usize| if i == 0 { field(0, "") } else { field(i, &format!(r#","show":"f{} > 0""#, i - 1)) };
    assert!(parse(&definition(&list(5_000, &chain), &list(1_000, &rule))).is_ok());
}

fn day(year: i32, month: u8, day: u8) -> troly::text::date::Day {
    time::Date::from_calendar_date(year, time::Month::try_from(month).expect("a month"), day).expect("a day")
}

/// Nothing that would stop a portal team stands in the official procedures: no warning while they are in force.
#[test]
fn the_official_procedures_give_no_warning() {
    for path in folder("procedures") {
        let remarks = lint(&procedure(&path), day(2026, 11, 21));
        let warnings: Vec<String> = remarks
            .iter()
            .filter(|d| d.severity >= Severity::Warning)
            .map(|d| format!("{} {} {:?}", d.code.code(), d.pointer, d.params))
            .collect();
        assert!(warnings.is_empty(), "{}:\n{}", path.display(), warnings.join("\n"));
    }
}

#[test]
fn the_linter_says_what_can_never_happen_and_what_is_missing() {
    let text = r#"{"troly":1,"id":"9","version":"1","title":"Thử <b>","formName":{"vi":"x","en":"x"},"formNumber":{"vi":"x","en":"x"},
      "effectiveFrom":"2026-01-01","effectiveTo":"2026-06-30","checkedOn":"2026-01-01",
      "agency":{"vi":"x","en":"x"},"fee":{"vi":"x","en":"x"},"timeLimit":{"vi":"x","en":"x"},
      "law":[{"id":"OLD","cite":{"vi":"x","en":"x"},"to":"2026-06-30"},{"id":"NEW","cite":{"vi":"x","en":"x"},"from":"2027-01-01"},
             {"id":"NONE","cite":{"vi":"x","en":"x"},"evidence":"memory"}],
      "roles":[{"id":"mother","name":{"vi":"x","en":"x"}}],
      "steps":[{"id":"a","title":{"vi":"x","en":"x"},"sections":[{"id":"b","title":{"vi":"x","en":"x"},"show":"1 > 2","fields":[
        {"id":"mother.name","box":"me","type":"person-name","label":{"vi":"x","en":"x"},"help":{"vi":"x","en":"x"},"law":["OLD","NEW"]},
        {"id":"b","box":"b","type":"text","label":{"vi":"x","en":"x"},"show":false,"evidence":"memory"}]}]}],
      "rules":[{"id":"R1","severity":"error","check":"1 == 1","fields":["b"],"message":{"vi":"x","en":"x"},"params":{"n":"1"}},
               {"id":"R2","severity":"error","check":"size('') > 0","fields":["b"],"message":{"vi":"x","en":"x"},"law":["OLD"]},
               {"id":"R3","severity":"error","when":"false","check":"has(b)","fields":["b"],"message":{"vi":"x","en":"x"},"law":["OLD"]}]}"#;
    let remarks = lint(&parse(text).expect("a definition"), day(2026, 11, 21));
    let mut found: Vec<String> = remarks.iter().map(|d| format!("{} {}", d.code.code(), d.pointer)).collect();
    found.sort();
    let field = "/steps/0/sections/0/fields/";
    let mut expected = [
        "lint.markup /title/vi",
        "lint.missing-translation /title",
        "lint.not-in-force /effectiveTo",
        "lint.unreachable /steps/0/sections/0/show",
        &format!("lint.expired-law {field}0/law/0"),
        &format!("lint.future-law {field}0/law/1"),
        &format!("lint.could-fill {field}0"),
        &format!("lint.missing-law {field}1"),
        &format!("lint.missing-help {field}1"),
        &format!("lint.unverified {field}1"),
        &format!("lint.unreachable {field}1/show"),
        "lint.missing-law /rules/0",
        "lint.rule-never-fires /rules/0/check",
        "lint.unused-param /rules/0/params/n",
        "lint.rule-never-fires /rules/1/fields", // its field is never shown
        "lint.expired-law /rules/1/law/0",
        "lint.rule-never-fires /rules/2/when",
        "lint.expired-law /rules/2/law/0",
        "lint.unused-law /law/2",
        "lint.unverified /law/2",
        "lint.unused-role /roles/0",
    ]
    .map(str::to_owned);
    expected.sort();
    assert_eq!(found, expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A definition damaged anywhere is refused, with a place that lies in it, or still works for all that it is for.
    #[test]
    fn a_damaged_definition_is_refused_or_works(
        which in 0usize..2, at in 0.0f64..1.0, cut in 0usize..40,
        put in prop::sample::select(&["", "\"", "{", "}", "[", ",", "null", "true", "1", "-1", "\"x\"", "é", "\\", "\u{202e}", ": 1, "][..]),
    ) {
        let text = fs::read_to_string(&folder("procedures")[which]).expect("a procedure");
        let start = text.floor_char_boundary((text.len() as f64 * at) as usize);
        let end = text.ceil_char_boundary((start + cut).min(text.len()));
        let damaged = [&text[..start], put, &text[end..]].concat();
        match parse(&damaged) {
            Ok(def) => {
                let _ = (lint(&def, day(2026, 11, 21)), schema(&def, Draft::Draft2020));
                prop_assert!(check(&def, &Data::empty(&def, day(2026, 11, 21))).iter().all(|f| !f.paths.is_empty()));
            }
            Err(remarks) => {
                prop_assert!(!remarks.is_empty());
                for remark in remarks {
                    prop_assert!(locate(&damaged, &remark.pointer).0 <= damaged.lines().count() + 1);
                    prop_assert!(troly::i18n::find("vi", remark.code.code()).is_some(), "{}", remark.code.code());
                }
            }
        }
    }
}

#[test]
fn every_code_has_a_text() {
    let codes = DiagnosticCode::OWN.iter().map(|c| c.code());
    let codes = codes.chain(JsonErrorCode::ALL.iter().map(|c| c.code()));
    for code in codes.chain(ExprErrorCode::ALL.iter().map(|c| c.code())) {
        assert!(troly::i18n::find("vi", code).is_some() && troly::i18n::find("en", code).is_some(), "{code}");
    }
}

/// `troly reference` writes both; editors and people read them where they lie.
#[test]
fn the_reference_is_the_one_that_the_registry_gives() {
    let here = |name: &str| fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(name));
    let schema = troly::definition::reference::schema();
    let written: serde_json::Value =
        serde_json::from_str(&here("definition.schema.json").expect("the schema")).expect("JSON");
    assert_eq!(
        written,
        serde_json::to_value(&schema).expect("JSON"),
        "troly reference --schema > docs/definition.schema.json"
    );
    let markdown = here("definition.md").expect("the reference");
    assert!(markdown == troly::definition::reference::markdown(), "troly reference > docs/definition.md");
    let records = here("records.md").expect("the page about records");
    assert!(records == troly::author::records_reference(), "troly reference --records > docs/records.md");
    let numbers = here("numbers.md").expect("the page about numbers");
    assert!(numbers == troly::author::numbers_reference(), "troly reference --numbers > docs/numbers.md");
    let remarks = here("lint.md").expect("the remarks");
    assert!(remarks == troly::i18n::diagnostics::reference(), "troly reference --lint > docs/lint.md");
}

/// An editor that follows the schema marks nothing in a definition that is read, and what is none of the language.
#[test]
fn editors_agree_with_the_parser() {
    let schema = serde_json::to_value(troly::definition::reference::schema()).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a valid schema");
    let validator = jsonschema::options().build(&schema).expect("a schema");
    let mut files = folder("procedures");
    files.push(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/definitions/all-types.json"));
    for path in files {
        let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON");
        let wrong: Vec<String> =
            validator.iter_errors(&json).map(|e| format!("{e} at {}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
    }
    // Keys, types and words that do not exist: the schema refuses them as the parser does.
    let good = fs::read_to_string("tests/fixtures/definitions/all-types.json").expect("a file");
    for (from, to) in [
        (r#""layout": "table""#, r#""layout": "grid""#),
        (r#""type": "money""#, r#""type": "cash""#),
        (r#""half": true"#, r#""half": 1"#),
        (r#""formName""#, r#""formname""#),
        (r#""decimals": 2"#, r#""precision": "day""#),
        (r#""evidence": "memory""#, r#""evidence": "heard""#),
    ] {
        assert!(good.contains(from), "{from}");
        let bad = good.replacen(from, to, 1);
        assert!(troly::definition::parse(&bad).is_err(), "the parser takes {to}");
        assert!(!validator.is_valid(&serde_json::from_str(&bad).expect("JSON")), "the schema takes {to}");
    }
}

/// A new version: what a draft of the old one keeps, moves and loses, said beforehand and true afterwards.
#[test]
fn a_draft_moves_to_a_new_version_and_loses_nothing() {
    use std::rc::Rc;
    use troly::{
        definition::{
            Path,
            diff::{ChangeKind, diff, renames},
        },
        dossier::{Action, Dossier},
        value::Value,
    };
    let text = fs::read_to_string("tests/fixtures/definitions/all-types.json").expect("a file");
    let old = Rc::new(parse(&text).expect("the old version"));
    let mut json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    json["version"] = "2".into();
    let fields = |json: &mut serde_json::Value, step: usize| {
        json["steps"][step]["sections"][0]["fields"].as_array_mut().expect("fields").clone()
    };
    let (mut one, mut two) = (fields(&mut json, 0), fields(&mut json, 1));
    one.retain(|f| f["id"] != "plate"); // gone
    for f in &mut one {
        match f["id"].as_str() {
            Some("text") => {
                f["id"] = "words".into();
                f["was"] = serde_json::json!(["text"]);
            }
            Some("integer") => f["type"] = "date".into(),
            Some("choice") => f["options"].as_array_mut().expect("options").retain(|o| o["value"] != "b"),
            _ => {}
        }
        if f["type"] == "date" && f["id"] == "integer" {
            f.as_object_mut().expect("a field").retain(|k, _| k != "min" && k != "max");
        }
    }
    for f in &mut two {
        if f["id"] == "cards" {
            f["id"] = "companions".into();
            f["was"] = serde_json::json!(["cards"]);
            f["fields"][0]["id"] = "fullName".into();
            f["fields"][0]["was"] = serde_json::json!(["name"]);
        }
    }
    json["steps"][0]["sections"][0]["fields"] = one.into();
    json["steps"][1]["sections"][0]["fields"] = two.into();
    json["rules"] = serde_json::json!([]);
    let new = parse(&json.to_string()).unwrap_or_else(|d| panic!("{d:#?}"));

    let said: Vec<(ChangeKind, String)> = diff(&old, &new).into_iter().map(|d| (d.kind, d.id.to_string())).collect();
    for (kind, id) in [
        (ChangeKind::Renamed, "words"),
        (ChangeKind::Retyped, "integer"),
        (ChangeKind::OptionsGone, "choice"),
        (ChangeKind::Renamed, "companions"),
        (ChangeKind::Renamed, "companions.fullName"),
        (ChangeKind::Lost, "plate"),
        (ChangeKind::RuleGone, "T1"),
    ] {
        assert!(said.contains(&(kind, id.to_owned())), "{kind:?} {id}: {said:?}");
    }
    assert!(diff(&old, &old).is_empty());
    // A rename that nobody declared is proposed, and then declared; what is another field is not proposed.
    let mut undeclared = json.clone();
    for (step, section) in [(0, 0), (1, 0)] {
        let fields = undeclared["steps"][step]["sections"][section]["fields"].as_array_mut().expect("fields");
        for f in fields.iter_mut() {
            f.as_object_mut().expect("a field").remove("was");
        }
    }
    let undeclared = parse(&undeclared.to_string()).expect("a definition");
    let proposed: Vec<[String; 3]> = renames(&old, &undeclared, &diff(&old, &undeclared))
        .into_iter()
        .map(|r| [r.old, r.new, r.was].map(|id| id.to_string()))
        .collect();
    assert_eq!(proposed, [["text", "words", "text"], ["cards", "companions", "cards"]].map(|r| r.map(str::to_owned)));
    assert_eq!(renames(&old, &new, &diff(&old, &new)), [], "declared, or gone");

    let today = day(2026, 11, 22);
    let mut draft = Dossier::new(old.clone(), today);
    let put = |d: &mut Dossier, path: Path, value: Value| d.reduce(Action::Edit { path, value: Some(value) });
    put(&mut draft, Path::field("text"), Value::Text("Chữ".into()));
    put(&mut draft, Path::field("integer"), Value::Int(7));
    put(&mut draft, Path::field("choice"), Value::Text("b".into()));
    put(&mut draft, Path::field("plate"), Value::Text("59N312345".into()));
    draft.reduce(Action::AddRow("cards".into()));
    let row = draft.rows("cards")[0].clone();
    put(&mut draft, Path::cell("cards", &row, "name"), Value::Text("Lê An".into()));

    let new = Rc::new(new);
    let moved = Dossier::import(new.clone(), today, &draft.export()).expect("a draft of the old version");
    let value = |path: &Path| moved.answer(path).and_then(|a| a.value.clone());
    assert_eq!(value(&Path::field("words")), Some(Value::Text("Chữ".into())));
    assert_eq!(value(&Path::field("choice")), Some(Value::Text("b".into())), "pointed out, not thrown away");
    assert!(moved.findings().iter().any(|f| &*f.code == "choice.unknown"));
    assert_eq!(value(&Path::cell("companions", &row, "fullName")), Some(Value::Text("Lê An".into())));
    let lost: Vec<&str> = moved.lost().iter().map(|(id, _)| &**id).collect();
    assert_eq!(lost, ["integer", "plate"]);
    // Saved and opened again, it is still there.
    let again = Dossier::import(new, today, &moved.export()).expect("a draft of the new version");
    assert_eq!(again.lost(), moved.lost());
    assert_eq!(again.export(), moved.export());
}

#[test]
fn a_section_of_two_columns_halves_its_short_boxes() {
    let json = r#"{"troly":1,"id":"9","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2020-01-01",
        "checkedOn":"2020-01-01","agency":"x","fee":"x","timeLimit":"x","steps":[{"id":"s","title":"x","sections":[
        {"id":"a","title":"x","columns":COLUMNS,"fields":[
            {"id":"word","type":"text","label":"x"},{"id":"alone","type":"text","half":false,"label":"x"},
            {"id":"said","type":"text","compute":"word","label":"x"},{"id":"home","type":"address","label":"x"},
            {"id":"rows","type":"group","label":"x","fields":[{"id":"born","type":"date","label":"x"}]}]},
        {"id":"b","title":"x","fields":[{"id":"other","type":"text","label":"x"},{"id":"own","type":"text","half":true,"label":"x"}]}
        ]}]}"#;
    let half = |columns: &str| -> Vec<String> {
        let definition = parse(&json.replace("COLUMNS", columns)).unwrap_or_else(|d| panic!("{d:?}"));
        definition.fields.iter().filter(|f| f.half).map(|f| f.id.to_string()).collect()
    };
    assert_eq!(half("1"), ["own"]);
    assert_eq!(half("2"), ["word", "rows.born", "own"]);
    for wrong in ["0", "3"] {
        let errors = parse(&json.replace("COLUMNS", wrong)).expect_err("there are one or two");
        assert_eq!((errors[0].code, &*errors[0].pointer), (DiagnosticCode::NumberRange, "/steps/0/sections/0/columns"));
    }
}
