//! People: found in records, made one or two by the citizen, related to each other, proposed for roles; and what fills a box
//! when several records speak.

mod common;

use common::{add_card, cast, day, dossier, file, form, procedure, short, units};
use std::rc::Rc;
use troly::{
    definition::Path,
    dossier::{
        Action, AnswerState, Dossier, ImportError, Kept, Known, Mention, PeopleAction, Place, Tie, known_people,
    },
    prefill::{EmptyReason, OriginSource},
    record::{Record, RecordKind, read_id_card, read_stated, stated::without_sensitive},
    relation::Relation,
};

const HA: &str =
    "001193045678||Nguyễn Thị Thu Hà|25071993|Nữ|12 Nguyễn Huệ, Phường Sài Gòn, TP. Hồ Chí Minh|20082025||||";
const QUAN: &str =
    "079090012346|023456781|Trần Minh Quân|12031990|Nam|12 Nguyễn Huệ, Phường Sài Gòn, TP. Hồ Chí Minh|21082025||||";
const BIRTH: &str = r#"{"troly-record": 1, "kind": "birth-certificate", "issuedOn": "2020-03-20", "people": [
    {"id": "child", "attributes": {"person.name": "Trần Minh Khang", "person.birth.date": "2020-03-05", "person.sex": "male"}},
    {"id": "mother", "is": {"mother": "child"}, "attributes": {"person.name": "Nguyễn Thị Thu Hà", "person.birth.date": "1993-07-25"}},
    {"id": "father", "is": {"father": "child"}, "attributes": {"person.name": "Trần Minh Quân", "person.id.number": "079090012346"}}]}"#;
const MARRIAGE: &str = r#"{"troly-record": 1, "kind": "marriage-certificate", "issuedOn": "2018-10-20", "people": [
    {"id": "wife", "is": {"spouse": "husband"}, "attributes": {"person.name": "Nguyễn Thị Thu Hà", "person.id.number": "001193045678",
      "person.marriage.number": "45/2018"}},
    {"id": "husband", "is": {"spouse": "wife"}, "attributes": {"person.name": "Trần Minh Quân", "person.id.number": "079090012346",
      "person.marriage.number": "45/2018"}}]}"#;

fn stated(json: &str) -> Record {
    read_stated(json).unwrap_or_else(|e| panic!("{e:?}: {json}"))
}

fn add(dossier: &mut Dossier, json: &str) {
    dossier.reduce(PeopleAction::AddRecord(stated(json)).into());
}

/// Whoever the latest record says something about under this name.
fn person(dossier: &Dossier, subject: &str) -> Rc<str> {
    let (record, _) = dossier.records().last().expect("a record");
    let found =
        dossier.people().iter().find(|p| p.mentions.iter().any(|m| m.record == *record && &*m.subject == subject));
    found.unwrap_or_else(|| panic!("{subject}")).id.clone()
}

fn value(dossier: &Dossier, path: &str) -> Option<String> {
    Some(short(dossier.answer(&Path::field(path))?.value.as_ref()?))
}

fn state(dossier: &Dossier, path: &str) -> AnswerState {
    dossier.answer(&Path::field(path)).expect("a box").state
}

#[test]
fn a_number_makes_one_person_a_name_does_not() {
    let mut d = dossier("1.001193", "2026-11-22");
    let (ha, quan) = (add_card(&mut d, HA), add_card(&mut d, QUAN));
    add(&mut d, BIRTH);
    assert_eq!(person(&d, "father"), quan, "by number");
    let mother = person(&d, "mother");
    assert_ne!(mother, ha, "the same name and day, and no number: only the citizen knows");
    assert_eq!(d.alike(), [(ha.clone(), mother.clone())]);
    let before = d.export();
    let outcome = d.reduce(PeopleAction::MergePeople { into: ha.clone(), from: mother.clone() }.into());
    assert!(outcome.structure);
    assert_eq!(person(&d, "mother"), ha);
    assert!(d.alike().is_empty() && d.people().len() == 3);
    d.reduce(Action::Undo);
    assert_eq!(d.export(), before, "undone exactly");
    d.reduce(Action::Redo);
    // And apart again, by hand.
    let mention = Mention { record: d.records()[2].0.clone(), subject: "mother".into() };
    let merged = d.export();
    d.reduce(PeopleAction::SplitPerson { person: ha.clone(), mention: mention.clone() }.into());
    assert_ne!(person(&d, "mother"), ha);
    assert_eq!(d.people().len(), 4);
    d.reduce(Action::Undo);
    assert_eq!(d.export(), merged);
    // The one thing that is known of somebody cannot be taken from them.
    let only = person(&d, "child");
    let mention = Mention { record: mention.record, subject: "child".into() };
    assert_eq!(d.reduce(PeopleAction::SplitPerson { person: only, mention }.into()), Default::default());
}

