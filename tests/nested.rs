//! Groups in the rows of groups: what is shown, counted, computed, found, handed over, kept in a draft, taken away and undone.

mod common;

use common::{day, file};
use std::rc::Rc;
use troly::{
    definition::{Definition, Path, packed, parse},
    dossier::{Action, Dossier},
    json::Json,
    rules::Env as _,
    validate::{Data, check, export},
    value::Value,
};

fn definition() -> Rc<Definition> {
    Rc::new(parse(&file("tests/fixtures/definitions/nested.json")).expect("a definition"))
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.into()))
}

fn edit(dossier: &mut Dossier, path: &Path, value: Option<Value>) {
    dossier.reduce(Action::Edit { path: path.clone(), value });
}

/// Adds a row; its id.
fn home(dossier: &mut Dossier, head: &str) -> Rc<str> {
    dossier.reduce(Action::AddRow("homes".into()));
    let row = dossier.rows("homes").last().expect("a row").clone();
    edit(dossier, &Path::cell("homes", &row, "head"), text(head));
    row
}

fn paper(dossier: &mut Dossier, home: &Rc<str>, what: &str, fee: i64) -> Rc<str> {
    dossier.reduce(Action::AddRowIn { group: "homes.papers".into(), outer: home.clone() });
    let row = dossier.inner_rows("homes.papers", home).last().expect("a row").clone();
    edit(dossier, &Path::cell("homes.papers", &row, "what"), text(what));
    edit(dossier, &Path::cell("homes.papers", &row, "fee"), Some(Value::Int(fee)));
    row
}

/// Two households, the first with two papers, the second with one.
fn two() -> (Dossier, [Rc<str>; 2], [Rc<str>; 3]) {
    let mut d = Dossier::new(definition(), day("2026-11-27"));
    let a = home(&mut d, "Trần An");
    let one = paper(&mut d, &a, "deed", 100);
    let b = home(&mut d, "Lê Bình");
    let three = paper(&mut d, &b, "other", 50);
    // Into the first again: its rows stand before those of the second
    let two = paper(&mut d, &a, "other", 30);
    (d, [a, b], [one, two, three])
}

const DATA: &str = r#"{"withHomes":true,"homes":[{"head":"Trần An","papers":[{"what":"deed","fee":100,"double":200},{"what":"other","fee":30,"double":60}],"sum":130},{"head":"Lê Bình","papers":[{"what":"other","fee":50,"double":100}],"sum":50}],"total":180}"#;

fn codes(d: &Dossier) -> Vec<String> {
    d.findings().iter().map(|f| format!("{} {}", f.code, f.paths[0].as_str())).collect()
}

fn cell(row: &str, column: &str) -> Path {
    Path::cell("homes.papers", row, column)
}

#[test]
fn rows_stand_in_their_row() {
    let (d, [a, b], [one, two, three]) = two();
    assert_eq!(d.inner_rows("homes.papers", &a), [one.clone(), two.clone()]);
    assert_eq!(d.inner_rows("homes.papers", &b), std::slice::from_ref(&three));
    assert_eq!(d.data(), DATA);
    let numbers = |row: &Rc<str>| d.row_numbers(&cell(row, "what")).into_iter().map(|(_, n)| n).collect::<Vec<_>>();
    assert_eq!([numbers(&one), numbers(&two), numbers(&three)], [[1, 1], [2, 1], [1, 2]]);
    assert_eq!(d.row_numbers(&Path::cell("homes", &b, "head")).len(), 1);
    // In form order: what is missing of the first household comes before what is missing of the second
    assert_eq!(
        codes(&d),
        [format!("required homes.papers/{two}/which"), format!("required homes.papers/{three}/which")]
    );
}

#[test]
fn findings_of_rows_in_rows() {
    let (mut d, [a, b], [one, two, three]) = two();
    edit(&mut d, &cell(&two, "which"), text("x"));
    edit(&mut d, &cell(&three, "what"), text("deed"));
    edit(&mut d, &cell(&one, "fee"), Some(Value::Int(2_000_000)));
    assert_eq!(codes(&d), ["N3 homes".to_owned(), format!("N1 homes.papers/{one}/fee")]);
    let fix = d.findings()[1].fix.clone().expect("a correction");
    d.reduce(Action::Fix(fix.set));
    edit(&mut d, &cell(&two, "what"), text("deed"));
    assert_eq!(codes(&d), [format!("N2 homes/{a}/papers")]);
    // As many as may be, in each household by itself
    for _ in 0..5 {
        d.reduce(Action::AddRowIn { group: "homes.papers".into(), outer: a.clone() });
    }
    assert_eq!((d.inner_rows("homes.papers", &a).len(), d.inner_rows("homes.papers", &b).len()), (3, 1));
    // None where one must be
    edit(&mut d, &Path::cell("homes", &b, "head"), text("Lê"));
    d.reduce(Action::RemoveRow { group: "homes.papers".into(), row: three });
    assert!(codes(&d).contains(&format!("required homes/{b}/papers")), "{:?}", codes(&d));
}

