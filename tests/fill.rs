//! `tests/fixtures/fill/*`: which boxes cards and casting fill, box by box with the reason, and that no other is filled.

mod common;

use common::{add_card, cast, day, dossier, file, form, short};
use std::{collections::BTreeMap, fs, path::Path};
use troly::{
    definition::Path as AnswerPath,
    dossier::{Action, Dossier},
    json::Json,
    prefill::EmptyReason,
    value::Value,
};

fn run(name: &str) -> (Json, Dossier) {
    let case = Json::parse(&file(&format!("tests/fixtures/fill/{name}/case.json"))).expect("a case is JSON");
    let text = |key: &str| case.get(key).and_then(Json::as_text).expect("a text").to_string();
    let mut dossier = dossier(&text("definition"), &text("today"));
    let mut people = BTreeMap::new();
    for (who, payload) in case.get("records").expect("records").entries() {
        people.insert(who.clone(), add_card(&mut dossier, payload.as_text().expect("a payload")));
    }
    for (role, who) in case.get("cast").expect("cast").entries() {
        cast(&mut dossier, role, &people[who.as_text().expect("a name of a record")]);
    }
    (case, dossier)
}

fn cases() -> Vec<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fill");
    let names =
        fs::read_dir(dir).expect("the fixtures").filter_map(|e| e.ok()).map(|e| e.file_name().to_string_lossy().into());
    names.collect()
}

#[test]
fn cards_and_casting_fill_these_boxes_and_no_others() {
    let cases = cases();
    assert!(!cases.is_empty());
    for name in cases {
        let (case, dossier) = run(&name);
        let expected: BTreeMap<String, String> = case
            .get("filled")
            .expect("filled")
            .entries()
            .iter()
            .map(|(path, e)| (path.to_string(), e.items()[0].as_text().expect("a value").to_string()))
            .collect();
        let filled: BTreeMap<String, String> = dossier
            .answers()
            .filter_map(|(path, a)| Some((path.as_str().to_string(), short(a.value.as_ref()?))))
            .collect();
        assert_eq!(filled, expected, "{name}");
        let coverage = dossier.coverage();
        assert_eq!(Some(coverage.filled as i64), case.get("official").and_then(Json::as_int), "{name}: official boxes");
        assert!(dossier.casting_findings().is_empty(), "{name}");
    }
}

#[test]
fn every_filled_box_says_where_from_and_every_empty_one_why() {
    for name in cases() {
        let (_, dossier) = run(&name);
        for (path, answer) in dossier.answers() {
            match &answer.value {
                Some(_) => assert!(answer.origin.is_some(), "{name}: {path:?} has no origin"),
                None => assert!(answer.empty.is_some(), "{name}: {path:?} does not say why it is empty"),
            }
        }
    }
}

#[test]
fn a_converted_address_keeps_the_old_one_and_cites_its_resolution() {
    let (_, dossier) = run("birth-two-cards");
    let answer = dossier.answer(&AnswerPath::field("father.residence")).expect("a box of the form");
    let Some(troly::value::Value::Address(address)) = &answer.value else { panic!("an address") };
    assert_eq!(address.old, "12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh");
    let step = &answer.origin.as_ref().expect("an origin").steps[0];
    assert_eq!(&*step.code, "address.converted");
    assert!(step.law.as_deref().is_some_and(|l| l.contains("NQ-UBTVQH15")), "{step:?}");
}

#[test]
fn a_copy_is_stored_as_its_box_stores_it_or_is_not_filled() {
    for (kind, attribute, good, stored, bad) in [
        ("phone", "person.phone", "0901 234 567", "0901234567", "hỏi hàng xóm"),
        ("email", "person.email", " an@example.vn ", "an@example.vn", "không có"),
    ] {
        let fill = format!(r#""fill":"applicant.{attribute}""#);
        let fields =
            format!(r#"{{"id":"a","type":"text","label":"A",{fill}}},{{"id":"b","type":"{kind}","label":"B",{fill}}}"#);
        let mut d = Dossier::new(form(&fields, ""), day("2026-11-22"));
        let (a, b) = (AnswerPath::field("a"), AnswerPath::field("b"));
        d.reduce(Action::Edit { path: a.clone(), value: Value::text(good) });
        assert_eq!(d.answer(&b).and_then(|b| b.value.as_ref()).map(short).as_deref(), Some(stored), "{kind}");
        d.reduce(Action::Edit { path: a, value: Value::text(bad) });
        let copy = d.answer(&b).expect("a box");
        assert_eq!((copy.value.as_ref(), copy.empty), (None, Some(EmptyReason::Refused)), "{kind}");
        assert_eq!(copy.proposals.len(), 1, "what is known is offered");
    }
}