/// Two numbers are two people, whatever they are called.
#[test]
fn people_with_two_numbers_are_not_alike() {
    let mut d = dossier("1.001193", "2026-11-22");
    add_card(&mut d, HA);
    add_card(&mut d, &HA.replace("001193045678", "001193045679"));
    assert!(d.alike().is_empty());
}

/// Who stands in a row keeps it, with what was typed there, when it turns out who it is.
#[test]
fn a_merge_moves_what_was_typed_in_a_row() {
    let mut d = dossier("1.004194", "2026-11-22");
    let ha = add_card(&mut d, HA);
    add(&mut d, BIRTH);
    let mother = person(&d, "mother");
    cast(&mut d, "members", &mother);
    let typed = |who: &Rc<str>| Path::cell("members", who, "sex");
    d.reduce(Action::Edit { path: typed(&mother), value: troly::value::Value::text("female") });
    d.reduce(PeopleAction::MergePeople { into: ha.clone(), from: mother.clone() }.into());
    assert_eq!(d.rows("members"), std::slice::from_ref(&ha));
    let answer = d.answer(&typed(&ha)).expect("the row is there");
    assert_eq!((answer.state, answer.value.as_ref().map(short).as_deref()), (AnswerState::Edited, Some("female")));
}

#[test]
fn relations_are_learnt_and_contradictions_are_shown() {
    let mut d = dossier("1.001193", "2026-11-22");
    add(&mut d, BIRTH);
    let (child, mother) = (person(&d, "child"), person(&d, "mother"));
    let kin = d.kin();
    let says =
        |who: &Rc<str>, is, of: &Rc<str>| kin.iter().any(|k| k.who == *who && k.is == is && k.of == *of && !k.by_name);
    assert!(says(&mother, Relation::Mother, &child) && says(&child, Relation::Child, &mother));
    assert!(d.kin_conflicts().is_empty());
    // A second certificate of the same child names another mother.
    add(&mut d, &BIRTH.replace("Nguyễn Thị Thu Hà", "Lê Thị Bưởi").replace("1993-07-25", "1988-01-02"));
    let other = person(&d, "child");
    assert!(d.kin_conflicts().is_empty(), "of two children, as far as anybody knows");
    d.reduce(PeopleAction::MergePeople { into: child.clone(), from: other }.into());
    let conflicts = d.kin_conflicts();
    assert_eq!(conflicts.len(), 1, "the father is one by his number");
    assert_eq!((&conflicts[0].of, conflicts[0].is, conflicts[0].kin.len()), (&child, Relation::Mother, 2));
    assert_ne!(conflicts[0].kin[0].record, conflicts[0].kin[1].record, "each with its source");
}

#[test]
fn a_birth_certificate_proposes_the_parents() {
    let mut d = dossier("1.001456", "2026-11-22");
    add(&mut d, BIRTH);
    let (child, mother, father) = (person(&d, "child"), person(&d, "mother"), person(&d, "father"));
    assert!(d.cast_proposals().is_empty(), "nobody has a role yet");
    cast(&mut d, "applicant", &child);
    let proposals = d.cast_proposals();
    let of = |role: &str| proposals.iter().filter(|p| &*p.role == role).collect::<Vec<_>>();
    assert_eq!(of("mother").iter().map(|p| &p.person).collect::<Vec<_>>(), [&mother]);
    assert_eq!(of("father").iter().map(|p| &p.person).collect::<Vec<_>>(), [&father]);
    assert!(of("spouse").is_empty());
    let reason = &of("mother")[0].reasons[0];
    assert_eq!((reason.is, &*reason.role, &reason.kin.of), (Relation::Mother, "applicant", &child));
    assert_eq!(reason.kin.record, d.records()[0].0);
    assert!(d.cast("mother").is_empty(), "proposed, not done");
}

