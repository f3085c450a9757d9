//! The official procedures against the table of official boxes.
//!
//! Every box of `tests/fixtures/cases/form_fields.csv` is there, in its order, with its label, its type and its
//! requirement; nothing official is invented; whatever people read is in two languages; every law entry is used and every
//! use has its entry. Where a definition differs from the table, the difference stands here as data, with its reason, and
//! a difference that is no longer one fails.

use serde_json::Value;
use std::{collections::BTreeSet, fs};

/// A definition: the number of its boxes in the table, and when somebody last compared it with the form. Who compares
/// again changes the day here as well.
struct Procedure {
    id: &'static str,
    boxes: usize,
    checked_on: &'static str,
    /// Numbers of the rules of the domain notes that it must have. R8 is the `required` of the residence boxes.
    rules: &'static [&'static str],
}

#[rustfmt::skip]
const PROCEDURES: [Procedure; 19] = [
    Procedure { id: "1.000656", boxes: 20, checked_on: "2026-11-27", rules: &["R12", "R13", "R21", "R22"] },
    Procedure { id: "1.000894", boxes: 18, checked_on: "2026-11-27", rules: &["R9", "R10", "R21"] },
    Procedure { id: "1.001193", boxes: 30, checked_on: "2026-11-25", rules: &["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R21", "R22"] },
    Procedure { id: "1.001456", boxes: 27, checked_on: "2026-11-27", rules: &["R21", "R25"] },
    Procedure { id: "1.001612", boxes: 12, checked_on: "2026-11-27", rules: &["R21", "R22", "R23"] },
    Procedure { id: "1.002755", boxes: 17, checked_on: "2026-11-27", rules: &["R14", "R15", "R17", "R21", "R22"] },
    Procedure { id: "1.003677", boxes: 5, checked_on: "2026-11-27", rules: &["R15", "R19", "R20", "R21"] },
    Procedure { id: "1.004194", boxes: 17, checked_on: "2026-11-25", rules: &["R14", "R15", "R16", "R17", "R18", "R19", "R20", "R21", "R22"] },
    Procedure { id: "1.004222", boxes: 17, checked_on: "2026-11-27", rules: &["R14", "R15", "R16", "R18", "R19", "R21", "R22"] },
    Procedure { id: "1.004873", boxes: 18, checked_on: "2026-11-27", rules: &["R6", "R9", "R11", "R21"] },
    Procedure { id: "1.010038", boxes: 17, checked_on: "2026-11-27", rules: &["R14", "R15", "R21", "R22"] },
    Procedure { id: "1.010039", boxes: 17, checked_on: "2026-11-27", rules: &["R14", "R15", "R20", "R21", "R22"] },
    Procedure { id: "1.010040", boxes: 17, checked_on: "2026-11-27", rules: &["R14", "R15", "R18", "R21", "R22"] },
    Procedure { id: "1.010041", boxes: 17, checked_on: "2026-11-27", rules: &["R14", "R21", "R22"] },
    Procedure { id: "1.013225", boxes: 8, checked_on: "2026-11-27", rules: &[] },
    Procedure { id: "2.000635", boxes: 14, checked_on: "2026-11-27", rules: &["R6", "R21"] },
    // Certified copies have no form, so the table has no box of them.
    Procedure { id: "2.000815", boxes: 0, checked_on: "2026-11-27", rules: &[] },
    Procedure { id: "2.001159", boxes: 5, checked_on: "2026-11-27", rules: &["R19", "R20", "R21"] },
    Procedure { id: "3.000333", boxes: 22, checked_on: "2026-11-27", rules: &["R2", "R21", "R24", "R25"] },
];

/// Forms of the table that are not the procedure's own, by how their names begin.
const OTHER_FORMS: [(&str, &str, &str); 1] = [("1.010041", "DVC eForm", "the portal's own form beside CT01")];

/// Procedures whose form is CT01.
const CT01: [&str; 7] = ["1.002755", "1.004194", "1.004222", "1.010038", "1.010039", "1.010040", "1.010041"];

