//! Whatever text somebody brings: which paper it is taken for, or why for none; what becomes of what was ticked in a message, and
//! of a credential.

mod common;

use common::file;
use proptest::prelude::*;
use std::{collections::BTreeMap, fs};
use troly::{
    dossier::PeopleAction,
    i18n,
    paste::{
        Found, find,
        record::{attribute_of, place_of, relation_of, to_record},
    },
    record::{
        self, Brought, CardError, LONGEST, NoPaper, Record, RecordKind, StatedError, Statement, Trust,
        credential::{self, Check, Issuers},
        read_any,
    },
    relation::Relation,
    text::date::PartialDate,
    value::Value,
};

const CARD: &str = "079190000017||Nguyễn Thị An|15011990|Nữ|12 Nguyễn Huệ|20052021";
const ZONE: &str = "IDVNM1940000215079194000021<<5\n9401150F3401158VNM<<<<<<<<<<<6\nNGUYEN<<THI<MAU<<<<<<<<<<<<<<<";
const PASSPORT: &str = "P<VNMNGUYEN<<THI<MAU<<<<<<<<<<<<<<<<<<<<<<<<\nC1234567<0VNM9401150F3401158079194000021<<52";
const LAND: &str = "Người sử dụng đất: Bà Nguyễn Thị Mẫu|Thửa đất số: 25|Tờ bản đồ số: 7";
const HOST: &str =
    r#"{"troly-record":1,"kind":"passport","people":[{"id":"holder","attributes":{"person.name":"Trần Thị Bích"}}]}"#;

fn credential() -> String {
    let entry: serde_json::Value =
        serde_json::from_str(&file("tests/fixtures/sd-jwt/accepted/citizen.json")).expect("JSON");
    entry["text"].as_str().expect("a text").to_owned()
}

fn today() -> PartialDate {
    "2026-11-27".parse().expect("a day")
}

fn kind(text: &str) -> Option<RecordKind> {
    match read_any(text) {
        Ok(Brought::Record(record)) => Some(record.kind),
        _ => None,
    }
}

