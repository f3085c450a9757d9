//! The design's invariants 3, 4, 5 and 7, under random sequences of everything that can happen to a dossier.

mod common;

use common::{day, procedure, units};
use proptest::prelude::*;
use std::rc::Rc;
use troly::{
    definition::{FieldType, Path},
    dossier::{Action, AnswerState, Dossier, FieldView, Outcome, PeopleAction, Tally},
    record::{read_id_card, read_stated},
    text::date::PartialDate,
    value::{Address, FileInfo, IdentityDocument, Value},
};

const CARDS: &[&str] = &[
    "001193045678||Nguyễn Thị Thu Hà|25071993|Nữ|12 Nguyễn Huệ, Sài Gòn, TP. Hồ Chí Minh|20082025||||",
    "079090012346|023456781|Trần Minh Quân|12031990|Nam|12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh|20052021",
    // The same man, an older card with another address: split between two communes of today.
    "079090012346|023456781|Trần Minh Quân|12031990|Nam|7 Phạm Viết Chánh, Nguyễn Thái Bình, Quận 1, TP. Hồ Chí Minh|01022021",
    "036203004569||Lê Hoàng Nam|30092003|Nam|Xóm 5, Giao Yến, Giao Thủy, Nam Định|15062021",
    "079326000017||Nguyễn Minh Khôi|05032026|Nam|Không rõ|01092026|||Nguyễn Văn Ba|Trần Thị Tư",
];

/// What a portal and typed papers say of the same people, and of some who have no number.
const STATED: &[&str] = &[
    r#"{"troly-record": 1, "kind": "birth-certificate", "issuedOn": "2020-03-20", "people": [
        {"id": "child", "attributes": {"person.name": "Trần Minh Khang", "person.birth.date": "2020-03-05", "person.sex": "male"}},
        {"id": "mother", "is": {"mother": "child"}, "attributes": {"person.name": "Nguyễn Thị Thu Hà", "person.id.number": "001193045678", "person.hometown": "Xã Giao Bình"}},
        {"id": "father", "is": {"father": "child"}, "attributes": {"person.name": "Trần Minh Quân", "person.birth.date": "1990-03-12"}}]}"#,
    r#"{"troly-record": 1, "kind": "marriage-certificate", "issuedOn": "2018-10-20", "people": [
        {"id": "wife", "is": {"spouse": "husband"}, "attributes": {"person.name": "Nguyễn Thị Thu Hà", "person.marriage.number": "45/2018"}},
        {"id": "husband", "is": {"spouse": "wife"}, "attributes": {"person.id.number": "079090012346", "person.marriage.number": "45/2018"}}]}"#,
    r#"{"troly-record": 1, "kind": "host", "source": "x", "issuedOn": "2026-11-20", "expiresOn": "2026-11-21", "people": [
        {"id": "holder", "attributes": {"person.name": "NGUYỄN THỊ 7", "person.id.number": "001193045678", "person.phone": "0901234567",
          "person.ethnicity": "77", "person.birth.date": "1993-07-26"}}]}"#,
];

/// One step, in numbers that mean something only together with the dossier at hand.
#[derive(Clone, Copy, Debug)]
struct Step(u8, u16, u16);

fn action(dossier: &Dossier, Step(kind, a, b): Step) -> Action {
    let paths: Vec<&Path> = dossier.answers().map(|(path, _)| path).collect();
    let path = paths[a as usize % paths.len()].clone();
    let definition = dossier.definition();
    let role = &definition.roles[a as usize % definition.roles.len()];
    let person =
        (!dossier.people().is_empty()).then(|| dossier.people()[b as usize % dossier.people().len()].id.clone());
    let groups: Vec<_> = definition.fields.iter().filter(|f| f.kind == FieldType::Group).collect();
    let group = groups.get(b as usize % groups.len().max(1));
    let around = group.and_then(|f| definition.fields.get(f.group?.0 as usize));
    let group = group.map_or("".into(), |f| f.id.clone());
    match kind % 22 {
        18 => PeopleAction::AddRecord(read_stated(STATED[a as usize % STATED.len()]).expect("a record of this test"))
            .into(),
        19 | 20 => match (dossier.people(), &person) {
            ([first, ..], Some(from)) if a.is_multiple_of(2) => {
                PeopleAction::MergePeople { into: first.id.clone(), from: from.clone() }.into()
            }
            (people, Some(from)) => {
                let mentions = people.iter().find(|p| p.id == *from).map_or(&[][..], |p| &p.mentions);
                match mentions.last() {
                    Some(mention) => {
                        PeopleAction::SplitPerson { person: from.clone(), mention: mention.clone() }.into()
                    }
                    None => Action::Undo,
                }
            }
            _ => Action::Redo,
        },
        0 | 1 => {
            PeopleAction::AddRecord(read_id_card(CARDS[a as usize % CARDS.len()]).expect("a card of this test")).into()
        }
        2 => match dossier.records().first() {
            Some((id, _)) => PeopleAction::RemoveRecord(id.clone()).into(),
            None => Action::UnitsLoaded(Rc::new(units())),
        },
        3..=5 => PeopleAction::Cast { role: role.id.clone(), person }.into(),
        6 => PeopleAction::SamePerson {
            role: role.id.clone(),
            as_role: definition.roles[b as usize % definition.roles.len()].id.clone(),
        }
        .into(),
        7 | 8 => Action::Edit { value: typed(dossier, &path, b), path },
        9 => Action::Confirm(path),
        10 => Action::ConfirmAll { section: None },
        11 => Action::Accept { path, index: b as usize % 3 },
        12 => Action::Undo1(path),
        13 => Action::Refill(path),
        14 => match around.map(|g| dossier.rows(&g.id)) {
            None => Action::AddRow(group),
            Some([]) => Action::Undo,
            Some(rows) => Action::AddRowIn { outer: rows[a as usize % rows.len()].clone(), group },
        },
        15 => match dossier.rows(&group).first() {
            Some(row) => Action::RemoveRow { row: row.clone(), group: group.clone() },
            None => Action::Unlock(path),
        },
        16 => Action::Undo,
        _ => Action::Redo,
    }
}