/// (procedures, box, types of its fields, reason): where the table's kind alone does not say of which fields a box is made.
#[rustfmt::skip]
const TYPES: &[(&[&str], &str, &[&str], &str)] = &[
    (&["1.001193"], "gcnkh", &["text", "date", "text"], "a marriage certificate: number, date, agency; no identity paper"),
    (&["1.000656"], "nguyen_nhan", &["text"], "one line on the form"),
    (&["1.000656"], "giay_bao_tu", &["choice", "text", "text", "date", "text"],
     "a death notice or a paper in its place: which, its name, number, date, agency; no identity paper"),
    (&["1.004873"], "tinh_trang", &["choice", "person-name", "text", "date", "text"],
     "each status names its own paper: with whom, number, date, issuer"),
    (&["2.000635"], "co_quan_dk", &["text"], "the office as the old paper prints it, never converted, so no agency of today"),
    (&["2.000635"], "so_dk", &["text"], "one line on the form"),
    (&["1.013225"], "cong_trinh", &["text", "number", "number", "number", "integer"],
     "kind and class, ground floor, all floors, height, storeys"),
    (&["1.013225"], "thiet_ke", &["text", "text"], "who designed, who verified"),
    (&["1.010038"], "8_ten_ddcn", &["person-name", "citizen-id", "person-name", "citizen-id", "person-name", "citizen-id"],
     "the head who consents is of the household that is left, not the one of items 7 and 9"),
    (&["1.001456"], "11_nghe", &["text"], "one line on the form"),
    (&["1.001456"], "12_co_quan", &["text"], "one line on the form"),
    (&["1.001456"], "15_tk", &["text"], "one line on the form"),
    (&["1.001456"], "15_nh", &["text"], "one line on the form"),
    (&["1.001612"], "ten", &["text"], "a name is one line"),
    (&["1.001612"], "chu_ho", &["person-name", "date", "sex", "choice", "choice", "identity-document"],
     "name, date of birth, sex, ethnic group, nationality, identity paper"),
    (&["1.001612"], "chu_ho_tt", &["address", "address"], "residence and contact address"),
    (&["1.001612"], "thue", &["text", "text", "money"], "method, line of business, expected revenue"),
    (&["1.001612"], "nguoi_nop", &["choice", "person-name", "identity-document"], "the owner, or a proxy with name and paper"),
    (&["1.003677"], "ly_do", &["text"], "no form: a line is enough"),
    (&["2.001159"], "ly_do", &["text"], "no form: a line is enough"),
    (&["3.000333"], "ten_khac", &["text"], "what somebody is called need not be a name as the law has it"),
    (&["3.000333"], "cha", &["person-name", "date"], "name and date of birth"),
    (&["3.000333"], "me", &["person-name", "date"], "name and date of birth"),
    (&["3.000333"], "vo_chong", &["person-name", "date"], "name and date of birth"),
    (&["3.000333"], "so_phieu", &["choice"], "the choice is between numbers 1 and 2, not yes and no"),
    (&["3.000333"], "muc_dich", &["text"], "one line on the form"),
];

/// (procedures, boxes, what the condition names, reason): boxes that the table requires always, and the form does not.
/// The first field of a box that is a choice is always required all the same.
#[rustfmt::skip]
const CONDITIONAL: &[(&[&str], &[&str], &str, &str)] = &[
    (&["1.000656"], &["nguyen_nhan", "giay_bao_tu"], "notice.kind",
     "note (4) of the form under TT 04/2024: blank without a notice or a paper in its place"),
    (&["1.004873"], &["tinh_trang"], "status.kind", "who never married has no paper about it"),
    (&["1.001456"], &["13_cha_ten", "13_cha_ns"], "father.unknown", "the birth certificate may name no father"),
    (&["1.001456"], &["13_me_ten", "13_me_ns"], "mother.unknown", "the birth certificate may name no mother"),
    (&["1.001612"], &["nguoi_nop"], "submitter.who", "a proxy is named only if there is one"),
    (&["3.000333"], &["cha"], "father.unknown", "the birth certificate may name no father"),
    (&["3.000333"], &["me"], "mother.unknown", "the birth certificate may name no mother"),
    (&["3.000333"], &["qua_trinh"], "applicant.birthDate", "the history begins with the 14th birthday"),
    (&["3.000333"], &["cam_chuc_vu"], "request.kind", "number 2 always says it"),
];

/// (procedure, field, reason): fields of a required box that may be left out.
const OPTIONAL: [(&str, &str, &str); 1] =
    [("3.000333", "applicant.email", "the telephone number is enough to be reached")];