/// The child of a birth registration has no papers: its mother is the wife of its father.
#[test]
fn a_marriage_certificate_proposes_the_other_parent_of_a_newborn() {
    let mut d = dossier("1.001193", "2026-11-22");
    let (ha, quan) = (add_card(&mut d, HA), add_card(&mut d, QUAN));
    add(&mut d, MARRIAGE);
    cast(&mut d, "father", &quan);
    let proposals = d.cast_proposals();
    assert_eq!(proposals.len(), 1, "{proposals:#?}");
    assert_eq!((&*proposals[0].role, &proposals[0].person), ("mother", &ha));
    let reason = &proposals[0].reasons[0];
    assert_eq!((reason.is, &*reason.role), (Relation::Spouse, "father"));
    cast(&mut d, "mother", &ha);
    assert!(d.cast_proposals().is_empty());
    // The number of the certificate, which both have, is no contradiction.
    assert_eq!(value(&d, "marriage.number").as_deref(), Some("45/2018"));
}

/// Neither somebody of the wrong sex nor somebody whom the form excludes.
#[test]
fn nobody_is_proposed_whom_the_casting_would_refuse() {
    let mut d = dossier("1.001193", "2026-11-22");
    let wrong = BIRTH
        .replace("\"person.name\": \"Nguyễn Thị Thu Hà\"", "\"person.name\": \"Lê Văn Nam\", \"person.sex\": \"male\"");
    add(&mut d, &wrong);
    let (child, father) = (person(&d, "child"), person(&d, "father"));
    cast(&mut d, "child", &child);
    let roles: Vec<_> = d.cast_proposals().into_iter().map(|p| p.role).collect();
    assert_eq!(roles, ["father".into()], "the certificate's mother is a man");
    cast(&mut d, "mother", &father);
    assert!(d.cast_proposals().iter().all(|p| &*p.role != "father"), "who is the mother is not the father as well");
}

/// A child's card names its parents; whoever has that name may be meant, which is less than a certificate.
#[test]
fn a_name_on_a_card_proposes_after_what_a_certificate_says() {
    let mut d = dossier("1.001456", "2026-11-22");
    let ha = add_card(&mut d, HA);
    let child = add_card(
        &mut d,
        "079220000123||Trần Minh Khang|05032020|Nam|12 Nguyễn Huệ, Phường Sài Gòn, TP. Hồ Chí Minh|01092026|||Trần Minh Quân|Nguyễn Thị Thu Hà",
    );
    cast(&mut d, "applicant", &child);
    let proposals = d.cast_proposals();
    assert_eq!(proposals.len(), 1);
    assert_eq!((&proposals[0].person, proposals[0].reasons[0].kin.by_name), (&ha, true));
    add(&mut d, &BIRTH.replace("\"person.name\": \"Trần Minh Khang\"", "\"person.id.number\": \"079220000123\""));
    let mothers: Vec<_> = d.cast_proposals().into_iter().filter(|p| &*p.role == "mother").collect();
    assert_eq!(mothers.iter().map(|p| p.reasons[0].kin.by_name).collect::<Vec<_>>(), [false, true]);
}

