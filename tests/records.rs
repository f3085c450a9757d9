//! ID-card QRs: every row of the case table, and what hostile text may not do.

use proptest::prelude::*;
use troly::{
    record::{CardError, RECORD_KINDS, RecordKind, read_id_card},
    text::date::Precision,
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

#[test]
fn every_kind_has_one_entry() {
    for kind in [RecordKind::CitizenCard, RecordKind::IdentityCard] {
        assert_eq!(RECORD_KINDS.iter().filter(|e| e.kind == kind).count(), 1);
        assert_eq!(RecordKind::from_code(kind.entry().code), Some(kind));
    }
}

proptest! {
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
