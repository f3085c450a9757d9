//! What authors of definitions get beside remarks: coverage and a sample dossier, for every definition that there is.

mod common;

use common::{add_card, cast, day, dossier, file, procedure};
use std::{collections::BTreeSet, fs, path::Path as FilePath, rc::Rc};
use troly::{
    author::{self, coverage::Reach},
    definition::{self, Definition, Draft},
    dossier::{AnswerState, Dossier},
    json::Json,
    prefill::OriginSource,
    record::{RECORD_KINDS, RecordKind},
};

const TODAY: &str = "2026-11-22";

/// Every definition of the repository, with its name: official, of the tests, and what imported forms become.
fn definitions() -> Vec<(String, Rc<Definition>)> {
    let root = FilePath::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = Vec::new();
    for dir in ["procedures", "tests/fixtures/definitions"] {
        let files = fs::read_dir(root.join(dir)).expect("the folder").flatten();
        names.extend(files.map(|f| format!("{dir}/{}", f.file_name().to_string_lossy())));
    }
    names.push("www/playground/template.json".to_owned());
    let imports = fs::read_dir(root.join("tests/fixtures/import")).expect("the folder").flatten();
    names.extend(imports.map(|f| format!("tests/fixtures/import/{}/expected.json", f.file_name().to_string_lossy())));
    names.sort();
    let parse = |name: String| {
        let parsed = definition::parse(&file(&name)).unwrap_or_else(|d| panic!("{name}: {d:?}"));
        (name, Rc::new(parsed))
    };
    names.into_iter().map(parse).collect()
}

/// No form needs an exception: whatever its rules ask for is found, and hardly anything is left out for it.
#[test]
fn every_definition_has_a_full_sample_that_raises_nothing() {
    for (name, definition) in definitions() {
        let made = author::sample(&definition, day(TODAY));
        let unmet: Vec<&str> = made.unmet.iter().map(|f| &*f.code).collect();
        assert_eq!(unmet, Vec::<&str>::new(), "{name} after {} tries", made.tries);
        assert!(!made.dossier.blocked(), "{name}");
        let shown = || made.dossier.answers().filter(|(path, _)| made.dossier.visible(path));
        let (all, answered) = (shown().count(), shown().filter(|(_, a)| a.value.is_some()).count());
        // Forms made up for a test of the importers ask for things that exclude each other.
        let least = if name.starts_with("procedures/") { all * 4 / 5 } else { all / 2 };
        assert!(answered >= least, "{name}: {answered} of {all}");
        let again = author::sample(&definition, day(TODAY));
        assert_eq!(made.dossier.export(), again.dossier.export(), "{name}: the same every time");
    }
}