/// The published order: what has not expired, the verified source, the official paper, the newest.
#[test]
fn the_order_of_sources() {
    let residence = |kind: &str, on: &str, until: &str, phone: &str| {
        format!(
            r#"{{"troly-record": 1, "kind": "{kind}", "issuedOn": "{on}", {until} "people": [{{"id": "holder",
            "attributes": {{"person.id.number": "001193045678", "person.phone": "{phone}"}}}}]}}"#
        )
    };
    let filled = |records: &[String]| {
        let mut d = dossier("1.001456", "2026-11-22");
        let ha = add_card(&mut d, HA);
        records.iter().for_each(|r| add(&mut d, r));
        cast(&mut d, "applicant", &ha);
        let answer = d.answer(&Path::field("applicant.phone")).expect("a box").clone();
        (
            answer.value.as_ref().map(short),
            answer.state,
            answer.proposals.iter().map(|p| short(&p.value)).collect::<Vec<_>>(),
        )
    };
    let (a, b) = ("0901234567", "0912345678");
    let host = residence("host", "2024-01-01", "", a);
    let earlier = residence("dossier", "2026-01-01", "", b);
    assert_eq!(
        filled(&[earlier.clone(), host.clone()]),
        (Some(a.into()), AnswerState::Proposed, vec![b.into()]),
        "rank"
    );
    let newer = residence("passport", "2025-01-01", "", b);
    assert_eq!(filled(&[host.clone(), newer]), (Some(b.into()), AnswerState::Proposed, vec![a.into()]), "the newest");
    let expired = residence("host", "2025-05-01", r#""expiresOn": "2026-05-01","#, b);
    assert_eq!(filled(&[expired.clone(), host.clone()]), (Some(a.into()), AnswerState::Proposed, vec![b.into()]));
    assert_eq!(filled(std::slice::from_ref(&expired)), (Some(b.into()), AnswerState::Stale, vec![]), "flagged");
    let today = residence("host", "2025-05-01", r#""expiresOn": "2026-11-22","#, b);
    assert_eq!(filled(&[today]).1, AnswerState::Proposed, "its last day is one of its days");
    let same_day = residence("host", "2024-01-01", r#""source": "another","#, b);
    let (value, state, offered) = filled(&[host, same_day]);
    assert_eq!((value, state, offered.len()), (None, AnswerState::Conflict, 2), "nobody but the person can say");
}

#[test]
fn what_has_expired_says_so_and_since_when() {
    let mut d = dossier("1.001456", "2026-11-22");
    add(
        &mut d,
        r#"{"troly-record": 1, "kind": "passport", "issuedOn": "2015-05-20", "expiresOn": "2025-05-20", "people": [
        {"id": "holder", "attributes": {"person.name": "Nguyễn Thị Thu Hà", "person.passport.number": "C7654321"}}]}"#,
    );
    let holder = person(&d, "holder");
    cast(&mut d, "applicant", &holder);
    assert_eq!(state(&d, "passport.number"), AnswerState::Stale);
    let origin = d.answer(&Path::field("passport.number")).and_then(|a| a.origin.clone()).expect("an origin");
    let step = origin.steps.last().expect("a step");
    assert_eq!((&*step.code, step.before.as_deref()), ("record.expired", Some("20/05/2025")));
    d.reduce(Action::Confirm(Path::field("passport.number")));
    assert_eq!(state(&d, "passport.number"), AnswerState::Confirmed);
}

/// A box can say how old a source it accepts; an older one is marked, with its date.
#[test]
fn what_is_older_than_a_box_accepts_is_marked() {
    let field =
        r#"{"id":"phone","type":"phone","label":"x","fill":{"from":["applicant.person.phone"],"maxYears":YEARS}}"#;
    for (years, state_then) in [("5", AnswerState::Stale), ("6", AnswerState::Proposed)] {
        let mut d = Dossier::new(form(&field.replace("YEARS", years), ""), day("2026-11-22"));
        add(
            &mut d,
            r#"{"troly-record": 1, "kind": "host", "issuedOn": "2021-11-21", "people": [
            {"id": "holder", "attributes": {"person.phone": "0901234567"}}]}"#,
        );
        let holder = person(&d, "holder");
        cast(&mut d, "applicant", &holder);
        assert_eq!(state(&d, "phone"), state_then, "{years}");
        let step = d.answer(&Path::field("phone")).and_then(|a| a.origin.as_ref()?.steps.last().cloned());
        let said = step.map(|s| (s.code.to_string(), s.before.unwrap_or_default().to_string()));
        assert_eq!(said.is_some(), state_then == AnswerState::Stale);
        assert!(said.is_none_or(|said| said == ("record.old".into(), "21/11/2021".into())));
    }
    let zero = common::form_text(&field.replace("YEARS", "0"), "");
    assert!(troly::definition::parse(&zero).is_err());
}

/// What the form itself would refuse is offered, and said; it is not put in.
#[test]
fn a_value_that_the_form_would_refuse_is_not_filled() {
    let mut d = dossier("1.001456", "2026-11-22");
    add(
        &mut d,
        r#"{"troly-record": 1, "kind": "host", "people": [{"id": "holder", "attributes": {
        "person.id.number": "001193045678", "person.phone": "12345", "person.name": "Nguyễn Thị 7", "person.email": "ha@example.vn"}}]}"#,
    );
    let holder = person(&d, "holder");
    cast(&mut d, "applicant", &holder);
    for path in ["applicant.phone", "applicant.fullName"] {
        let answer = d.answer(&Path::field(path)).expect("a box");
        assert_eq!(
            (&answer.value, answer.empty, answer.proposals.len()),
            (&None, Some(EmptyReason::Refused), 1),
            "{path}"
        );
    }
    assert_eq!(value(&d, "applicant.citizenId").as_deref(), Some("001193045678"));
}

