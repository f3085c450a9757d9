//! Records: ID-card QRs (every row of the case table), zones, certificates, claims in JSON and typed papers, and what hostile
//! text may not do.

mod common;

use common::{day, file, short, units};
use proptest::prelude::*;
use std::{collections::BTreeMap, fs, rc::Rc};
use troly::{
    definition,
    dossier::{Action, Dossier},
    i18n,
    json::Json,
    prefill::{self, vocabulary::ATTRIBUTES},
    record::{
        self, CardError, Claim, LandError, RECORD_KINDS, Record, RecordKind, StatedError, Statement, read_id_card,
        read_land, read_mrz, read_stated, stated::UNKNOWN_ATTRIBUTE,
    },
    relation::RELATIONS,
    text::date::{PartialDate, Precision},
    value::Value,
};

const CASES: &str = "tests/fixtures/cases/cccd_qr_cases.csv";

#[test]
fn every_row_of_the_case_table() {
    let mut rows = csv::Reader::from_path(CASES).expect("the case table");
    let mut count = 0;
    for row in rows.records() {
        let row = row.expect("a row");
        let (name, payload, fields, expected) = (&row[0], &row[1].replace("\\r\\n", "\r\n"), &row[2], &row[3]);
        let read = read_id_card(payload);
        count += 1;
        match expected {
            "ok" | "ok-after-NFC" | "partial-date" => {
                let record = read.unwrap_or_else(|e| panic!("{name}: {}", e.code()));
                let kind = if fields == "11" { RecordKind::IdentityCard } else { RecordKind::CitizenCard };
                assert_eq!(record.kind, kind, "{name}");
                let holder = if payload.contains("Kh") { "Nguyễn Minh Khôi" } else { "Nguyễn Thị An" };
                assert_eq!(record.holder_name(), Some(holder), "{name}: in NFC");
                assert_eq!(&*record.raw, payload.as_str(), "{name}: kept as it was read");
                let birth = record.holder("person.birth.date").and_then(|c| c.value.as_date()).expect(name);
                let precision = if expected == "partial-date" { Precision::Year } else { Precision::Day };
                assert_eq!(birth.precision(), precision, "{name}");
                assert!(record.issued_on.is_some(), "{name}");
            }
            "reject" => assert!(read.is_err(), "{name}"),
            other => panic!("{name}: unknown expectation {other}"),
        }
    }
    assert_eq!(count, 11);
}

#[test]
fn empty_fields_keep_their_place() {
    let record = read_id_card("079326000017||Nguyễn Minh Khôi|05032026|Nam|12 Nguyễn Huệ, Sài Gòn, TP. Hồ Chí Minh|01092026|||Nguyễn Văn Ba|Trần Thị Tư")
        .expect("a child's card");
    let text = |attribute: &str| record.holder(attribute).and_then(|c| c.value.as_text()).map(str::to_string);
    assert_eq!(text("person.father.name").as_deref(), Some("Nguyễn Văn Ba"));
    assert_eq!(text("person.mother.name").as_deref(), Some("Trần Thị Tư"));
    assert_eq!(text("person.id.old-number"), None);
    // The number says female, the card male: said, not refused.
    assert!(record.warnings.contains(&"card.id-sex"));
}

#[test]
fn what_is_not_a_card_is_told_apart() {
    for (payload, error) in [
        ("", CardError::Empty),
        (" \r\n", CardError::Empty),
        ("https://vneid.gov.vn/abc", CardError::NotACard { link: true }),
        ("WIFI:T:WPA;S:quan;P:x;;", CardError::NotACard { link: false }),
        ("079190000017||Nguyễn Thị An|15011990|Nữ", CardError::TooFewFields { found: 5 }),
        ("079190A00017||Nguyễn Thị An|15011990|Nữ|x|20052021", CardError::Number),
        // A foreign card that also separates its fields by bars.
        ("S1234567D|TAN AH KOW|1980-01-01|M|SGP|2020|x", CardError::Number),
        ("079190000017|||15011990|Nữ|x|20052021", CardError::Name),
    ] {
        assert_eq!(read_id_card(payload).err(), Some(error), "{payload}");
    }
}

