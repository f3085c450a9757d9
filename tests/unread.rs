//! A date or a number that was typed and cannot be read: kept, explained at its own box, and no trouble elsewhere.

mod common;

use common::{day, dossier, procedure};
use troly::{
    definition::Path,
    dossier::{Action, Dossier},
    value::Value,
};

fn typed(box_id: &str, text: &str) -> Dossier {
    let mut dossier = dossier("1.001193", "2026-11-22");
    dossier.reduce(Action::Edit { path: Path::field(box_id), value: Value::text(text) });
    dossier.reduce(Action::Edit { path: Path::field("copies.wanted"), value: Some(Value::Bool(true)) });
    dossier.reduce(Action::Finish);
    dossier
}

#[test]
fn it_is_explained_at_its_own_box_only() {
    for (box_id, text, code) in [
        ("child.birthDate", "31/2/2026", "date.day"),
        ("child.birthDate", "1/13/2026", "date.month"),
        ("child.birthDate", "5//", "date.form"),
        ("child.birthDate", "5//2026", "date.form"),
        ("copies.count", "hai", "integer.form"),
    ] {
        let dossier = typed(box_id, text);
        let path = Path::field(box_id);
        let view = dossier.view(&path);
        let codes: Vec<&str> = view.findings.iter().map(|f| &*f.code).collect();
        assert_eq!(codes, [code], "{text}");
        assert!(dossier.findings().iter().all(|f| &*f.code != "rule.failed"), "{text}: a rule stumbled over it");
        let words = dossier.answer(&Path::field("child.birthDateWords")).and_then(|a| a.value.clone());
        assert_eq!(words, None, "{text}: nothing is computed from it");
    }
}

#[test]
fn a_draft_keeps_it() {
    for (box_id, text) in [("child.birthDate", "31/2/2026"), ("copies.count", "hai")] {
        let draft = typed(box_id, text).export();
        let opened = Dossier::import(procedure("1.001193"), day("2026-11-23"), &draft).expect("the draft opens");
        let value = opened.answer(&Path::field(box_id)).and_then(|a| a.value.clone());
        assert_eq!(value, Value::text(text));
    }
}
