//! Opening a file as a dossier: refused with a code, or a dossier that can be judged, written and opened again the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::{cell::OnceCell, rc::Rc};
use troly::{
    definition::{Definition, Path, parse},
    dossier::{Action, Dossier, PeopleAction},
    record::read_id_card,
    text::date::Day,
    value::Value,
};

fn today() -> Day {
    Day::MIN.replace_year(2026).expect("a day")
}

/// A definition, and the file of a dossier with a card, people in roles, rows, and answers of many kinds.
fn whole() -> (Rc<Definition>, String) {
    let definition = Rc::new(parse(include_str!("../../procedures/1.004194.json")).expect("an official definition"));
    let mut dossier = Dossier::new(definition.clone(), today());
    let card =
        "079190000017|023456789|Nguyễn Thị An|15011990|Nữ|12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh|20052021";
    dossier.reduce(PeopleAction::AddRecord(read_id_card(card).expect("a card")).into());
    let person = dossier.people()[0].id.clone();
    dossier.reduce(PeopleAction::Cast { role: "applicant".into(), person: Some(person) }.into());
    for _ in 0..2 {
        dossier.reduce(Action::AddRow("members".into()));
    }
    let paths: Vec<Path> = dossier.answers().map(|(path, _)| path.clone()).collect();
    for (i, path) in paths.into_iter().enumerate().filter(|(i, _)| i % 3 == 0) {
        let value = if i % 2 == 0 { Value::Text("x".into()) } else { Value::Date(today().into()) };
        dossier.reduce(Action::Edit { path, value: Some(value) });
    }
    let file = dossier.export();
    (definition, file)
}

thread_local! {
    static WHOLE: OnceCell<(Rc<Definition>, String)> = const { OnceCell::new() };
}

// Where the file is cut, taken out of, and written over: texts of their own would hardly ever be a dossier.
fuzz_target!(|damage: (Vec<(u16, u8)>, Option<(u16, u8)>, &str)| WHOLE.with(|w| {
    let (definition, file) = w.get_or_init(whole);
    let (over, out, text) = damage;
    let mut bytes = file.clone().into_bytes();
    let length = bytes.len();
    for (at, put) in over {
        bytes[usize::from(at) % length] = put;
    }
    if let Some((at, n)) = out {
        let from = usize::from(at) % length;
        let to = (from + usize::from(n)).min(length);
        bytes.splice(from..to, text.bytes());
    }
    let damaged = String::from_utf8_lossy(&bytes);
    for text in [&*damaged, text] {
        let Ok(mut dossier) = Dossier::import(definition.clone(), today(), text) else { continue };
        let written = dossier.export();
        let again = Dossier::import(definition.clone(), today(), &written).map(|d| d.export());
        assert_eq!(again.as_deref(), Ok(&*written));
        dossier.reduce(Action::Finish);
        let paths: Vec<Path> = dossier.answers().map(|(path, _)| path.clone()).collect();
        for path in paths {
            let _ = (dossier.view(&path), dossier.reduce(Action::Edit { path, value: None }));
        }
        let _ = (dossier.findings().len(), dossier.casting_findings().len(), dossier.reduce(Action::Undo));
    }
    let _ = Dossier::from_data(definition.clone(), today(), text);
}));