#[test]
fn each_paper_is_known_by_its_text() {
    for (text, expected) in [
        (CARD, RecordKind::CitizenCard),
        (ZONE, RecordKind::CardZone),
        (&*ZONE.to_lowercase(), RecordKind::CardZone),
        (&*ZONE.replace('\n', "  \r\n\u{200E}"), RecordKind::CardZone),
        (PASSPORT, RecordKind::PassportZone),
        (LAND, RecordKind::LandCertificate),
        (HOST, RecordKind::Passport),
    ] {
        assert_eq!(kind(text), Some(expected), "{text}");
        assert_eq!(kind(&format!("\u{FEFF} \n{text}\n\n")), Some(expected), "with blanks around: {text}");
    }
    let credential = credential();
    let broken: Vec<&str> =
        (0..credential.len()).step_by(76).map(|at| &credential[at..credential.len().min(at + 76)]).collect();
    for text in [&credential, &format!("  {credential}\n"), &broken.join("\r\n")] {
        assert_eq!(read_any(text), Ok(Brought::Credential(credential.clone())), "as mail breaks it");
    }
    assert_eq!(read_any(r#"{"troly-dossier": 2}"#), Ok(Brought::Dossier));
    assert!(matches!(read_any(r#"{"payload":"e30","protected":"e30","signature":"AA"}"#), Ok(Brought::Credential(_))));
    for text in [
        "Chào anh, em là Nguyễn Văn An, sinh 12/03/1990.",
        "Em gửi anh link này\nhttps://vneid.gov.vn/abc\nxem giúp em nhé",
        "Họ tên | Ngày sinh\nNguyễn Văn An | 12/03/1990\nTrần Thị B | 1/1/1992",
    ] {
        assert_eq!(read_any(text), Ok(Brought::Words), "{text}");
    }
}

#[test]
fn what_is_none_says_what_is_wrong_with_it() {
    let wrong = ZONE.replace("9401150", "9401151");
    for (text, code) in [
        ("", "card.empty"),
        (" \u{200B}\n", "card.empty"),
        ("https://vneid.gov.vn/abc", "card.link"),
        ("abc", "card.not-a-card"),
        ("079190000017||Nguyễn Thị An|15011990|Nữ", "card.too-few-fields"),
        (&*wrong, "paper.zone-check"),
        (&ZONE[..70], "paper.zone-length"),
        (&*ZONE.replace("VNM9401150F", "VNM9401150Q").replace("9401150F", "9401150Q"), "paper.zone-character"),
        ("{", "record.not-a-record"),
        ("[1]", "record.not-a-record"),
        (r#"{"troly-record":9}"#, "record.newer"),
        (r#"{"troly-record":1,"kind":"passport"}"#, "record.damaged"),
        (&*"a ".repeat(LONGEST), "paper.too-long"),
    ] {
        let no = read_any(text).expect_err(code);
        assert_eq!(no.code(), code, "{}", text.chars().take(80).collect::<String>());
        let params = no.params();
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, &**value)).collect();
        let said = i18n::text("vi", no.code(), &params);
        assert!(!said.contains('{') && said != code, "{said}");
    }
    assert_eq!(
        read_any(CARD.trim_end_matches("|20052021")).err(),
        Some(NoPaper::Card(CardError::TooFewFields { found: 6 }))
    );
}

/// Names in zones have no accents: no form is filled with them.
#[test]
fn a_zone_states_no_name() {
    for text in [ZONE, PASSPORT] {
        let Ok(Brought::Record(record)) = read_any(text) else { panic!("{text}") };
        assert!(record.claims.iter().all(|claim| !claim.attribute.starts_with("person.name")));
        assert_eq!(record.holder_id(), Some("079194000021"));
    }
}

fn messages() -> Vec<String> {
    let all = ["dev", "held-out"].into_iter().flat_map(|half| {
        let mut files: Vec<_> =
            fs::read_dir(format!("tests/fixtures/paste/{half}")).expect(half).map(|f| f.expect(half).path()).collect();
        files.sort();
        files
    });
    // Without the marks
    let plain = |source: &str| {
        let mut text = String::new();
        let mut rest = source;
        while let Some((before, mark)) = rest.split_once('⟦') {
            let (mark, behind) = mark.split_once('⟧').expect("an end");
            let quoted = mark.split_once('|').expect("a head").1;
            text += before;
            text += quoted.split('⇒').next().expect("a part");
            rest = behind;
        }
        text + rest
    };
    all.map(|path| plain(&fs::read_to_string(path).expect("a message"))).collect()
}

fn claimed(found: &[Found]) -> Vec<usize> {
    (0..found.len()).filter(|at| attribute_of(&found[*at]).is_some()).collect()
}

#[test]
fn what_is_ticked_of_every_message_becomes_a_record_and_nothing_else_does() {
    let (mut records, mut claims) = (0, 0);
    for text in messages() {
        let found = find(&text, None);
        let ticked = claimed(&found);
        let of = BTreeMap::new();
        assert!(to_record(&text, &found, &[], &of, today()).is_err(), "nothing was ticked");
        let Ok(record) = to_record(&text, &found, &ticked, &of, today()) else {
            assert!(ticked.is_empty(), "{text}");
            continue;
        };
        records += 1;
        claims += ticked.len();
        assert_eq!(
            (record.kind, record.kind.entry().trust, record.kind.entry().rank),
            (RecordKind::Pasted, Trust::Typed, 3)
        );
        for at in &ticked {
            let (line, column) = place_of(&text, &found[*at]);
            let part = format!("text/{line}/{column}");
            let attribute = attribute_of(&found[*at]).expect("claimed");
            let subject = format!("person-{}", found[*at].person + 1);
            assert!(
                record.about(&subject, attribute).any(|c| *c.part == *part),
                "{attribute} of {subject} at {part}: {text}"
            );
        }
        // One alone: of the others nothing is in what is kept
        let one = to_record(&text, &found, &ticked[..1], &of, today()).expect("one");
        let kept = text[found[ticked[0]].span.clone()].to_owned();
        for other in &ticked[1..] {
            let quote = &text[found[*other].span.clone()];
            if !kept.contains(quote) && quote.len() > 6 {
                assert!(!one.raw.contains(quote), "{quote} was not ticked: {}", one.raw);
            }
        }
        assert_eq!(Record::from_stored(&troly::json::Json::object(record.stored())), Ok(record));
    }
    assert!(records > 200 && claims > 700, "{records} records, {claims} claims");
}

#[test]
fn a_relation_is_taken_with_the_person_whom_the_citizen_names() {
    let text = "Tôi là Nguyễn Văn Hùng, sinh ngày 12/03/1985.\nVợ tôi là Trần Thị Bích, sinh ngày 20/10/1988.";
    let found = find(text, None);
    let relation = found.iter().position(|f| relation_of(f) == Some(Relation::Spouse)).expect("a wife");
    let (wife, husband) = (found[relation].person, 1 - found[relation].person);
    let ticked: Vec<usize> = (0..found.len()).collect();
    let alone = to_record(text, &found, &ticked, &BTreeMap::new(), today()).expect("a record");
    assert!(alone.relations.is_empty(), "of whom was not said");
    let both = to_record(text, &found, &ticked, &BTreeMap::from([(relation, husband)]), today()).expect("a record");
    let name = |person: usize| format!("person-{}", person + 1).into();
    assert_eq!(both.relations, [(name(wife), Relation::Spouse, name(husband))]);
    let itself = to_record(text, &found, &ticked, &BTreeMap::from([(relation, wife)]), today()).expect("a record");
    assert!(itself.relations.is_empty());
}

/// A text of the other direction, mark-up and invisible characters: values have none of it.
#[test]
fn hostile_text_leaves_no_invisible_characters_in_values() {
    let text = "Họ tên: \u{202E}Nguyễn\u{200B} Văn\u{2066} An\nSố CCCD: 079190\u{200F}000017\n<img src=x onerror=alert(1)>\u{0}";
    let found = find(text, None);
    let record = to_record(text, &found, &claimed(&found), &BTreeMap::new(), today()).expect("a record");
    for claim in &record.claims {
        if let Value::Text(text) = &claim.value {
            assert!(!text.chars().any(troly::text::is_invisible), "{}", claim.attribute);
        }
    }
}

#[test]
fn a_verified_credential_is_a_record_of_the_first_rank_and_no_stored_one_is() {
    let issuers = Issuers::parse(&file("tests/fixtures/sd-jwt/keys.json")).expect("keys");
    let mut taken = 0;
    for path in fs::read_dir("tests/fixtures/sd-jwt/accepted").expect("a folder").map(|e| e.expect("a file").path()) {
        let entry: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON");
        let (text, now) = (entry["text"].as_str().expect("a text"), entry["now"].as_i64().expect("a time"));
        let read = credential::read(text, &issuers, &Check { now, challenge: None }).expect("accepted");
        let record = read.to_record(text);
        assert_eq!(record.is_some(), read.trust() == credential::Trust::Verified, "{}", path.display());
        let Some(Ok(record)) = record else { continue };
        taken += 1;
        let entry = record.kind.entry();
        assert_eq!((record.kind, entry.rank, entry.trust), (RecordKind::Credential, 0, Trust::Verified));
        assert_eq!((record.issued_on, record.expires_on), (read.issued_on, read.expires_on));
        assert_eq!(Some(&record.source), read.issuer.as_ref());
        // Stored and read again, and whatever a file says of itself: not verified until it is checked
        let stored = Record::from_stored(&troly::json::Json::object(record.stored())).expect("readable");
        assert_eq!((stored.kind, &stored.claims), (RecordKind::KeptCredential, &record.claims));
        assert!(stored.kind.entry().trust == Trust::Typed && stored.kind.entry().rank == 1);
        let again = Record::from_stored(&troly::json::Json::object(stored.stored())).expect("readable");
        assert_eq!(again, stored);
        assert_eq!(
            read_any(&record.raw),
            Ok(Brought::Credential(text.to_owned())),
            "the credential is what is brought"
        );
        // Checked again, it takes the place of what was kept: one paper, of one person, with its full worth
        let mut d = common::dossier("1.001193", "2026-11-22");
        d.reduce(PeopleAction::AddRecord(stored).into());
        let people = d.people().to_vec();
        d.reduce(PeopleAction::AddRecord(record.clone()).into());
        assert_eq!(d.people(), people);
        assert_eq!(d.records().iter().map(|(_, r)| r.kind).collect::<Vec<_>>(), [RecordKind::Credential]);
    }
    assert!(taken > 20, "{taken}");
    let forged = r#"{"troly-record":1,"kind":"credential","people":[{"id":"holder","attributes":{"person.name":"Trần Văn Giả"}}]}"#;
    assert_eq!(kind(forged), Some(RecordKind::KeptCredential));
    assert_eq!(record::read(RecordKind::Credential, forged).map(|r| r.kind), Some(RecordKind::KeptCredential));
}

#[test]
fn a_statement_that_says_nothing_is_no_record() {
    let nothing = Statement {
        kind: RecordKind::Pasted,
        source: "".into(),
        issued_on: None,
        expires_on: None,
        claims: Vec::new(),
        relations: Vec::new(),
        original: None,
    };
    assert!(matches!(nothing.into_record(), Err(StatedError::Damaged { .. })));
}

proptest! {
    #[test]
    fn any_text_is_something_or_has_a_reason(text in "(\\PC|[<|{}\\[\\]~.\\n\u{202E}\u{0}]){0,120}") {
        if let Err(no) = read_any(&text) {
            prop_assert!(i18n::find("vi", no.code()).is_some(), "{}", no.code());
        }
    }

    #[test]
    fn any_part_of_a_paper_is_something_or_has_a_reason(paper in 0usize..6, from in 0usize..300, to in 0usize..300) {
        let all = [CARD, ZONE, PASSPORT, LAND, HOST, &credential()].map(str::to_owned);
        let part: String = all[paper].chars().skip(from).take(to.saturating_sub(from)).collect();
        if let Err(no) = read_any(&part) {
            prop_assert!(i18n::find("vi", no.code()).is_some(), "{}", no.code());
        }
    }
}