/// A rule across boxes that fails on what was filled in is shown at once: nobody may ever come to that box.
#[test]
fn a_filled_box_that_breaks_a_rule_says_so_at_once() {
    let definition = form(
        r#"{"id":"birth","type":"date","label":"x","fill":"applicant.person.birth.date"},{"id":"other","type":"date","label":"x"}"#,
        r#"{"id":"adult","severity":"error","check":"age(birth, today()) < 18","fields":["birth"],"message":"x"}"#,
    );
    let mut d = Dossier::new(definition, day("2026-11-22"));
    let ha = add_card(&mut d, HA);
    cast(&mut d, "applicant", &ha);
    let birth = Path::field("birth");
    assert_eq!((state(&d, "birth"), d.findings_shown(&birth).count()), (AnswerState::Proposed, 1));
    d.reduce(Action::Edit { path: birth.clone(), value: troly::value::Value::text("25/7") });
    assert_eq!(d.findings_shown(&birth).count(), 0, "typed: nobody likes to be told off while still typing");
}

/// What a person typed or confirmed stays, whatever comes later.
#[test]
fn records_that_come_later_replace_nothing_that_a_person_gave() {
    let mut d = dossier("1.001456", "2026-11-22");
    let ha = add_card(&mut d, HA);
    cast(&mut d, "applicant", &ha);
    d.reduce(Action::Edit { path: Path::field("applicant.phone"), value: troly::value::Value::text("0987654321") });
    d.reduce(Action::Confirm(Path::field("applicant.fullName")));
    add(
        &mut d,
        r#"{"troly-record": 1, "kind": "host", "issuedOn": "2026-11-20", "people": [{"id": "holder", "attributes": {
        "person.id.number": "001193045678", "person.phone": "0901234567", "person.name": "Nguyễn Thị Hà"}}]}"#,
    );
    assert_eq!(value(&d, "applicant.phone").as_deref(), Some("0987654321"));
    assert_eq!(state(&d, "applicant.fullName"), AnswerState::Confirmed);
    let offered = &d.answer(&Path::field("applicant.phone")).expect("a box").proposals;
    assert_eq!(offered.iter().map(|p| short(&p.value)).collect::<Vec<_>>(), ["0901234567"], "offered beside it");
}

/// What a page knows of people comes by the same call as answers that it has kept, and says who plays which role.
#[test]
fn a_page_gives_what_it_knows_of_people() {
    let definition = procedure("1.001456");
    let today = day("2026-11-22");
    let json = r#"{"troly-record": 1, "kind": "host", "source": "CSDLQG về dân cư", "issuedOn": "2026-11-20", "people": [
        {"id": "me", "plays": "applicant", "attributes": {"person.name": "Nguyễn Thị Thu Hà", "person.id.number": "001193045678"}}]}"#;
    let given = Dossier::given(&definition, today, json).expect("a record");
    let mut d = Dossier::new(definition.clone(), today);
    d.reduce(PeopleAction::Give(given.clone()).into());
    assert_eq!(value(&d, "applicant.citizenId").as_deref(), Some("001193045678"));
    assert_eq!(state(&d, "applicant.citizenId"), AnswerState::Proposed, "known, not typed");
    let origin = d.answer(&Path::field("applicant.citizenId")).and_then(|a| a.origin.clone()).expect("an origin");
    assert!(matches!(&origin.source, OriginSource::Record { kind, .. } if &**kind == "host"));
    assert_eq!(origin.on.map(|d| d.to_string()).as_deref(), Some("2026-11-20"));
    d.reduce(PeopleAction::Give(given).into());
    assert_eq!(d.records().len(), 1, "the same again is no news");
    d.reduce(Action::Undo);
    assert!(d.records().is_empty() && d.cast("applicant").is_empty(), "one step");
    for (slip, pointer) in [
        (json.replace("\"applicant\"", "\"nobody\""), "/people/0/plays"),
        (json.replace("\"host\"", "\"passport\""), "/kind"),
        (json.replace("\"001193045678\"", "\"1\""), "/people/0/attributes/person.id.number"),
    ] {
        let wanted = ImportError::Damaged { pointer: pointer.into() };
        assert_eq!(Dossier::given(&definition, today, &slip).err(), Some(wanted), "{pointer}");
        let in_list = ImportError::Damaged { pointer: format!("/0{pointer}") };
        assert_eq!(Dossier::given(&definition, today, &format!("[{slip}]")).err(), Some(in_list), "{pointer}");
    }
}