#[test]
fn a_date_that_does_not_exist_is_left_out_and_said() {
    let record = read_id_card("079190000017||Nguyễn Thị An|31021990|Nữ|12 Nguyễn Huệ|00000000")
        .expect("the rest is worth reading");
    assert!(record.holder("person.birth.date").is_none());
    assert!(record.issued_on.is_none());
    assert_eq!(record.warnings, ["card.birth-date", "card.issue-date"]);
}

/// The registry is in the order of the enum, which `RecordKind::entry` relies on, and complete in every column.
#[test]
fn every_kind_has_one_entry() {
    for (i, entry) in RECORD_KINDS.iter().enumerate() {
        assert_eq!(entry.kind as usize, i, "{}", entry.code);
        assert_eq!(entry.kind.entry().code, entry.code);
        assert_eq!(RecordKind::from_code(entry.code), Some(entry.kind));
        assert!(
            ["vi", "en"].iter().all(|lang| !entry.kind.name(lang).is_empty()) && entry.importer > 0 && entry.rank < 4,
            "{}",
            entry.code
        );
    }
}

/// A paper without a machine form has a short form: its roles are the people of the registry, and it asks when it was issued.
#[test]
fn every_short_form_states_what_the_registry_says() {
    let mut forms = 0;
    for entry in RECORD_KINDS.iter().filter(|e| !e.form.is_empty()) {
        let text = record::forms::short_form(entry.kind).unwrap_or_else(|| panic!("{}: no short form", entry.code));
        let form = definition::parse(text).unwrap_or_else(|d| panic!("{}: {d:#?}", entry.code));
        assert_eq!(&*form.id, entry.form);
        assert_eq!(form.roles.iter().map(|r| &*r.id).collect::<Vec<_>>(), entry.people, "{}", entry.code);
        assert!(form.field("issuedOn").is_some(), "{}", entry.code);
        let remarks = definition::lint(&form, day("2026-11-27"));
        // No law asks for it: whoever types a paper off may leave out what they like; and its boxes are named as on the paper.
        let expected = ["lint.missing-law", "lint.missing-help"];
        let others: Vec<_> = remarks.iter().filter(|d| !expected.contains(&d.code.code())).collect();
        assert!(others.is_empty(), "{}: {others:#?}", entry.code);
        forms += 1;
    }
    assert_eq!(forms, fs::read_dir("records").expect("the short forms").count(), "no file that no kind names");
}

/// `tests/fixtures/records/*`: what is read from what, claim by claim, or why it is not.
#[test]
fn every_fixture() {
    let mut kinds = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir("tests/fixtures/records").expect("the fixtures") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let case = Json::parse(&file(&format!("tests/fixtures/records/{name}/case.json"))).expect("a case is JSON");
        count += 1;
        let text = |key: &str| case.get(key).and_then(Json::as_text).map(|t| t.to_string());
        let input = text("input").unwrap_or_default();
        let read: Result<Record, String> = match text("reader").as_deref() {
            Some("mrz") => read_mrz(&input).map_err(|e| e.code().into()),
            Some("land") => read_land(&input).map_err(|e| e.code().into()),
            Some("stated") => read_stated(&input).map_err(|e| match &e {
                StatedError::Damaged { pointer } => format!("{} {pointer}", e.code()),
                _ => e.code().into(),
            }),
            Some("form") => Ok(typed_in(&case, &name)),
            reader => panic!("{name}: {reader:?}"),
        };
        match (read, text("error")) {
            (Err(error), wanted) => assert_eq!(Some(error), wanted, "{name}"),
            (Ok(record), error) => {
                assert_eq!(error, None, "{name} was read");
                compare(&record, &case, &name);
                kinds.push(record.kind);
                // Kept as it was read, and read again the same: nothing but the text is stored.
                assert_eq!(record::read(record.kind, &record.raw).as_ref(), Some(&record), "{name}");
                let stored = Json::object(record.stored());
                assert_eq!(Record::from_stored(&stored).as_ref(), Ok(&record), "{name}");
                let importer = i64::from(record.importer) + 1;
                let newer = Json::object([("importer", Json::Int(importer))].into_iter().chain(record.stored()));
                assert_eq!(Record::from_stored(&newer), Err(StatedError::Newer { found: importer }), "{name}");
            }
        }
    }
    assert!(count > 35, "{count}");
    // A dossier is made, not read; a credential is one after its check alone (`tests/bring.rs`)
    let not_read = [RecordKind::Dossier, RecordKind::Credential];
    for entry in RECORD_KINDS.iter().filter(|e| e.document.is_empty() && !not_read.contains(&e.kind)) {
        assert!(kinds.contains(&entry.kind), "{}: no fixture", entry.code);
    }
}