/// Something that a person could put into the box.
fn typed(dossier: &Dossier, path: &Path, n: u16) -> Option<Value> {
    if n.is_multiple_of(7) {
        return None;
    }
    let text = |s: &str| Some(Value::Text(s.into()));
    match dossier.field_at(path)?.kind {
        FieldType::Date => PartialDate::from_ymd(1950 + i32::from(n % 100), 1 + (n % 12) as u8, 1 + (n % 28) as u8)
            .ok()
            .map(Value::Date),
        FieldType::YesNo | FieldType::Declaration => Some(Value::Bool(n.is_multiple_of(2))),
        FieldType::Integer | FieldType::Money => Some(Value::Int(i64::from(n) - 5)),
        FieldType::Number => Some(Value::Decimal(f64::from(n) / 4.0)),
        FieldType::DateTime => text(["2026-11-27T14:05", "27/11"][n as usize % 2]),
        FieldType::Choices => Some(Value::List(vec!["a".into(), "c".into()][..1 + n as usize % 2].to_vec())),
        FieldType::Attachment => Some(Value::Files(
            (0..1 + u64::from(n) % 2)
                .map(|i| FileInfo {
                    id: format!("f{n}-{i}").into(),
                    name: format!("{i}.pdf").into(),
                    media: "application/pdf".into(),
                    size: u64::from(n),
                })
                .collect(),
        )),
        FieldType::Sex => text(["male", "female"][n as usize % 2]),
        FieldType::Address => Some(Value::Address(Rc::new(Address {
            detail: format!("số {n}"),
            commune: "26740".into(),
            commune_name: "Phường Sài Gòn".into(),
            ..Address::default()
        }))),
        FieldType::IdentityDocument => Some(Value::Document(Rc::new(IdentityDocument {
            kind: "cccd".into(),
            number: format!("0790900{n:05}"),
            ..IdentityDocument::default()
        }))),
        _ => Value::text(&format!("Nguyễn Văn {n}")),
    }
}

fn people(action: &Action) -> Option<&PeopleAction> {
    match action {
        Action::People(change) => Some(change.action()),
        _ => None,
    }
}

/// Actions by which a person changes what they gave.
fn by_the_person(action: &Action) -> bool {
    let reads = people(action).is_some_and(|people| {
        matches!(
            people,
            PeopleAction::AddRecord(_)
                | PeopleAction::RemoveRecord(_)
                | PeopleAction::Cast { .. }
                | PeopleAction::SamePerson { .. }
        )
    });
    !reads
        && !matches!(
            action,
            Action::UnitsLoaded(_)
                | Action::Confirm(_)
                | Action::ConfirmAll { .. }
                | Action::AddRow(_)
                | Action::AddRowIn { .. }
        )
}

/// What an interface could have drawn of a dossier.
struct Seen {
    boxes: Vec<(Path, FieldView)>,
    sections: Vec<(bool, Tally)>,
}

fn seen(dossier: &Dossier) -> Seen {
    let sections = dossier.definition().steps.iter().flat_map(|s| &s.sections);
    Seen {
        boxes: dossier.answers().map(|(path, _)| (path.clone(), dossier.view(path))).collect(),
        sections: sections.map(|s| (dossier.section_visible(&s.id), dossier.tally(&s.id))).collect(),
    }
}

/// A dossier makes again only what an action can have changed. So: whether that is all that changed, and whether it says so.
fn same_as_made_anew(dossier: &Dossier, outcome: &Outcome, old: &Seen) -> Result<(), TestCaseError> {
    let now = seen(dossier);
    for (path, view) in &now.boxes {
        let before = old.boxes.iter().find(|(p, _)| p == path);
        if before.is_some_and(|(_, before)| before != view) {
            prop_assert!(outcome.paths.contains(path), "{path:?} changed, and nobody was told");
        }
        prop_assert!(before.is_some() || outcome.paths.contains(path), "{path:?} came, and nobody was told");
    }
    prop_assert!(!outcome.paths.is_empty() || old.boxes.len() == now.boxes.len());
    let hidden = |seen: &Seen| seen.sections.iter().map(|(shown, _)| *shown).collect::<Vec<_>>();
    prop_assert!(outcome.structure || hidden(old) == hidden(&now));
    // The units come again: everything is made anew, and nothing of it may be different.
    let mut anew = dossier.clone();
    match dossier.units() {
        Some(units) => anew.reduce(Action::UnitsLoaded(units.clone())),
        None => return Ok(()),
    };
    prop_assert_eq!(&seen(&anew).boxes, &now.boxes);
    prop_assert_eq!(&seen(&anew).sections, &now.sections);
    prop_assert_eq!(anew.coverage(), dossier.coverage());
    prop_assert_eq!(anew.findings(), dossier.findings());
    Ok(())
}