/// A finished dossier fills the next one, of another procedure: what was typed once is not typed again.
#[test]
fn an_earlier_dossier_is_a_record() {
    let mut first = dossier("1.004194", "2026-11-22");
    let (ha, quan) = (add_card(&mut first, HA), add_card(&mut first, QUAN));
    cast(&mut first, "applicant", &ha);
    cast(&mut first, "head", &quan);
    first.reduce(Action::Edit { path: Path::field("applicant.phone"), value: troly::value::Value::text("0901234567") });
    let record = first.to_record().expect("it says something");
    assert_eq!((record.kind, &*record.source), (RecordKind::Dossier, "1.004194"));
    assert_eq!(record.issued_on.map(|d| d.to_string()).as_deref(), Some("2026-11-22"));
    let phone = record.about("applicant", "person.phone").next().expect("typed there");
    assert_eq!(&*phone.part, "applicant.phone", "where it stood");
    let name = record.first("applicant", "person.name").and_then(|v| v.as_text());
    assert_eq!(name, Some("Nguyễn Thị Thu Hà"), "as her card writes it, not in the capitals of the form");
    assert_eq!(record.relations, [("applicant".into(), Relation::Member, "head".into())]);

    let mut second = dossier("1.001456", "2026-11-25");
    second.reduce(PeopleAction::AddRecord(record.clone()).into());
    let me = person(&second, "applicant");
    cast(&mut second, "applicant", &me);
    assert_eq!(value(&second, "applicant.phone").as_deref(), Some("0901234567"));
    assert_eq!(value(&second, "applicant.fullName").as_deref(), Some("NGUYỄN THỊ THU HÀ"));
    let (paths, roles) = second.used(&second.records()[0].0.clone());
    assert!(paths.contains(&Path::field("applicant.phone")) && roles == ["applicant".into()]);
    // With her card there as well, that counts: it is the official paper.
    add_card(&mut second, HA);
    assert_eq!(second.people().len(), 2, "one person by her number, and the head");
    let origin = second.answer(&Path::field("applicant.fullName")).and_then(|a| a.origin.clone()).expect("an origin");
    assert!(matches!(&origin.source, OriginSource::Record { kind, .. } if &**kind == "cccd-qr-2024"));
    // And in a form that asks for the head of the household, that is known.
    let mut third = dossier("1.004222", "2026-11-25");
    third.reduce(PeopleAction::AddRecord(record).into());
    let me = person(&third, "applicant");
    cast(&mut third, "applicant", &me);
    let proposals = third.cast_proposals();
    assert!(proposals.iter().any(|p| &*p.role == "head" && p.reasons[0].is == Relation::Head), "{proposals:#?}");
    // A dossier that says nothing of anybody is no record.
    assert!(dossier("1.004194", "2026-11-22").to_record().is_err());
}

/// What came from a paper that has expired does not become new by being copied into a dossier.
#[test]
fn a_dossier_does_not_make_expired_papers_young() {
    let mut d = dossier("1.001456", "2026-11-22");
    add(
        &mut d,
        r#"{"troly-record": 1, "kind": "host", "issuedOn": "2015-05-20", "expiresOn": "2025-05-20", "people": [
        {"id": "holder", "attributes": {"person.name": "Nguyễn Thị Thu Hà", "person.phone": "0901234567"}}]}"#,
    );
    let holder = person(&d, "holder");
    cast(&mut d, "applicant", &holder);
    assert!(d.to_record().is_err(), "nothing else is known");
    d.reduce(Action::Confirm(Path::field("applicant.phone")));
    let record = d.to_record().expect("confirmed");
    assert!(record.holder("person.phone").is_some() && record.holder("person.name").is_none());
}