/// (procedure, field, reason): fields that the table finds on the card, and that are not filled from it alone.
#[rustfmt::skip]
const NOT_FROM_THE_CARD: [(&str, &str, &str); 2] = [
    ("1.001612", "owner.contact", "computed: the residence, unless another one is typed"),
    ("1.001612", "submitter.who", "asked: nobody's card says who files"),
];

/// Boxes whose parts the table names in one label ("Số/ngày/cơ quan …"): together their fields and columns have its words.
#[rustfmt::skip]
const NAMED_TOGETHER: [&str; 14] = [
    "gcnkh", "8_ten_ddcn", "von", "chu_ho", "chu_ho_tt", "lien_he", "thanh_vien", "thue", "nguoi_nop", "cha", "me", "vo_chong",
    "sdt_email", "qua_trinh",
];

/// (procedure, box, reason): boxes that no field has.
const NO_FIELD: [(&str, &str, &str); 0] = [];

/// (procedures, fields, reason): fields that no box of the table has.
#[rustfmt::skip]
const NO_BOX: &[(&[&str], &[&str], &str)] = &[
    (&["1.001193"], &["mother.unknown", "father.unknown", "marriage.registered"], "asked so that boxes which stay blank are not shown"),
    (&["1.001193"], &["mother.hometown", "father.hometown"], "the child's hometown is one of theirs (R3)"),
    (&["1.004194", "1.004222"], &["applicant.residence"], "registration is for a stay in another commune (R19)"),
    (&["1.002755", "1.004194", "1.004222", "1.010040"], &["head.residence"], "the address asked for follows from the head's"),
    (&CT01, &["request.address"], "item 10 is one text, which is made of this and what follows"),
    (&["1.002755", "1.004194", "1.004222", "1.010038"], &["request.paperUnits"], "part of item 10"),
    (&["1.004194"], &["request.from"], "part of item 10"),
    (&["1.002755"], &["request.currentUntil"], "part of item 10"),
    (&["1.002755", "1.004194"], &["request.until"], "part of item 10"),
    (&["1.002755", "1.004194", "1.010039", "1.010040", "1.010041"], &["request.reason"], "part of item 10"),
    (&["1.004222"], &["request.ground", "request.floorArea", "request.eligibleFrom"],
     "the ground decides whose consent and which papers are needed; time limits run from the day"),
    (&["1.010038"], &["request.ground", "oldHead.name", "oldHead.citizenId"], "which household is left, and why: part of item 10"),
    (&["1.010039"], &["request.kind", "request.oldAddress", "newHead.name", "newHead.citizenId", "request.item",
                      "request.oldValue", "request.newValue", "request.changedOn"], "what is corrected: part of item 10"),
    (&["1.010040"], &["request.why"], "part of item 10"),
    (&["1.010041"], &["request.what", "request.detail"], "part of item 10"),
    (&["1.000894"], &["bride.status", "bride.previous.number", "bride.previous.date", "bride.previous.agency",
                      "groom.status", "groom.previous.number", "groom.previous.date", "groom.previous.agency"],
     "a second marriage needs the end of the first (R10)"),
    (&["1.004873"], &["purpose.marriage", "partner.name", "partner.birthDate", "partner.document", "purpose.place"],
     "the purpose is one text, which is made of these when it is a marriage"),
    (&["2.000635"], &["request.other"], "the table's choice ends with “…”: what else it may be is written out"),
    (&["1.000656", "1.000894", "1.004873", "2.000635"], &["declaration"], "forms of this set end with it; the table does not list it"),
    (&["1.001193", "1.000656", "1.004873", "1.013225", "2.000635"], &["signature"], "signed on paper; the table lists what is filled in"),
    (&["1.000894"], &["bride.signature", "groom.signature"], "signed on paper; the table lists what is filled in"),
    (&["2.000815"], &["original.name", "original.vneid", "original.pages", "copies.count", "fee.total"],
     "no form: a checklist that works out the fee"),
    (&["1.001456"], &["applicant.fullName"], "the name on the card, for comparing surname and given name with"),
    (&["1.001456"], &["applicant.livesAt"], "so that an address is not typed twice"),
    (&["1.001456"], &["father.unknown", "mother.unknown"], "asked so that boxes which stay blank are not shown"),
    (&["1.001456"], &["request.kind"], "item 16 is written from it, and item 14 shown or not"),
    (&["1.001612"], &["business.founder"], "decides whether members are listed"),
    (&["1.001612"], &["owner.otherBusiness"], "one household business for each person (R23)"),
    (&["1.003677"], &["agency"], "no form; who is told stands above"),
    (&["2.001159"], &["agency"], "no form; who is told stands above"),
    (&["1.003677"], &["applicant.birthDate", "applicant.sex", "applicant.residence"], "only to check the number and the destination"),
    (&["1.003677"], &["guardian.name", "guardian.phone"], "who declares for a minor (R15)"),
    (&["1.003677"], &["absence.group"], "which group decides how it is declared, and when"),
    (&["2.001159"], &["guest.birthDate", "guest.sex"], "only to check the number"),
    (&["2.001159"], &["guest.relative", "guest.notifiedBefore", "stay.late", "stay.deadline"], "they decide whether and until when to notify"),
    (&["2.001159"], &["host.name", "host.phone"], "who notifies"),
    (&["3.000333"], &["father.unknown", "mother.unknown"], "asked so that boxes which stay blank are not shown"),
    (&["3.000333"], &["request.proxy"], "number 2 cannot be asked for by a proxy"),
];