/// What a back end would say: the derived schema takes the data.
#[test]
fn the_data_of_a_sample_are_what_the_schema_says() {
    for (name, definition) in definitions() {
        let made = author::sample(&definition, day(TODAY));
        let plain = |json: &Json| serde_json::to_value(json).expect("JSON");
        let data = serde_json::from_str(&made.dossier.data()).expect("JSON");
        for draft in [Draft::Draft2020, Draft::Draft7] {
            let schema = plain(&definition::schema(&definition, draft));
            let validator = jsonschema::validator_for(&schema).unwrap_or_else(|e| panic!("{name}: {e}"));
            let wrong: Vec<String> =
                validator.iter_errors(&data).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert_eq!(wrong, Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn a_sample_opens_as_a_dossier_and_says_the_same() {
    let definition = procedure("1.001193");
    let made = author::sample(&definition, day(TODAY));
    let opened = Dossier::import(definition, day(TODAY), &made.dossier.export()).expect("a dossier");
    assert_eq!(opened.data(), made.dossier.data());
    assert!(!opened.blocked());
}

/// A rule that nothing can keep is said, and costs no more than the tries.
#[test]
fn a_rule_that_cannot_be_kept_is_named() {
    let mut json: serde_json::Value = serde_json::from_str(&file("www/playground/template.json")).expect("JSON");
    let first = json["steps"][0]["sections"][0]["fields"][0]["id"].clone();
    json["rules"] = serde_json::json!([{
        "id": "never", "severity": "error", "check": "today() < date(\"2000-01-01\")", "fields": [first],
        "message": {"vi": "Không thể", "en": "Impossible"},
    }]);
    let definition = Rc::new(definition::parse(&json.to_string()).expect("a definition"));
    let made = author::sample(&definition, day(TODAY));
    assert_eq!(made.unmet.iter().map(|f| &*f.code).collect::<Vec<_>>(), ["never"]);
    assert!(made.tries <= 4_000);
    assert!(made.dossier.blocked());
}

/// Coverage is a promise: with a card of that kind for everybody, just those boxes are filled.
#[test]
fn coverage_says_what_filling_does() {
    let cards = [
        (
            RecordKind::CitizenCard,
            "079194000021||Nguyễn Thị Mẫu|15011994|Nữ|12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh|20052021",
        ),
        (
            RecordKind::IdentityCard,
            "079194000021||Nguyễn Thị Mẫu|15011994|Nữ|12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh|15092025||||",
        ),
    ];
    let cards_known = RECORD_KINDS.iter().filter(|e| !e.document.is_empty()).count();
    assert_eq!(cards.len(), cards_known, "every kind of card is tried");
    let mut promised = 0;
    for (name, definition) in definitions().into_iter().filter(|(name, _)| name.starts_with("procedures/")) {
        let coverage = author::coverage(&definition);
        for (kind, card) in cards {
            let mut dossier = dossier(&definition.id, TODAY);
            let person = add_card(&mut dossier, card);
            for role in &definition.roles {
                cast(&mut dossier, &role.id, &person);
            }
            let filled: BTreeSet<&str> = dossier
                .answers()
                .filter(|(_, a)| a.value.is_some() && matches!(a.state, AnswerState::Proposed | AnswerState::Stale))
                .filter(|(_, a)| matches!(a.origin.as_ref().map(|o| &o.source), Some(OriginSource::Record { .. })))
                .filter_map(|(path, _)| definition.field_at(path))
                .map(|(_, field)| &*field.id)
                .collect();
            let at = RECORD_KINDS.iter().position(|e| e.kind == kind).expect("a kind");
            let said: BTreeSet<&str> = coverage
                .boxes
                .iter()
                .filter(|b| b.records[at] == Reach::Fills)
                .map(|b| &*definition.fields[b.field.0 as usize].id)
                .collect();
            promised += said.len();
            assert_eq!(said, filled, "{name}, {kind:?}");
        }
    }
    assert!(promised > 300, "{promised}");
}

#[test]
fn shares_add_up() {
    for (name, definition) in definitions() {
        let coverage = author::coverage(&definition);
        let all = coverage.in_all(None);
        assert_eq!(all.of, coverage.boxes.len(), "{name}");
        assert_eq!(all.fills + all.offers + coverage.unreached().count(), all.of, "{name}");
        for entry in RECORD_KINDS {
            let one = coverage.by_record(entry.kind, None);
            let sum: usize = definition.roles.iter().map(|r| coverage.by_record(entry.kind, Some(&r.id)).fills).sum();
            assert_eq!(sum, one.fills, "{name}: a box that a record fills is about one role");
            assert!(
                one.fills <= coverage.by_records(None).fills && coverage.by_records(None).fills <= all.fills,
                "{name}"
            );
        }
    }
}

#[test]
fn a_look_says_where_everything_is() {
    let text = file("procedures/1.001193.json");
    let seen = author::look(&text, "en", day(TODAY));
    assert_eq!(seen.get("works"), Some(&Json::Bool(true)));
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |place: &Json| {
        let at = |i: usize| usize::try_from(place.items()[i].as_int().expect("a place")).expect("a place");
        String::from_utf16(&units[at(0)..at(1)]).expect("text")
    };
    let places = seen.get("places").expect("places");
    let field = places.get("mother.name").expect("a field of the form");
    assert!(part(field).starts_with('{'), "the beginning of the field: {}", part(field));

    // A slip is marked where it was made, and the rest of the answer is left out
    let broken = text.replacen("\"label\"", "\"lable\"", 1);
    let seen = author::look(&broken, "vi", day(TODAY));
    assert_eq!((seen.get("works"), seen.get("schema")), (Some(&Json::Bool(false)), None));
    let remarks = seen.get("remarks").expect("remarks").items();
    let slip = remarks.iter().find(|r| r.get("code").and_then(Json::as_text).map(|c| &**c) == Some("key.unknown"));
    let slip = slip.expect("an unknown key");
    let number = |key: &str| slip.get(key).and_then(Json::as_int).expect("a place") as usize;
    let units: Vec<u16> = broken.encode_utf16().collect();
    assert_eq!(String::from_utf16(&units[number("from")..number("to")]).expect("text"), "\"lable\"");
    let line = broken.lines().nth(number("line") - 1).expect("a line");
    assert!(line.contains("\"lable\""), "{line}");
}

/// What is from memory is marked in the definition, and each mark is shown to whoever opens it, at its place.
#[test]
fn facts_from_memory_are_remarked_on_at_their_places() {
    fn marked(json: &Json, pointer: &str, out: &mut Vec<String>) {
        if json.get("evidence").and_then(Json::as_text).is_some_and(|t| &**t == "memory") {
            out.push(pointer.to_owned());
        }
        json.items().iter().enumerate().for_each(|(i, item)| marked(item, &format!("{pointer}/{i}"), out));
        json.entries().iter().for_each(|(key, value)| marked(value, &format!("{pointer}/{key}"), out));
    }
    let (mut all, mut forms) = (0, 0);
    for (name, _) in definitions() {
        let text = file(&name);
        let mut expected = Vec::new();
        marked(&Json::parse(&text).expect("JSON"), "", &mut expected);
        for lang in ["vi", "en"] {
            let seen = author::look(&text, lang, day(TODAY));
            let of = |remark: &&Json, key: &str| remark.get(key).and_then(Json::as_text).map_or("", |t| t).to_owned();
            let remarks = seen.get("remarks").map_or(&[][..], Json::items).iter();
            let mut found: Vec<String> =
                remarks.filter(|r| of(r, "code") == "lint.unverified").map(|r| of(&r, "pointer")).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{name}");
        }
        all += expected.len();
        forms += usize::from(!expected.is_empty());
    }
    assert!(forms > 5 && all > 40, "{all} marks in {forms} forms: are they still called so?");
}

#[test]
fn forms_of_other_builders_are_recognised_and_taken_over() {
    for (name, format) in [("formio-choices", "formio"), ("json-schema-fields", "json-schema")] {
        let source = file(&format!("tests/fixtures/import/{name}/source.json"));
        let seen = author::look(&source, "vi", day(TODAY));
        assert_eq!(seen.get("foreign").and_then(Json::as_text).map(|t| &**t), Some(format), "{name}");
        let taken = author::take_over(&source, "vi");
        let text = taken.get("definition").expect("a definition").to_text();
        assert!(definition::parse(&text).is_ok(), "{name}");
        assert!(taken.get("counts").and_then(|c| c.get("kept")).and_then(Json::as_int) > Some(0), "{name}");
    }
    assert_eq!(author::look("{\"troly\":1}", "vi", day(TODAY)).get("foreign"), None);
    assert!(author::take_over("[1]", "vi").get("error").is_some());
}
