//! A published definition is the one that was published: whatever a person does, the dossier of the one and of the other
//! come out the same. And a damaged file is refused, or leads to nothing worse than a strange form.

mod common;

use common::{day, file, units};
use proptest::prelude::*;
use std::rc::Rc;
use troly::{
    definition::{
        self, Definition,
        packed::{is_packed, pack, unpack},
    },
    dossier::{Action, Dossier, PeopleAction},
    record::read_id_card,
};

fn all() -> Vec<Rc<Definition>> {
    let mut paths: Vec<_> = std::fs::read_dir("procedures").expect("the procedures").filter_map(|e| e.ok()).collect();
    paths.sort_by_key(|e| e.path());
    let json = paths.iter().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "json"));
    let json = json.chain(["tests/fixtures/definitions/all-types.json".into()]);
    json.map(|p| Rc::new(definition::parse(&file(&p.to_string_lossy())).expect("an official definition"))).collect()
}

/// Cards, casting and answers, by numbers.
fn act(dossier: &Dossier, (kind, a, b): (u8, u16, u16)) -> Action {
    let definition = dossier.definition();
    let role = definition.roles.get(a as usize % definition.roles.len().max(1)).map(|r| r.id.clone());
    let people = dossier.people();
    let paths: Vec<_> = dossier.answers().map(|(path, _)| path.clone()).collect();
    let path = paths[a as usize % paths.len()].clone();
    let value = dossier.field_at(&path).and_then(|field| {
        let text = ["2026-10-01", "079090012346", "Nguyễn Văn An", "7", "true", ""][b as usize % 6];
        let json =
            [troly::json::Json::text(text), troly::json::Json::Int(i64::from(b % 9)), troly::json::Json::Bool(true)];
        json.iter().find_map(|json| definition::value_from_json(field, json).ok())
    });
    match kind % 4 {
        0 => PeopleAction::AddRecord(
            read_id_card(
                [
                    "001193045678||Nguyễn Thị Thu Hà|25071993|Nữ|12 Nguyễn Huệ, Sài Gòn, TP. Hồ Chí Minh|20082025||||",
                    "079090012346|023456781|Trần Minh Quân|12031990|Nam|12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh|20052021",
                ][a as usize % 2],
            )
            .expect("a card"),
        ).into(),
        1 if !people.is_empty() && role.is_some() => PeopleAction::Cast {
            role: role.unwrap_or_default(),
            person: Some(people[b as usize % people.len()].id.clone()),
        }.into(),
        _ => Action::Edit { path, value },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_published_definition_does_the_same(which in any::<u8>(), steps in prop::collection::vec(any::<(u8, u16, u16)>(), 1..30)) {
        let all = all();
        let written = all[which as usize % all.len()].clone();
        let published = Rc::new(unpack(&pack(&written, true)).expect("what was packed"));
        let today = day("2026-11-22");
        let (mut a, mut b) = (Dossier::new(written, today), Dossier::new(published, today));
        for d in [&mut a, &mut b] {
            d.reduce(Action::UnitsLoaded(Rc::new(units())));
        }
        for step in steps {
            let action = act(&a, step);
            prop_assert_eq!(a.reduce(action.clone()), b.reduce(action));
            prop_assert_eq!(a.findings(), b.findings());
            prop_assert_eq!(a.casting_findings(), b.casting_findings());
            prop_assert_eq!(a.coverage(), b.coverage());
            for (path, _) in a.answers() {
                prop_assert_eq!(a.view(path), b.view(path));
            }
        }
        prop_assert_eq!(a.export(), b.export());
    }

    #[test]
    fn a_damaged_file_never_breaks_anything(at in any::<prop::sample::Index>(), put in "[(-~]{0,3}", steps in prop::collection::vec(any::<(u8, u16, u16)>(), 1..6)) {
        let mut text = pack(&all()[0], false);
        let body = text.find("\"body\":\"").expect("a body") + 8;
        let at = body + at.index(text.len() - body - 2);
        let end = (at + put.len()).min(text.len() - 2);
        text.replace_range(at..end, &put.replace('\\', "-"));
        if let Some(definition) = unpack(&text) {
            let mut dossier = Dossier::new(Rc::new(definition), day("2026-11-22"));
            for step in steps {
                if !dossier.definition().roles.is_empty() && dossier.answers().next().is_some() {
                    let action = act(&dossier, step);
                    dossier.reduce(action);
                }
            }
            dossier.export();
        }
    }
}

#[test]
fn packed_again_it_is_the_same_text() {
    for definition in all() {
        for all_languages in [true, false] {
            let text = pack(&definition, all_languages);
            assert!(is_packed(&text));
            let read = unpack(&text).expect("what was packed");
            assert_eq!(pack(&read, all_languages), text);
            assert_eq!(read.title.other.is_empty(), !all_languages);
            assert_eq!(read.title.vi, definition.title.vi);
        }
    }
}

#[test]
fn what_is_no_packed_definition_is_refused() {
    let text = pack(&all()[0], false);
    for bad in [
        "".to_owned(),
        "{}".to_owned(),
        text.replace("{\"packed\":", "{\"packed\":1"),
        text[..text.floor_char_boundary(text.len() / 2)].to_owned(),
        text.replace("\"body\":\"", "\"body\":\"(("),
        file("procedures/1.001193.json"),
    ] {
        assert!(unpack(&bad).is_none());
    }
}