/// (procedure, entry, reason): law of which nobody read the text, or one that quotes it.
#[rustfmt::skip]
const FROM_MEMORY: [(&str, &str, &str); 15] = [
    ("1.001456", "LXNC-15", "the article itself was not read"),
    ("1.001456", "PASSPORT-NO", "how passports are numbered: no text was found"),
    ("1.001612", "ND168-80", "the article itself was not read"),
    ("1.001612", "ND168-NAME", "the article itself was not read"),
    ("1.003677", "LCT-31-3", "the paragraph itself was not read"),
    ("1.004873", "ND123-21", "which office issues it: the article itself was not read"),
    ("1.004873", "ND123-22", "which papers, how many days: the article itself was not read"),
    ("1.004873", "practice-age", "what offices do; no law was found that says it"),
    ("1.010039", "LCT-26", "the article itself was not read"),
    ("1.010041", "TT116-CONF", "the provision itself was not read"),
    ("1.013225", "ND217-form", "the form's text was not to be had, so the whole definition is a checklist"),
    ("2.000815", "fee", "the instrument that sets the amounts was not looked up"),
    ("3.000333", "LLLTP-107", "the law itself was not read"),
    ("3.000333", "LTE-1", "the article itself was not read"),
    ("3.000333", "LNCT-2", "the article itself was not read"),
];

/// (procedure, entry, reason): law that does not say since when.
const UNDATED: [(&str, &str, &str); 2] = [
    ("1.001456", "PASSPORT-NO", "a custom, so of no day"),
    ("2.000815", "CT24", "a directive of 2025; its day was not looked up"),
];

struct OfficialBox {
    field: String,
    label: String,
    kind: String,
    required: String,
    source: String,
    rule: String,
    evidence: String,
}

/// The boxes of a procedure's form, in order. A row may serve several procedures (`1.004222|1.004194|…`).
fn official(procedure: &str) -> Vec<OfficialBox> {
    let mut reader = csv::Reader::from_path("tests/fixtures/cases/form_fields.csv").expect("the table is there");
    let mut boxes: Vec<(usize, OfficialBox)> = Vec::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let other = OTHER_FORMS.iter().any(|(p, form, _)| *p == procedure && row[1].starts_with(form));
        if !other && row[0].split('|').any(|p| p == procedure) {
            let text = |i: usize| row[i].to_owned();
            boxes.push((
                row[2].parse().expect("a number"),
                OfficialBox {
                    field: text(3),
                    label: text(4),
                    kind: text(5),
                    required: text(6),
                    source: text(7),
                    rule: text(8),
                    evidence: text(9),
                },
            ));
        }
    }
    boxes.sort_by_key(|(order, _)| *order);
    assert!(boxes.iter().enumerate().all(|(i, (order, _))| *order == i + 1), "{procedure}: a box twice, or missing");
    boxes.into_iter().map(|(_, b)| b).collect()
}

