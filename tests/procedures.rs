//! The official procedures against the table of official boxes, and against what valid and invalid dossiers must give.
//!
//! Every box of `tests/fixtures/cases/form_fields.csv` is there, in its order, with its label; nothing official is
//! invented; whatever people read is in two languages; every law entry is used and every use has its entry.

use serde_json::Value;
use std::collections::BTreeSet;

const BIRTH: &str = include_str!("../procedures/1.001193.json");
const STAY: &str = include_str!("../procedures/1.004194.json");

struct OfficialBox {
    field: String,
    label: String,
    required: String,
    evidence: String,
}

/// The boxes of a procedure's form, in order. A row may serve several procedures (`1.004222|1.004194|…`).
fn official(procedure: &str) -> Vec<OfficialBox> {
    let mut reader = csv::Reader::from_path("tests/fixtures/cases/form_fields.csv").expect("the table is there");
    let mut boxes: Vec<(usize, OfficialBox)> = Vec::new();
    for row in reader.records() {
        let row = row.expect("a row");
        // CT01 is the form of all residence procedures; 1.010041 also has a portal form of its own, which is not ours.
        if row[0].split('|').any(|p| p == procedure) {
            let text = |i: usize| row[i].to_owned();
            boxes.push((
                row[2].parse().expect("a number"),
                OfficialBox { field: text(3), label: text(4), required: text(6), evidence: text(9) },
            ));
        }
    }
    boxes.sort_by_key(|(order, _)| *order);
    boxes.into_iter().map(|(_, b)| b).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// All fields outside groups, in form order.
fn fields(definition: &Value) -> Vec<&Value> {
    let list = |v: &'_ Value, key: &str| v[key].as_array().cloned().unwrap_or_default().len();
    let mut out = Vec::new();
    for step in definition["steps"].as_array().expect("steps") {
        for section in step["sections"].as_array().expect("sections") {
            assert!(list(section, "fields") > 0, "an empty section: {}", section["id"]);
            out.extend(section["fields"].as_array().expect("fields"));
        }
    }
    out
}

fn vi(text: &Value) -> &str {
    text["vi"].as_str().or(text.as_str()).unwrap_or_default()
}

/// Words of a label without its number ("7. "), its note number ("(8) ") and what the table adds in English (" of …").
fn words(label: &str) -> Vec<String> {
    let label = label.split(" of ").next().unwrap_or_default();
    let label = label.trim_start_matches(|c: char| c.is_ascii_digit() || ".() ".contains(c));
    label.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

#[test]
fn every_official_box_is_there_in_order_with_its_label() {
    for (text, count) in [(BIRTH, 30), (STAY, 17)] {
        let definition = json(text);
        let id = definition["id"].as_str().expect("id");
        let official = official(id);
        assert_eq!(official.len(), count, "{id}");
        let fields = fields(&definition);
        let mut order: Vec<&str> = fields.iter().filter_map(|f| f["box"].as_str()).collect();
        order.dedup();
        assert_eq!(order, official.iter().map(|b| b.field.as_str()).collect::<Vec<_>>(), "{id}: boxes and their order");
        for b in &official {
            let mine: Vec<&&Value> = fields.iter().filter(|f| f["box"] == b.field.as_str()).collect();
            let label = words(&mine.iter().map(|f| vi(&f["label"])).collect::<Vec<_>>().join(" "));
            if mine.len() == 1 {
                assert!(
                    label.starts_with(&words(&b.label)),
                    "{id} {}: {:?} is not {:?}",
                    b.field,
                    label,
                    words(&b.label)
                );
            } else {
                // Several fields make up one box ("Số/ngày/cơ quan …"): together they have all its words.
                for word in words(&b.label).into_iter().filter(|w| w != "và") {
                    assert!(label.contains(&word), "{id} {}: “{word}” is missing", b.field);
                }
            }
            let no = b.label.split_once(". ").filter(|(n, _)| n.parse::<u8>().is_ok()).map(|(n, _)| n);
            assert_eq!(mine[0]["no"].as_str(), no, "{id} {}: number", b.field);
            let evidence = mine[0]["evidence"].as_str().unwrap_or("seen");
            assert_eq!(evidence, b.evidence, "{id} {}: evidence", b.field);
        }
    }
}

#[test]
fn boxes_are_required_as_the_table_says() {
    for text in [BIRTH, STAY] {
        let definition = json(text);
        let id = definition["id"].as_str().expect("id");
        for b in official(id) {
            let fields = fields(&definition);
            let field = fields.iter().find(|f| f["box"] == b.field.as_str()).expect("checked above");
            let required = &field["required"];
            let conditional = required.is_string();
            let ok = match b.required.as_str() {
                // A parent's box is required unless that parent is unknown (R7).
                "yes" => {
                    required == true || (conditional && (b.field.starts_with("me_") || b.field.starts_with("cha_")))
                }
                "yes_online" => required == true,
                "no" | "if_printed" | "paper_only" => required == false,
                "only_if_no_id" | "if_vneid_consent" => conditional,
                // "conditional": not for temporary residence (notes 4 and 5); "if_minor": rule R15 asks, saying why.
                "conditional" | "if_minor" => required == false,
                "if_married" => conditional,
                other => other.starts_with("if ") && conditional,
            };
            assert!(ok, "{id} {}: the table says {}, the definition {required}", b.field, b.required);
        }
    }
}

#[test]
fn whatever_people_read_is_in_two_languages_and_every_box_is_explained() {
    fn walk(value: &Value, at: &str) {
        match value {
            Value::Object(map) if map.contains_key("vi") => {
                for lang in ["vi", "en"] {
                    assert!(
                        map.get(lang).and_then(Value::as_str).is_some_and(|t| !t.trim().is_empty()),
                        "{at}: {lang}"
                    );
                }
            }
            Value::Object(map) => {
                for (key, value) in map {
                    let at = format!("{at}/{key}");
                    let text =
                        ["label", "help", "title", "name", "note", "message", "says", "cite", "replacedBy", "source"];
                    assert!(!text.contains(&key.as_str()) || value.is_object(), "{at}: one language only");
                    walk(value, &at);
                }
            }
            Value::Array(list) => list.iter().enumerate().for_each(|(i, v)| walk(v, &format!("{at}/{i}"))),
            _ => {}
        }
    }
    for text in [BIRTH, STAY] {
        let definition = json(text);
        walk(&definition, "");
        for field in fields(&definition) {
            let id = &field["id"];
            assert!(field["help"].is_object(), "{id}: no help");
            assert!(field["law"].as_array().is_some_and(|l| !l.is_empty()), "{id}: no law");
            let made = ["declaration", "signature", "yes-no"].iter().any(|k| field["type"] == *k);
            assert!(made || field["source"].is_object(), "{id}: no source note");
        }
        assert_eq!(definition["checkedOn"], "2026-11-21");
    }
}

#[test]
fn every_law_entry_is_used_and_every_use_has_its_entry() {
    fn uses(value: &Value, out: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, v)| match v.as_array() {
                Some(list) if key == "law" && list.iter().all(Value::is_string) => {
                    out.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                _ => uses(v, out),
            }),
            Value::Array(list) => list.iter().for_each(|v| uses(v, out)),
            _ => {}
        }
    }
    for text in [BIRTH, STAY] {
        let definition = json(text);
        let mut used = BTreeSet::new();
        uses(&definition, &mut used);
        let mut entries = BTreeSet::new();
        for law in definition["law"].as_array().expect("law") {
            assert!(
                law["from"].is_string() && law["says"].is_object(),
                "{}: since when, and what does it say?",
                law["id"]
            );
            entries.insert(law["id"].as_str().expect("id").to_owned());
        }
        assert_eq!(used, entries);
        for rule in definition["rules"].as_array().expect("rules") {
            assert!(rule["law"].as_array().is_some_and(|l| !l.is_empty()), "{}: no law", rule["id"]);
        }
    }
}

#[test]
fn the_rules_of_the_domain_notes_are_there() {
    let ids = |text: &str| -> BTreeSet<String> {
        let definition = json(text);
        let rules = definition["rules"].as_array().expect("rules");
        rules.iter().map(|r| r["id"].as_str().expect("id").split('-').next().unwrap_or_default().to_owned()).collect()
    };
    // R8 is the `required` of the three residence boxes.
    for id in ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R21", "R22"] {
        assert!(ids(BIRTH).contains(id), "birth: {id}");
    }
    for id in ["R14", "R15", "R16", "R17", "R18", "R19", "R20", "R21", "R22"] {
        assert!(ids(STAY).contains(id), "temporary residence: {id}");
    }
}

#[test]
fn declarations_consents_and_signatures_are_never_filled() {
    for text in [BIRTH, STAY] {
        let definition = json(text);
        for field in fields(&definition) {
            let id = field["id"].as_str().expect("id");
            let made = field["type"] == "declaration" || field["type"] == "signature" || id.ends_with(".how");
            if made {
                assert!(field["compute"].is_null(), "{id}");
                assert!(field["fill"].is_null() || field["fill"]["policy"] == "never", "{id}");
            }
        }
    }
}
