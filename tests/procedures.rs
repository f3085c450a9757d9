//! The official procedures against the table of official boxes, and against what valid and invalid dossiers must give.
//!
//! Every box of `tests/fixtures/cases/form_fields.csv` is there, in its order, with its label, its type and its
//! requirement; nothing official is invented; whatever people read is in two languages; every law entry is used and every
//! use has its entry.

use serde_json::Value;
use std::collections::BTreeSet;

const BIRTH: &str = include_str!("../procedures/1.001193.json");
const STAY: &str = include_str!("../procedures/1.004194.json");

struct OfficialBox {
    field: String,
    label: String,
    kind: String,
    required: String,
    source: String,
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
                OfficialBox {
                    field: text(3),
                    label: text(4),
                    kind: text(5),
                    required: text(6),
                    source: text(7),
                    evidence: text(9),
                },
            ));
        }
    }
    boxes.sort_by_key(|(order, _)| *order);
    assert!(boxes.iter().enumerate().all(|(i, (order, _))| *order == i + 1), "{procedure}: a box twice, or missing");
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

/// The fields of one official box, in form order.
fn of_box<'d>(fields: &[&'d Value], name: &str) -> Vec<&'d Value> {
    fields.iter().filter(|f| f["box"] == name).copied().collect()
}

fn vi(text: &Value) -> &str {
    text["vi"].as_str().or(text.as_str()).unwrap_or_default()
}

/// Whether a label is the official one. What may be added: which parent's box it is, which authority, the declaration
/// itself after a colon, who signs after a bracket.
fn is_official(label: &str, official: &str) -> bool {
    let official = official.split_once(". ").filter(|(n, _)| n.parse::<u8>().is_ok()).map_or(official, |(_, l)| l);
    let open = official.strip_suffix(')').unwrap_or(official);
    label == official
        || [" người mẹ", " người cha"].iter().any(|whose| label.strip_suffix(whose) == Some(official))
        || open != official && label.strip_prefix(open).is_some_and(|rest| rest.ends_with(')'))
        || label.strip_prefix(official).is_some_and(|rest| rest.starts_with(": ") || rest.starts_with(" ("))
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
            let mine = of_box(&fields, &b.field);
            let labels: Vec<&str> = mine.iter().map(|f| vi(&f["label"])).collect();
            if ["gcnkh", "8_ten_ddcn"].contains(&&*b.field) {
                // The table names the parts of the box in one label ("Số/ngày/cơ quan …"): together they have its words.
                let label = words(&labels.join(" "));
                for word in words(&b.label).into_iter().filter(|w| w != "và") {
                    assert!(label.contains(&word), "{id} {}: “{word}” is missing", b.field);
                }
            } else {
                for label in labels {
                    assert!(is_official(label, &b.label), "{id} {}: “{label}” is not “{}”", b.field, b.label);
                }
            }
            let no = b.label.split_once(". ").filter(|(n, _)| n.parse::<u8>().is_ok()).map(|(n, _)| n);
            assert_eq!(mine[0]["no"].as_str(), no, "{id} {}: number", b.field);
            for field in mine {
                assert_eq!(field["evidence"].as_str().unwrap_or("seen"), b.evidence, "{id} {}: evidence", field["id"]);
            }
        }
    }
}