/// Every definition of `procedures/`, with what is said about it above.
fn definitions() -> Vec<(&'static Procedure, Value)> {
    let mut names: Vec<String> = fs::read_dir("procedures")
        .expect("the procedures")
        .map(|e| e.expect("a file").file_name().to_string_lossy().trim_end_matches(".json").to_owned())
        .collect();
    names.sort();
    assert_eq!(names, PROCEDURES.map(|p| p.id), "the list above has every procedure");
    let read = |id: &str| fs::read_to_string(format!("procedures/{id}.json")).expect("a definition");
    PROCEDURES.iter().map(|p| (p, serde_json::from_str(&read(p.id)).expect("JSON"))).collect()
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
    for (Procedure { id, boxes, .. }, definition) in definitions() {
        let mut official = official(id);
        assert_eq!(official.len(), *boxes, "{id}");
        let fields = fields(&definition);
        for (_, name, _) in NO_FIELD.iter().filter(|(p, ..)| p == id) {
            let at = official.iter().position(|b| b.field == *name);
            official.remove(at.unwrap_or_else(|| panic!("{id}: the table has no box {name}")));
        }
        let mut order: Vec<&str> = fields.iter().filter_map(|f| f["box"].as_str()).collect();
        order.dedup();
        assert_eq!(order, official.iter().map(|b| b.field.as_str()).collect::<Vec<_>>(), "{id}: boxes and their order");
        let mut without: Vec<&str> =
            fields.iter().filter(|f| f["box"].is_null()).filter_map(|f| f["id"].as_str()).collect();
        let mut listed: Vec<&str> =
            NO_BOX.iter().filter(|(p, ..)| p.contains(id)).flat_map(|(_, ids, _)| *ids).copied().collect();
        without.sort_unstable();
        listed.sort_unstable();
        assert_eq!(without, listed, "{id}: fields that no box has, and those that are listed above");
        for b in &official {
            let mine = of_box(&fields, &b.field);
            let labels: Vec<&str> = mine.iter().map(|f| vi(&f["label"])).collect();
            if NAMED_TOGETHER.contains(&&*b.field) {
                let columns = mine.iter().flat_map(|f| f["fields"].as_array().into_iter().flatten());
                let all: Vec<&str> = labels.iter().copied().chain(columns.map(|c| vi(&c["label"]))).collect();
                let label = words(&all.join(" "));
                for word in words(&b.label).into_iter().filter(|w| w != "và") {
                    assert!(label.contains(&word), "{id} {}: “{word}” is missing", b.field);
                }
            } else {
                for label in &labels {
                    assert!(is_official(label, &b.label), "{id} {}: “{label}” is not “{}”", b.field, b.label);
                }
            }
            assert!(labels.iter().collect::<BTreeSet<_>>().len() == labels.len(), "{id} {}: one label twice", b.field);
            let no = b.label.split_once(". ").filter(|(n, _)| n.parse::<u8>().is_ok()).map(|(n, _)| n);
            assert_eq!(mine[0]["no"].as_str(), no, "{id} {}: number", b.field);
            for field in mine {
                assert_eq!(field["evidence"].as_str().unwrap_or("seen"), b.evidence, "{id} {}: evidence", field["id"]);
            }
        }
    }
}

/// Types of the fields of a box of this kind, as far as the kind alone says it.
fn types_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "agency" => &["agency"],
        "name" | "person" => &["person-name"],
        "date" => &["date"],
        "address" => &["address"],
        "id_doc" => &["identity-document"],
        "relation" | "ethnic" | "country" | "choice" | "select" => &["choice"],
        "sex" => &["sex"],
        "date_words" | "place" | "province" | "religion" | "passport" => &["text"],
        "checkbox" => &["declaration"],
        "radio" => &["yes-no"],
        "int" => &["integer"],
        "id12" => &["citizen-id"],
        "phone" => &["phone"],
        "email" => &["email"],
        "text" => &["multiline"],
        "table" | "vsic4[]" => &["group"],
        // From, until.
        "date_range" => &["date", "date"],
        // In figures and in words.
        "money" => &["money", "text"],
        "phone+email" => &["phone", "email"],
        // Hour and minute: perhaps only the hour is known.
        "time" => &["integer", "integer"],
        // Parcel, area, address.
        "land" => &["text", "number", "address"],
        // Glued onto the paper: nothing is filled in.
        "photo" => &["note"],
        // How it is given, and the place to tick and to sign if on this paper.
        "consent" => &["choice", "declaration", "signature"],
        "signature" => &["signature"],
        "name+id12" => &["person-name", "citizen-id", "person-name", "citizen-id"],
        _ => &[],
    }
}

