//! Claims in JSON, as portals give them and records are stored: refused with a code, or a record that reads back the same
//! and that a dossier can hold, store and open.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::{cell::OnceCell, rc::Rc};
use troly::{
    definition::{Definition, parse},
    dossier::{Action, Dossier, PeopleAction},
    record::{read, read_stated},
    text::date::Day,
};

fn today() -> Day {
    Day::MIN.replace_year(2026).expect("a day")
}

thread_local! {
    static FORM: OnceCell<Rc<Definition>> = const { OnceCell::new() };
}

fuzz_target!(|json: &str| FORM.with(|form| {
    let form = form.get_or_init(|| {
        Rc::new(parse(include_str!("../../procedures/1.001193.json")).expect("an official definition"))
    });
    let _ = Dossier::given(form, today(), json);
    let Ok(record) = read_stated(json) else { return };
    assert_eq!(read(record.kind, &record.raw).as_ref(), Some(&record));
    let mut dossier = Dossier::new(form.clone(), today());
    dossier.reduce(PeopleAction::AddRecord(record).into());
    for (role, i) in [("child", 0), ("mother", 1), ("father", 2)] {
        let person = dossier.people().get(i).map(|p| p.id.clone());
        dossier.reduce(PeopleAction::Cast { role: role.into(), person }.into());
    }
    let _ = (dossier.cast_proposals(), dossier.kin_conflicts(), dossier.alike());
    let written = dossier.export();
    let opened = Dossier::import(form.clone(), today(), &written).map(|d| d.export());
    assert_eq!(opened.as_deref(), Ok(&*written));
    if let Ok(again) = dossier.to_record() {
        assert_eq!(read(again.kind, &again.raw), Some(again));
    }
}));
