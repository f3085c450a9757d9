//! `docs/coverage.md`: what the papers of five families fill, on every official procedure; and that it would be seen if
//! something were filled with anything but the truth.

mod common;

use common::{file, procedure, units};
use std::{fs, rc::Rc};
use troly::{
    address::AddressBook,
    author::families::{Definitions, Stage, report, run},
    json::Json,
};

fn families() -> Vec<(String, Json)> {
    let folder = fs::read_dir("tests/fixtures/families").expect("the families");
    let mut names: Vec<String> = folder.map(|e| e.expect("an entry").file_name().to_string_lossy().into()).collect();
    names.sort();
    let read = |name: String| {
        let json = Json::parse(&file(&format!("tests/fixtures/families/{name}"))).expect("a family is JSON");
        (name.trim_end_matches(".json").to_string(), json)
    };
    names.into_iter().map(read).collect()
}

fn definitions() -> Definitions {
    let folder = fs::read_dir("procedures").expect("the procedures");
    let names =
        folder.map(|e| e.expect("an entry").file_name().to_string_lossy().trim_end_matches(".json").to_string());
    names.map(|id| (id.clone(), procedure(&id))).collect()
}

#[test]
fn the_page_is_the_one_that_the_command_writes_and_nothing_in_it_is_wrong() {
    let units: Rc<dyn AddressBook> = Rc::new(units());
    let page = report(&families(), &definitions(), &units).expect("families that can be read");
    assert!(
        page == file("docs/coverage.md"),
        "troly coverage --families tests/fixtures/families procedures/*.json > docs/coverage.md"
    );
    let mean = page.lines().find(|l| l.starts_with("| **mean")).expect("the last line of the table");
    let cells: Vec<&str> = mean.split('|').map(str::trim).collect();
    assert_eq!(cells[6], "0", "wrong fills");
    let all: f64 = cells[5].trim_end_matches(" %").parse().expect("a share");
    assert!(all >= 85.0, "{all}");
}

/// The truth is looked at: with another truth the same fills are wrong.
#[test]
fn what_is_not_so_counts_as_wrong() {
    let units: Rc<dyn AddressBook> = Rc::new(units());
    let all = definitions();
    let (_, family) = families().into_iter().find(|(name, _)| name == "newborn").expect("the family");
    let run = |family: &Json| run(family, &all["1.001193"], Stage::Cards, &all, &units).expect("a family").wrong;
    assert_eq!(run(&family), Vec::<String>::new());
    let text = family.to_text();
    for (was, is, path) in [
        (r#""person.name":"Trần Minh Quân""#, r#""person.name":"Trần Văn Quân""#, "father.name"),
        (r#""person.birth.date":"1990-03-12""#, r#""person.birth.date":"1990-03-13""#, "father.birthDate"),
        (r#""person.address.residence":"12 Nguyễn"#, r#""person.address.residence":"13 Nguyễn"#, "mother.residence"),
    ] {
        let other = text.replacen(was, is, 1);
        assert_ne!(other, text, "{was}");
        let wrong = run(&Json::parse(&other).expect("JSON"));
        assert!(wrong.iter().any(|w| w == path), "{path}: {wrong:?}");
    }
}