#[test]
fn boxes_have_the_type_and_the_source_of_the_table() {
    let mut used = 0;
    for (Procedure { id, .. }, definition) in definitions() {
        let fields = fields(&definition);
        for b in official(id) {
            let exception = TYPES.iter().find(|(p, name, ..)| p.contains(id) && *name == b.field);
            let types = exception.map_or_else(|| types_of(&b.kind), |(_, _, types, _)| *types);
            assert!(!types.is_empty(), "{id} {}: what fields does a box of the kind {} have?", b.field, b.kind);
            if exception.is_some() {
                assert_ne!(types, types_of(&b.kind), "{id} {}: no exception any more", b.field);
                used += 1;
            }
            let mine = of_box(&fields, &b.field);
            assert_eq!(
                mine.iter().map(|f| f["type"].as_str().expect("a type")).collect::<Vec<_>>(),
                types,
                "{id} {}",
                b.field
            );
            for field in mine {
                let name = &field["id"];
                if b.source == "QR" || b.source.starts_with("QR ") || b.source.starts_with("CCCD QR ") {
                    let exception = NOT_FROM_THE_CARD.iter().any(|(p, field, _)| p == id && name == field);
                    assert!(field["fill"].is_string() != exception, "{id} {name}: on the card, and not filled from it");
                }
                if b.source == "derived" {
                    assert!(field["compute"].is_string(), "{name}: follows from other boxes");
                }
                if b.source == "other person" {
                    let policy = &field["fill"]["policy"];
                    let never = field["fill"].is_null() || policy == "never" || policy == "ask";
                    assert!(never && field["compute"].is_null(), "{name}: another person's, and filled without asking");
                }
                if b.rule.contains("do not convert") {
                    let offered = field["fill"]["policy"] == "ask" && !field["fill"].to_string().contains(".address");
                    let as_printed = field["fill"].is_null() || offered;
                    assert!(as_printed && field["compute"].is_null(), "{name}: as the old paper prints it");
                }
            }
        }
    }
    assert_eq!(
        used,
        TYPES.iter().map(|(p, ..)| p.len()).sum::<usize>(),
        "an exception for a box that the table does not have"
    );
}

/// The condition under which the section of a box is shown.
fn shown_when(definition: &Value, name: &str) -> String {
    let steps = definition["steps"].as_array().into_iter().flatten();
    let mut sections = steps.flat_map(|s| s["sections"].as_array().into_iter().flatten());
    let has = |s: &&Value| s["fields"].as_array().is_some_and(|f| f.iter().any(|f| f["box"] == name));
    sections.find(has).and_then(|s| s["show"].as_str()).unwrap_or_default().to_owned()
}