fn check(id: &str, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let definition = procedure(id);
    let today = day("2026-11-22");
    let mut dossier = Dossier::new(definition.clone(), today);
    if steps.len().is_multiple_of(2) {
        dossier.reduce(Action::UnitsLoaded(Rc::new(units())));
    }
    for step in steps {
        let action = action(&dossier, step);
        let machine = !by_the_person(&action);
        // What the person typed or confirmed, in boxes that are still there afterwards.
        let before: Vec<(Path, Value)> = dossier
            .answers()
            .filter(|(_, a)| matches!(a.state, AnswerState::Edited | AnswerState::Confirmed))
            .filter_map(|(p, a)| Some((p.clone(), a.value.clone()?)))
            .collect();
        let old = seen(&dossier);
        let arranges = people(&action).is_some_and(|people| {
            matches!(people, PeopleAction::MergePeople { .. } | PeopleAction::SplitPerson { .. })
        });
        let written = arranges.then(|| dossier.export());
        let outcome = dossier.reduce(action);
        if let Some(written) = written
            && outcome != Outcome::default()
        {
            // Two people made one, or one two: one step back, and everything is as it was.
            let mut back = dossier.clone();
            back.reduce(Action::Undo);
            prop_assert_eq!(back.export(), written);
            back.reduce(Action::Redo);
            prop_assert_eq!(back.export(), dossier.export());
        }
        let mentions: Vec<_> = dossier.people().iter().flat_map(|p| &p.mentions).collect();
        let stated: usize = dossier.records().iter().map(|(_, r)| r.subjects().len()).sum();
        prop_assert_eq!(mentions.len(), stated, "whoever a paper names is one person");
        for (_, cast) in dossier.definition().roles.iter().map(|r| (&r.id, dossier.cast(&r.id))) {
            prop_assert!(cast.iter().all(|p| dossier.people().iter().any(|known| known.id == *p)));
        }
        let _ = (dossier.kin(), dossier.kin_conflicts(), dossier.alike(), dossier.to_record().is_ok());
        for proposal in dossier.cast_proposals() {
            prop_assert!(!proposal.reasons.is_empty());
            prop_assert!(dossier.records().iter().any(|(id, _)| *id == proposal.reasons[0].kin.record));
        }
        same_as_made_anew(&dossier, &outcome, &old)?;
        for (path, answer) in dossier.answers() {
            let field = dossier.field_at(path).expect("every answer has a field");
            match &answer.value {
                Some(_) => {
                    let origin = answer.origin.as_ref();
                    prop_assert!(origin.is_some(), "{path:?} is filled and does not say from where");
                    if matches!(field.kind, FieldType::Declaration | FieldType::Signature) {
                        prop_assert_eq!(answer.state, AnswerState::Edited, "{:?} was filled by the machine", path);
                    }
                }
                None => prop_assert!(answer.empty.is_some(), "{path:?} is empty and does not say why"),
            }
        }
        if machine {
            for (path, value) in before {
                if let Some(after) = dossier.answer(&path) {
                    prop_assert_eq!(
                        after.value.as_ref(),
                        Some(&value),
                        "{:?}: what the person gave was replaced",
                        path
                    );
                }
            }
        }
    }
    // Saved and opened again, nothing is lost.
    let saved = dossier.export();
    let mut opened = Dossier::import(definition, today, &saved).map_err(|e| TestCaseError::fail(e.code()))?;
    if dossier.units().is_some() {
        opened.reduce(Action::UnitsLoaded(Rc::new(units())));
    }
    prop_assert_eq!(opened.data(), dossier.data());
    for (path, answer) in dossier.answers() {
        prop_assert_eq!(opened.answer(path).map(|a| &a.value), Some(&answer.value), "{:?}", path);
    }
    prop_assert_eq!(opened.export(), saved, "writing it again gives the same");
    Ok(())
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((any::<u8>(), any::<u16>(), any::<u16>()).prop_map(|(k, a, b)| Step(k, a, b)), 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn birth_registration(steps in steps()) {
        check("1.001193", steps)?;
    }

    #[test]
    fn every_type_of_box(steps in steps()) {
        check("all-types", steps)?;
    }

    #[test]
    fn groups_in_groups(steps in steps()) {
        check("nested", steps)?;
    }

    #[test]
    fn temporary_residence(steps in steps()) {
        check("1.004194", steps)?;
    }
}