#[test]
fn boxes_have_the_type_and_the_source_of_the_table() {
    for text in [BIRTH, STAY] {
        let definition = json(text);
        let id = definition["id"].as_str().expect("id");
        let fields = fields(&definition);
        for b in official(id) {
            let types: &[&str] = match b.kind.as_str() {
                "agency" => &["agency"],
                "name" => &["person-name"],
                "date" => &["date"],
                "address" => &["address"],
                "id_doc" if b.field == "gcnkh" => &["text", "date", "text"],
                "id_doc" => &["identity-document"],
                "relation" | "ethnic" | "country" => &["choice"],
                "sex" => &["sex"],
                "date_words" | "place" => &["text"],
                "checkbox" => &["declaration"],
                "radio" => &["yes-no"],
                "int" => &["integer"],
                "id12" => &["citizen-id"],
                "phone" => &["phone"],
                "email" => &["email"],
                "text" => &["multiline"],
                "table" => &["group"],
                // How it is given, and the place to tick and to sign if on this paper.
                "consent" => &["choice", "declaration", "signature"],
                "signature" => &["signature"],
                "name+id12" => &["person-name", "citizen-id", "person-name", "citizen-id"],
                other => panic!("{id} {}: unknown kind {other}", b.field),
            };
            let mine = of_box(&fields, &b.field);
            assert_eq!(
                mine.iter().map(|f| f["type"].as_str().expect("a type")).collect::<Vec<_>>(),
                types,
                "{id} {}",
                b.field
            );
            for field in mine {
                let name = &field["id"];
                if b.source.starts_with("QR ") || b.source.starts_with("CCCD QR ") {
                    assert!(field["fill"].is_string(), "{name}: on the card, and not filled from it");
                }
                if b.source == "derived" {
                    assert!(field["compute"].is_string(), "{name}: follows from other boxes");
                }
                if b.source == "other person" {
                    let policy = &field["fill"]["policy"];
                    let never = field["fill"].is_null() || policy == "never" || policy == "ask";
                    assert!(never && field["compute"].is_null(), "{name}: another person's, and filled without asking");
                }
            }
        }
    }
}

/// That the conditions are right is seen in `tests/procedure_rules.rs`, on dossiers.
#[test]
fn boxes_are_required_as_the_table_says() {
    for text in [BIRTH, STAY] {
        let definition = json(text);
        let id = definition["id"].as_str().expect("id");
        let fields = fields(&definition);
        for b in official(id) {
            for field in of_box(&fields, &b.field) {
                let required = &field["required"];
                let on = |answer: &str| required.as_str().is_some_and(|e| e.contains(answer));
                // A parent's box is required unless that parent is unknown (R7).
                let parent = [("me_", "mother.unknown"), ("cha_", "father.unknown")];
                let parent = parent.iter().find(|(p, _)| b.field.starts_with(p)).map(|(_, unknown)| *unknown);
                let agreed = field["type"] == "declaration";
                let ok = match b.required.as_str() {
                    "yes" => parent.map_or(required == true, on),
                    "yes_online" => required == true,
                    "no" | "if_printed" | "paper_only" => required == false,
                    "only_if_no_id" => on(".document.kind in") && parent.is_none_or(on),
                    "if_vneid_consent" => on("\"vneid\""),
                    // Not for temporary residence (notes 4 and 5); R15 asks for a minor's, saying why. On this form only
                    // when that is how the consent is given.
                    "conditional" | "if_minor" => {
                        if agreed {
                            on("\"on-form\"")
                        } else {
                            required == false
                        }
                    }
                    "if_married" => on("marriage.registered"),
                    "if ban_sao=Có" => on("copies.wanted"),
                    other => panic!("{id} {}: unknown requirement {other}", b.field),
                };
                assert!(ok, "{id} {}: the table says {}, the definition {required}", field["id"], b.required);
            }
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
        let fields = fields(&definition);
        let columns = fields.iter().flat_map(|f| f["fields"].as_array().into_iter().flatten());
        for field in fields.iter().copied().chain(columns) {
            let id = &field["id"];
            assert!(field["help"].is_object(), "{id}: no help");
            assert!(field["law"].as_array().is_some_and(|l| !l.is_empty()), "{id}: no law");
            let made = ["declaration", "signature", "yes-no"].iter().any(|k| field["type"] == *k);
            assert!(made || field["source"].is_object(), "{id}: no source note");
        }
        assert_eq!(definition["checkedOn"], "2026-11-25");
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
            // Nothing rests on memory. Who adds an entry that does marks it, and says so here.
            assert!(law["evidence"].is_null(), "{}: from memory", law["id"]);
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