/// That the conditions are right is seen in `tests/dossiers.rs`: each box is missed by a dossier, and each box that is
/// required under a condition is left out by a valid one.
#[test]
fn boxes_are_required_as_the_table_says() {
    let mut used = 0;
    for (Procedure { id, .. }, definition) in definitions() {
        let fields = fields(&definition);
        for b in official(id) {
            let exception = CONDITIONAL.iter().find(|(p, names, ..)| p.contains(id) && names.contains(&&*b.field));
            used += usize::from(exception.is_some());
            for (i, field) in of_box(&fields, &b.field).into_iter().enumerate() {
                let required = &field["required"];
                let on = |answer: &str| required.as_str().is_some_and(|e| e.contains(answer));
                // A parent's box is required unless that parent is unknown (R7).
                let parent = [("me_", "mother.unknown"), ("cha_", "father.unknown")];
                let parent = parent.iter().find(|(p, _)| b.field.starts_with(p)).map(|(_, unknown)| *unknown);
                let agreed = field["type"] == "declaration";
                let ok = match b.required.as_str() {
                    "yes" if OPTIONAL.iter().any(|(p, name, _)| p == id && field["id"] == *name) => required == false,
                    "yes" => match exception {
                        Some(_) if i == 0 && field["type"] == "choice" => required == true,
                        Some((_, _, condition, _)) => on(condition),
                        None => parent.map_or(required == true, on),
                    },
                    "yes_online" => required == true,
                    // What is known is written; whether a design must be named, the office says.
                    "no" | "if_printed" | "paper_only" | "if_known" | "if_required" => required == false,
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
                    "if_household" => on("\"household\""),
                    "if ban_sao=Có" => on("copies.wanted"),
                    "only_foreign_element" => shown_when(&definition, &b.field).contains(".nationality != \"VN\""),
                    other => panic!("{id} {}: unknown requirement {other}", b.field),
                };
                assert!(ok, "{id} {}: the table says {}, the definition {required}", field["id"], b.required);
            }
        }
    }
    assert_eq!(
        used,
        CONDITIONAL.iter().map(|(p, names, ..)| p.len() * names.len()).sum::<usize>(),
        "an exception for a box that the table does not have"
    );
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
    for (Procedure { id: procedure, checked_on, .. }, definition) in definitions() {
        walk(&definition, procedure);
        let fields = fields(&definition);
        let columns = fields.iter().flat_map(|f| f["fields"].as_array().into_iter().flatten());
        for field in fields.iter().copied().chain(columns) {
            let id = &field["id"];
            assert!(field["help"].is_object(), "{procedure} {id}: no help");
            assert!(field["law"].as_array().is_some_and(|l| !l.is_empty()), "{procedure} {id}: no law");
            let made = ["declaration", "signature", "yes-no", "note"].iter().any(|k| field["type"] == *k);
            assert!(made || field["source"].is_object(), "{procedure} {id}: no source note");
        }
        assert_eq!(definition["checkedOn"], *checked_on, "{procedure}");
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
    let mut memory = Vec::new();
    for (Procedure { id, .. }, definition) in definitions() {
        let mut used = BTreeSet::new();
        uses(&definition, &mut used);
        let mut entries = BTreeSet::new();
        for law in definition["law"].as_array().expect("law") {
            let name = law["id"].as_str().expect("id");
            let undated = UNDATED.iter().any(|(p, law, _)| (*p, *law) == (*id, name));
            assert!(law["from"].is_string() != undated, "{id} {name}: since when?");
            assert!(law["says"].is_object(), "{id} {name}: what does it say?");
            entries.insert(name.to_owned());
            // The definition says itself that nobody read it; who adds such an entry says why above.
            if !law["evidence"].is_null() {
                memory.push((*id, name.to_owned()));
            }
        }
        assert_eq!(used, entries, "{id}");
        for rule in definition["rules"].as_array().expect("rules") {
            assert!(rule["law"].as_array().is_some_and(|l| !l.is_empty()), "{id} {}: no law", rule["id"]);
        }
    }
    let listed: Vec<(&str, String)> = FROM_MEMORY.iter().map(|(p, law, _)| (*p, (*law).to_owned())).collect();
    assert_eq!(memory, listed, "law from memory");
}

#[test]
fn the_rules_of_the_domain_notes_are_there() {
    for (Procedure { id, rules, .. }, definition) in definitions() {
        let all = definition["rules"].as_array().expect("rules");
        let ids: BTreeSet<&str> =
            all.iter().map(|r| r["id"].as_str().expect("id").split('-').next().unwrap_or_default()).collect();
        for rule in *rules {
            assert!(ids.contains(rule), "{id}: {rule}");
        }
    }
}

#[test]
fn declarations_consents_and_signatures_are_never_filled() {
    for (Procedure { id: procedure, .. }, definition) in definitions() {
        for field in fields(&definition) {
            let id = field["id"].as_str().expect("id");
            let made = field["type"] == "declaration" || field["type"] == "signature" || id.ends_with(".how");
            if made {
                assert!(field["compute"].is_null() && field["default"].is_null(), "{procedure} {id}");
                assert!(field["fill"].is_null() || field["fill"]["policy"] == "never", "{procedure} {id}");
            }
        }
    }
}

#[test]
fn every_difference_from_the_table_has_its_reason() {
    let types = TYPES.iter().map(|(_, name, _, why)| (*name, *why));
    let conditional = CONDITIONAL.iter().flat_map(|(_, names, _, why)| names.iter().map(|name| (*name, *why)));
    let without = NO_BOX.iter().flat_map(|(_, names, why)| names.iter().map(|name| (*name, *why)));
    let lists: [&[(&str, &str, &str)]; 6] =
        [&NO_FIELD, &FROM_MEMORY, &UNDATED, &OPTIONAL, &NOT_FROM_THE_CARD, &OTHER_FORMS];
    let rest = lists.iter().flat_map(|list| list.iter().map(|(_, name, why)| (*name, *why)));
    for (name, why) in types.chain(conditional).chain(without).chain(rest) {
        assert!(why.len() > 10, "{name}: why?");
    }
}