/// The paper of a case, typed into its short form.
fn typed_in(case: &Json, name: &str) -> Record {
    let text = |key: &str| case.get(key).and_then(Json::as_text).unwrap_or_else(|| panic!("{name}: {key}")).clone();
    let kind = RecordKind::from_code(&text("form")).expect("a kind");
    let form =
        Rc::new(definition::parse(record::forms::short_form(kind).expect("a short form")).expect("a definition"));
    let data = case.get("data").expect("data").to_text();
    let mut dossier = Dossier::from_data(form, day(&text("today")), &data).unwrap_or_else(|e| panic!("{name}: {e:?}"));
    dossier.reduce(Action::UnitsLoaded(Rc::new(units())));
    assert_eq!(dossier.errors(), 0, "{name}: {:#?}", dossier.findings());
    dossier.to_record().unwrap_or_else(|e| panic!("{name}: {e:?}"))
}

fn compare(record: &Record, case: &Json, name: &str) {
    let text = |key: &str| case.get(key).and_then(Json::as_text).map(|t| t.to_string());
    assert_eq!(Some(record.kind.entry().code.to_string()), text("kind"), "{name}");
    assert_eq!(record.issued_on.map(|d| d.to_string()), text("issuedOn"), "{name}");
    assert_eq!(record.expires_on.map(|d| d.to_string()), text("expiresOn"), "{name}");
    assert_eq!(&*record.source, text("source").unwrap_or_default(), "{name}");
    // Of a row the id is whatever it is.
    let plain = |id: &str| if id.starts_with("members-") { "members-ROW".to_string() } else { id.to_string() };
    let mut stated: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for claim in record.claims.iter().filter(|c| !c.attribute.starts_with("person.name.")) {
        let doubt = if claim.sure { "" } else { "?" };
        let person = stated.entry(plain(&claim.subject)).or_default();
        person.entry(claim.attribute.to_string()).or_insert_with(|| format!("{doubt}{}", short(&claim.value)));
        assert!(!claim.part.is_empty(), "{name}: {} does not say where it stands", claim.attribute);
    }
    let wanted = case.get("people").map_or(&[][..], Json::entries).iter().map(|(id, claims)| {
        let claims = claims.entries().iter().map(|(a, v)| (a.to_string(), v.as_text().expect("a text").to_string()));
        (id.to_string(), claims.collect())
    });
    assert_eq!(stated, wanted.collect::<BTreeMap<_, BTreeMap<_, _>>>(), "{name}");
    let relations: Vec<Vec<String>> =
        record.relations.iter().map(|(who, is, of)| vec![plain(who), is.entry().code.into(), plain(of)]).collect();
    let wanted = case
        .get("relations")
        .map_or(&[][..], Json::items)
        .iter()
        .map(|r| r.items().iter().map(|t| t.as_text().expect("a text").to_string()).collect());
    assert_eq!(relations, wanted.collect::<Vec<Vec<_>>>(), "{name}");
    let wanted: Vec<String> = case
        .get("warnings")
        .map_or(&[][..], Json::items)
        .iter()
        .filter_map(|w| Some(w.as_text()?.to_string()))
        .collect();
    assert_eq!(record.warnings, wanted, "{name}");
}