#[test]
fn what_is_hidden_is_kept_and_not_handed_over() {
    let (mut d, [a, b], [one, ..]) = two();
    edit(&mut d, &Path::cell("homes", &a, "bare"), Some(Value::Bool(true)));
    assert!(!d.visible(&cell(&one, "what")));
    assert!(!d.visible(&Path::cell("homes", &a, "papers")));
    assert!(d.visible(&Path::cell("homes", &b, "papers")));
    let json = Json::parse(&d.data()).expect("JSON");
    let homes = json.get("homes").expect("homes").items().to_vec();
    assert!(homes[0].get("papers").is_none() && homes[1].get("papers").is_some());
    edit(&mut d, &Path::field("withHomes"), Some(Value::Bool(false)));
    assert!(codes(&d).is_empty());
    // What is computed of it as well
    assert_eq!(d.data(), r#"{"withHomes":false,"total":0}"#);
    edit(&mut d, &Path::field("withHomes"), Some(Value::Bool(true)));
    edit(&mut d, &Path::cell("homes", &a, "bare"), None);
    assert_eq!(d.data(), DATA);
}

#[test]
fn a_row_goes_with_all_that_is_in_it_and_comes_back() {
    let (mut d, [a, b], [_, _, three]) = two();
    d.reduce(Action::RemoveRow { group: "homes".into(), row: a.clone() });
    assert_eq!(d.inner_rows("homes.papers", &b), std::slice::from_ref(&three));
    assert!(d.inner_rows("homes.papers", &a).is_empty());
    assert!(d.data().contains(r#""total":50"#));
    d.reduce(Action::Undo);
    assert_eq!(d.data(), DATA);
    d.reduce(Action::Redo);
    assert!(!d.export().contains("Trần An") && !d.export().contains(r#""fee":100"#), "nothing of it is left");
}

#[test]
fn drafts_and_data_come_back() {
    let (d, ..) = two();
    let again = Dossier::import(definition(), day("2026-11-27"), &d.export()).expect("a draft");
    assert_eq!((again.data(), again.export()), (d.data(), d.export()));
    let bare = Dossier::from_data(definition(), day("2026-11-27"), DATA).expect("data");
    assert_eq!(bare.data(), DATA);
    for (wrong, place) in [
        (r#"{"homes":[{"papers":[{"nope":1}]}]}"#, "/homes/0/papers/0/nope"),
        (r#"{"homes":[{"head":"An"},{"papers":[{"fee":1},{"fee":"x"}]}]}"#, "/homes/1/papers/1/fee"),
        (r#"{"homes":[{"papers":{}}]}"#, "/homes/0/papers"),
    ] {
        let error = Dossier::from_data(definition(), day("2026-11-27"), wrong).err();
        assert_eq!(error, Some(troly::dossier::ImportError::Damaged { pointer: place.into() }));
        let refused = Data::read(&definition(), &Json::parse(wrong).expect("JSON"), day("2026-11-27"));
        assert_eq!(refused.expect_err("refused")[0].pointer, place);
    }
    // Strictly read data are judged as the dossier is
    let data = Data::read(&definition(), &Json::parse(DATA).expect("JSON"), day("2026-11-27")).expect("data");
    assert_eq!(export(&definition(), &data).to_text(), DATA);
    assert_eq!(check(&definition(), &data).len(), 2);
    let papers = definition().field("homes.papers").expect("a group").0;
    assert_eq!((data.rows_in(papers, 0), data.rows_in(papers, 1), data.rows_in(papers, 2)), (0..2, 2..3, 3..3));
}

#[test]
fn a_group_around_that_was_called_otherwise() {
    let (d, ..) = two();
    let newer = file("tests/fixtures/definitions/nested.json")
        .replace(r#""version": "1""#, r#""version": "2""#)
        .replace("homes", "houses")
        .replace(r#"{"id": "houses","#, r#"{"id": "houses", "was": ["homes"],"#);
    let newer = Rc::new(parse(&newer).expect("a definition"));
    let moved = Dossier::import(newer, day("2026-11-27"), &d.export()).expect("a draft");
    assert_eq!(moved.data(), DATA.replace("homes", "houses"));
    assert!(moved.lost().is_empty());
}

#[test]
fn groups_end_at_the_second_level_and_are_published() {
    let deep = file("tests/fixtures/definitions/nested.json").replace(
        r#"{"id": "which", "type": "text","#,
        r#"{"id": "deeper", "type": "group", "label": "x", "fields": [{"id": "x", "type": "text", "label": "x"}]}, {"id": "which", "type": "text","#,
    );
    let found = parse(&deep).expect_err("too deep");
    let place = "/steps/0/sections/0/fields/1/fields/2/fields/1";
    assert!(found.iter().any(|d| d.code.code() == "field.bad-column" && &*d.pointer == place), "{found:?}");
    let read = packed::unpack(&packed::pack(&definition(), true)).expect("what was packed");
    let mut d = Dossier::new(Rc::new(read), day("2026-11-27"));
    let a = home(&mut d, "Trần An");
    paper(&mut d, &a, "deed", 100);
    assert!(d.data().contains(r#""double":200"#));
}
