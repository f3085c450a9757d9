//! Attached files in a dossier: added, replaced, handed over, asked for again when only their names are left.

mod common;

use common::day;
use std::rc::Rc;
use troly::{
    definition::{Definition, Path, parse},
    dossier::{Action, Dossier, Notice},
    value::{FileInfo, Value},
};

fn definition() -> Rc<Definition> {
    let text = r#"{"troly":1,"id":"x","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2020-01-01",
        "checkedOn":"2020-01-01","agency":"x","fee":"x","timeLimit":"x",
        "steps":[{"id":"s","title":"x","sections":[{"id":"s","title":"x","fields":[
          {"id":"withPhoto","type":"yes-no","label":"x"},
          {"id":"photo","type":"attachment","label":"x","show":"withPhoto","types":["jpg","png"],"max":2,"maxSize":1000},
          {"id":"note","type":"text","label":"x"}]}]}],
        "rules":[{"id":"R1","severity":"warning","check":"size(photo) == 1 || 'back.jpg' in photo","fields":["photo"],"message":"x"}]}"#;
    Rc::new(parse(text).expect("a definition"))
}

fn file(id: &str, name: &str, size: u64) -> FileInfo {
    FileInfo { id: id.into(), name: name.into(), media: "image/jpeg".into(), size }
}

fn open() -> Dossier {
    let mut dossier = Dossier::new(definition(), day("2026-11-27"));
    dossier.reduce(Action::Edit { path: Path::field("withPhoto"), value: Some(Value::Bool(true)) });
    dossier
}

fn attach(dossier: &mut Dossier, files: Vec<FileInfo>) -> Vec<Notice> {
    dossier.reduce(Action::Attach { path: Path::field("photo"), files }).notices
}

fn codes(dossier: &Dossier) -> Vec<String> {
    dossier.findings().iter().map(|f| f.code.to_string()).collect()
}

fn names(dossier: &Dossier) -> Vec<String> {
    dossier.attachments().map(|f| f.name.to_string()).collect()
}

#[test]
fn files_are_added_counted_and_looked_at_by_rules() {
    let mut dossier = open();
    assert_eq!(attach(&mut dossier, vec![file("1", "front.jpg", 10)]), [Notice::Attached(1)]);
    assert!(codes(&dossier).is_empty());
    attach(&mut dossier, vec![file("2", "other.jpg", 2000)]);
    assert_eq!(codes(&dossier), ["attachment.size", "R1"]);
    attach(&mut dossier, vec![file("3", "back.jpg", 10)]);
    assert_eq!(codes(&dossier), ["attachment.size", "attachment.too-many"]);
    for _ in 0..2 {
        dossier.reduce(Action::Undo);
    }
    assert_eq!(names(&dossier), ["front.jpg"]);
    // Nothing but files goes into such a box
    assert!(
        dossier.reduce(Action::Attach { path: Path::field("note"), files: vec![file("4", "a", 1)] }).paths.is_empty()
    );
}

#[test]
fn the_same_file_twice_can_be_corrected() {
    let mut dossier = open();
    attach(&mut dossier, vec![file("1", "a.jpg", 10), file("2", "a.jpg", 10)]);
    let found: Vec<_> = dossier.findings().into_iter().cloned().collect();
    let twice = found.iter().find(|f| &*f.code == "attachment.twice").expect("said");
    dossier.reduce(Action::Fix(twice.fix.clone().expect("a correction").set));
    assert_eq!(names(&dossier), ["a.jpg"]);
    assert!(codes(&dossier).is_empty());
}

#[test]
fn names_that_hide_what_they_are_are_refused() {
    for (name, code) in [
        ("\u{202E}gpj.exe.jpg", "attachment.name"),
        ("a/b.jpg", "attachment.name"),
        (" ", "attachment.name"),
        ("a.pdf", "attachment.ending"),
        ("a", "attachment.ending"),
    ] {
        let mut dossier = open();
        attach(&mut dossier, vec![file("1", name, 10)]);
        assert_eq!(codes(&dossier), [code], "{name:?}");
    }
}

#[test]
fn hidden_files_are_kept_and_not_handed_over() {
    let mut dossier = open();
    attach(&mut dossier, vec![file("1", "a.jpg", 10)]);
    let shown = |yes| Action::Edit { path: Path::field("withPhoto"), value: Some(Value::Bool(yes)) };
    dossier.reduce(shown(false));
    assert!(names(&dossier).is_empty());
    assert!(!dossier.data().contains("a.jpg"));
    dossier.reduce(shown(true));
    assert_eq!(names(&dossier), ["a.jpg"]);
    assert_eq!(
        dossier.data(),
        r#"{"withPhoto":true,"photo":[{"id":"1","name":"a.jpg","type":"image/jpeg","size":10}]}"#
    );
}

#[test]
fn what_is_left_of_a_draft_is_the_names() {
    let mut dossier = open();
    attach(&mut dossier, vec![file("1", "a.jpg", 10), file("2", "back.jpg", 20)]);
    let mut again = Dossier::import(definition(), day("2026-11-28"), &dossier.export()).expect("a draft");
    // Who opens it to check it has the files beside it
    assert!(codes(&again).is_empty());
    // A page says what it has
    again.reduce(Action::Contents(vec!["2".into()]));
    assert_eq!(codes(&again), ["attachment.gone"]);
    // Chosen again it takes the place of its name, whatever its size is now
    attach(&mut again, vec![file("3", "a.jpg", 11)]);
    assert!(codes(&again).is_empty());
    assert_eq!(again.attachments().map(|f| &*f.id).collect::<Vec<_>>(), ["3", "2"]);
    // Undone, it is missing again
    again.reduce(Action::Undo);
    assert_eq!(codes(&again), ["attachment.gone"]);
}