/// The stored dossier: people with what is known of them, files of version 1, and records of a later importer.
#[test]
fn a_dossier_with_many_people_is_stored_and_opened() {
    let definition = procedure("1.001193");
    let mut d = dossier("1.001193", "2026-11-22");
    add_card(&mut d, HA);
    add(&mut d, BIRTH);
    let written = d.export();
    let open = |json: &str| {
        let mut opened = Dossier::import(definition.clone(), day("2026-11-22"), json)?;
        opened.reduce(Action::UnitsLoaded(Rc::new(units())));
        Ok::<_, ImportError>(opened)
    };
    let opened = open(&written).expect("what was written");
    assert_eq!((opened.export(), opened.people()), (written.clone(), d.people()));
    assert!(written.contains("\"r3/mother\""), "{written}");
    // As version 1 wrote it: of each record the one person.
    let old = file("tests/fixtures/stored/version-1.json");
    let mut opened = open(&old).expect("a file of version 1");
    assert_eq!(opened.people().iter().map(|p| &*p.name).collect::<Vec<_>>(), ["Nguyễn Thị Thu Hà"]);
    assert_eq!(value(&opened, "mother.name").as_deref(), Some("NGUYỄN THỊ THU HÀ"));
    opened.reduce(Action::Finish);
    let newer = written.replacen("\"importer\":2", "\"importer\":3", 1);
    assert_ne!(newer, written);
    assert_eq!(open(&newer).err(), Some(ImportError::Newer { found: 3 }));
}

/// Records of many people are long texts: a file with one opens as any other.
#[test]
fn a_dossier_with_a_long_record_is_stored_and_opened() {
    let people: Vec<String> = (0..80)
        .map(|i| {
            format!(
                r#"{{"id": "member{i}", "attributes": {{"person.name": "Trần Thị Bích Ngọc {}", "person.birth.date": "1990-01-15",
                    "person.birth.place": "Phường Bến Thành, Thành phố Hồ Chí Minh"}}}}"#,
                ["Anh", "Bình", "Chi", "Dung"][i % 4]
            )
        })
        .collect();
    let long = format!(
        r#"{{"troly-record": 1, "kind": "residence-confirmation", "importer": 1, "people": [{}]}}"#,
        people.join(", ")
    );
    assert!(long.len() > 10_000);
    let mut d = dossier("1.001193", "2026-11-22");
    add(&mut d, &long);
    let opened = Dossier::import(procedure("1.001193"), day("2026-11-22"), &d.export()).expect("what was written");
    assert_eq!(opened.people(), d.people());
}

#[test]
fn of_a_record_what_is_sensitive_can_be_left_out() {
    let birth =
        stated(&BIRTH.replace("\"person.sex\": \"male\"", "\"person.sex\": \"male\", \"person.ethnicity\": \"01\""));
    let less = without_sensitive(&birth).expect("a birth certificate states ethnic groups");
    let of = |record: &Record, attribute: &str| record.claims.iter().filter(|c| &*c.attribute == attribute).count();
    assert!(of(&birth, "person.ethnicity") > 0);
    assert_eq!(of(&less, "person.ethnicity"), 0);
    assert!(!less.raw.contains("person.ethnicity"), "{}", less.raw);
    let rest = |record: &Record| record.claims.len() - of(record, "person.ethnicity");
    assert_eq!((rest(&less), &less.relations, less.kind), (rest(&birth), &birth.relations, birth.kind));
    assert_eq!(without_sensitive(&less), None, "nothing is left that is sensitive");
    assert_eq!(without_sensitive(&stated(MARRIAGE)), None);
}

#[test]
fn of_whom_kept_papers_speak() {
    let card = read_id_card(HA).expect("a card");
    let people = known_people(&[card.clone(), stated(MARRIAGE), card], &[]);
    let papers: Vec<(&str, Vec<usize>)> = people.iter().map(|p| (&*p.name, p.papers())).collect();
    // One person by the number on both papers; the same card twice is one
    assert_eq!(papers, [("Nguyễn Thị Thu Hà", vec![0, 1]), ("Trần Minh Quân", vec![1])]);
    assert_eq!(&*people[0].number, "001193045678");
    assert!(people[0].born.is_some() && people[1].born.is_none());
}

/// Who of the papers is one person, as lists of places.
fn groups(people: &[Known]) -> Vec<Vec<Place>> {
    let mut groups: Vec<Vec<Place>> = people.iter().map(|p| p.places.clone()).collect();
    groups.iter_mut().for_each(|group| group.sort());
    groups.sort();
    groups
}