/// Whatever an importer says has a text in both languages.
#[test]
fn every_code_has_a_text() {
    let codes = StatedError::ALL.iter().map(StatedError::code).chain(LandError::ALL.iter().map(|e| e.code()));
    for code in codes.chain([UNKNOWN_ATTRIBUTE, prefill::EXPIRED, prefill::OLD, "empty.refused"]) {
        for lang in ["vi", "en"] {
            assert!(i18n::find(lang, code).is_some(), "{lang}: {code}");
        }
    }
}

/// Of statements: any people, attributes, values and relations, right or wrong.
fn statement() -> impl Strategy<Value = Statement> {
    let attributes: Vec<&'static str> = ATTRIBUTES.iter().map(|a| a.name).chain(["person.unknown"]).collect();
    let value = prop_oneof![
        "[A-Za-zăđêĐ0-9 ]{0,12}".prop_map(|t| Value::Text(t.into())),
        "[0-9]{12}".prop_map(|t| Value::Text(t.into())),
        (1850..2150i32, 1..=12u8, 1..=28u8)
            .prop_map(|(y, m, d)| Value::Date(PartialDate::from_ymd(y, m, d).expect("a day"))),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(|n| Value::Int(n.into())),
    ];
    let subjects = ["holder", "child", "mother-1", "a"];
    let claim = (0..subjects.len(), proptest::sample::select(attributes), value, any::<bool>()).prop_map(
        move |(who, attribute, value, sure)| Claim {
            subject: subjects[who].into(),
            attribute: attribute.into(),
            value,
            part: "x/1".into(),
            sure,
        },
    );
    let relation = (0..subjects.len(), 0..RELATIONS.len(), 0..subjects.len())
        .prop_map(move |(who, is, of)| (subjects[who].into(), RELATIONS[is].relation, subjects[of].into()));
    let parts = (proptest::collection::vec(claim, 0..8), proptest::collection::vec(relation, 0..3));
    parts.prop_map(|(claims, relations)| Statement {
        kind: RecordKind::Host,
        source: "".into(),
        issued_on: None,
        expires_on: None,
        claims,
        relations,
        original: None,
    })
}

proptest! {
    #[test]
    fn any_statement_is_a_record_that_reads_back_the_same_or_an_error(statement in statement()) {
        let claims = statement.claims.clone();
        if let Ok(record) = statement.into_record() {
            for claim in &record.claims {
                prop_assert!(ATTRIBUTES.iter().any(|a| *a.name == *claim.attribute));
            }
            for claim in claims.iter().filter(|c| c.attribute.starts_with("person.birth.date")) {
                prop_assert!(record.about(&claim.subject, &claim.attribute).any(|c| c.value == claim.value));
            }
            prop_assert_eq!(record::read(record.kind, &record.raw), Some(record));
        }
    }

    #[test]
    fn any_text_is_a_zone_land_or_claims_or_an_error(text in "\\PC{0,300}") {
        let _ = (read_mrz(&text), read_land(&text), read_stated(&text));
    }

    #[test]
    fn any_names_of_a_certificate_are_land_or_an_error(
        pieces in proptest::collection::vec(("(Thửa đất số|Tờ bản đồ|Diện tích|Địa chỉ|Ông|CCCD)[:. ]{0,2}", "\\PC{0,20}"), 0..8)
    ) {
        let text = pieces.iter().map(|(name, value)| [name.as_str(), value].concat()).collect::<Vec<_>>().join("|");
        if let Ok(record) = read_land(&text) {
            prop_assert!(record.holder("person.land.parcel").is_some());
        }
    }

    #[test]
    fn any_text_is_a_record_or_an_error(text in "\\PC{0,300}") {
        let _ = read_id_card(&text);
    }

    #[test]
    fn any_fields_are_a_record_or_an_error(fields in proptest::collection::vec("[0-9A-Za-zăđĐ| /-]{0,14}", 0..14)) {
        if let Ok(record) = read_id_card(&fields.join("|")) {
            for claim in &record.claims {
                prop_assert!(!matches!(&claim.value, Value::Text(t) if t.trim().is_empty()));
            }
        }
    }
}