#[test]
fn who_was_made_one_or_told_apart_is_so_with_the_next_form() {
    let kept =
        [read_id_card(HA).expect("a card"), read_id_card(QUAN).expect("a card"), stated(BIRTH), stated(MARRIAGE)];
    let place = |record: &Record| kept.iter().position(|k| k.raw == record.raw);
    let all = |ties: &[Tie]| {
        let mut d = dossier("1.001193", "2026-11-22");
        d.reduce(
            PeopleAction::AddRecords(Kept { records: kept.to_vec(), ties: ties.to_vec(), ..Kept::default() }).into(),
        );
        d
    };
    let here = |d: &Dossier| {
        let at = |m: &Mention| {
            (d.records().iter().position(|(id, _)| *id == m.record).expect("a record"), m.subject.clone())
        };
        let mut groups: Vec<Vec<Place>> = d.people().iter().map(|p| p.mentions.iter().map(at).collect()).collect();
        groups.iter_mut().for_each(|group| group.sort());
        groups.sort();
        groups
    };
    let mut d = all(&[]);
    assert!(d.ties(place, &[]).is_empty(), "what numbers say needs no word");
    let (ha, mother) = d.alike()[0].clone();
    d.reduce(PeopleAction::MergePeople { into: ha, from: mother }.into());
    // The husband of the marriage certificate is somebody else, say
    let quan = person(&d, "husband");
    let mention = Mention { record: d.records()[3].0.clone(), subject: "husband".into() };
    d.reduce(PeopleAction::SplitPerson { person: quan, mention }.into());
    let ties = d.ties(place, &[]);
    assert!(ties.iter().any(|t| t.same) && ties.iter().any(|t| !t.same), "{ties:?}");

    // In the next form, and in the list of who is kept, it is so at once; and nothing is said anew of it
    let next = all(&ties);
    assert_eq!(here(&next), here(&d));
    assert_eq!(groups(&known_people(&kept, &ties)), here(&d));
    assert_eq!(next.ties(place, &ties), ties);
    assert!(next.alike().is_empty());
    // Of papers that are not in this form, what was said stays said
    let mut other = dossier("1.001193", "2026-11-22");
    other.reduce(
        PeopleAction::AddRecords(Kept { records: vec![kept[0].clone(), kept[3].clone()], ..Kept::default() }).into(),
    );
    assert_eq!(other.ties(place, &ties).len(), ties.len());
    // Taken back: forgotten
    d.reduce(Action::Undo);
    d.reduce(Action::Undo);
    assert!(d.ties(place, &ties).is_empty());
    // What speaks of papers or people that there are not does nothing
    let odd = |a: usize, b: &str| Tie { same: true, one: (a, "holder".into()), other: (2, b.into()) };
    assert_eq!(here(&all(&[odd(9, "child"), odd(0, "nobody")])), here(&all(&[])));
}

#[test]
fn who_is_refused_for_a_role_is_not_offered_again() {
    let mut d = dossier("1.001456", "2026-11-22");
    add(&mut d, BIRTH);
    let child = person(&d, "child");
    cast(&mut d, "applicant", &child);
    let offered = d.cast_proposals();
    let first = offered.first().expect("a parent").clone();
    d.reduce(PeopleAction::Refuse { role: first.role.clone(), person: first.person.clone() }.into());
    let left = d.cast_proposals();
    assert!(left.len() == offered.len() - 1 && !left.contains(&first));
    assert!(d.cast(&first.role).is_empty());
    d.reduce(Action::Undo);
    assert_eq!(d.cast_proposals(), offered);
}

#[test]
fn the_commune_chosen_for_an_old_address_is_so_with_the_next_form() {
    let card =
        read_id_card(&QUAN.replace("Phường Sài Gòn, TP. Hồ Chí Minh", "Phường Láng Hạ, Quận Đống Đa, TP. Hà Nội"));
    let records = vec![card.expect("a card")];
    let path = Path::field("father.residence");
    let open = |choices: Vec<(Rc<str>, Rc<str>)>| {
        let mut d = dossier("1.001193", "2026-11-22");
        d.reduce(PeopleAction::AddRecords(Kept { records: records.clone(), choices, ..Kept::default() }).into());
        let quan = d.people()[0].id.clone();
        cast(&mut d, "father", &quan);
        d
    };
    let mut d = open(Vec::new());
    let answer = d.answer(&path).expect("a box");
    assert!(answer.value.is_none() && answer.proposals.len() == 3, "no law says it: asked");
    d.reduce(Action::Accept { path: path.clone(), index: 1 });
    let chosen: Vec<_> = d.choices().map(|(printed, code)| (printed.clone(), code.clone())).collect();
    assert_eq!(chosen.len(), 1);
    let next = open(chosen);
    assert_eq!(value(&next, "father.residence"), value(&d, "father.residence"));
    assert!(value(&next, "father.residence").is_some());
}
